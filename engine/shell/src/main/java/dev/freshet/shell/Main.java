package dev.freshet.shell;

import dev.freshet.shell.sql.SqlCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code run} and {@code sql}: the engine without a server. */
@Command(
        name = "freshet",
        subcommands = {RunCommand.class, SqlCommand.class},
        mixinStandardHelpOptions = true)
public final class Main {
    Main() {}

    public static void main(String[] args) {
        // Libraries have nothing to tell the user of a command line.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        System.exit(new CommandLine(new Main()).execute(args));
    }
}
