package dev.freshet.cli;

/** A command cannot go on. The message is written for the person at the terminal, its remedy included. */
public class Fault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Exit exit;

    public Fault(Exit exit, String message) {
        super(message);
        this.exit = exit;
    }

    public Fault(Exit exit, String message, Throwable cause) {
        super(message, cause);
        this.exit = exit;
    }

    /** How the process shall end. */
    public Exit exit() {
        return exit;
    }

    /** Wrong use of a command. */
    public static Fault usage(String message) {
        return new Fault(Exit.USAGE, message);
    }

    /** Anything else that went wrong. */
    public static Fault failure(String message) {
        return new Fault(Exit.FAILURE, message);
    }
}
