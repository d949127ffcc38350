package dev.freshet.shell;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code run} and {@code sql}: the engine without a server. */
@Command(
        name = "freshet",
        subcommands = {RunCommand.class, Main.SqlCommand.class},
        mixinStandardHelpOptions = true)
public final class Main {
    Main() {}

    /** Announced by the contract, not there yet. */
    @Command(name = "sql", description = "The engine as a shell (not built yet).")
    static final class SqlCommand implements Callable<Integer> {
        @Parameters(arity = "0..*", hidden = true)
        String[] rest = {};

        @Override
        public Integer call() {
            System.err.println("error: ./freshet sql is not built yet; ./freshet run executes a whole definition");
            return 1;
        }
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }
}
