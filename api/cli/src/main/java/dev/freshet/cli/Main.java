package dev.freshet.cli;

/** Starts the client. Exit codes are those of {@link Exit}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Surroundings here = Surroundings.ofProcess();
        int code = new Cli(here).run(args);
        here.out().flush();
        here.err().flush();
        System.exit(code);
    }
}
