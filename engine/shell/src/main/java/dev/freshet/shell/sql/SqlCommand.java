package dev.freshet.shell.sql;

import dev.freshet.sql.parse.SqlTextException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sql [FILE]}. */
@Command(
        name = "sql",
        description = "The engine as a shell: reads SQL from a file or from standard input and prints query results.",
        mixinStandardHelpOptions = true)
public final class SqlCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "FILE", description = "statements; absent or -: standard input")
    @Nullable
    Path file;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "the same as FILE")
    @Nullable
    Path fileOption;

    @Option(
            names = {"-c", "--command"},
            paramLabel = "SQL",
            description = "statements instead of a file")
    List<String> commands = new ArrayList<>();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "table (default), csv or json")
    String format = "table";

    @Option(names = "--null", paramLabel = "TEXT", description = "what NULL prints as")
    String nullText = "";

    @Option(names = "--keep-going", description = "go on after a failing statement")
    boolean keepGoing;

    @Option(names = "--workers", paramLabel = "N", description = "threads that compute an epoch")
    int workers = 1;

    @Option(names = "--memory", paramLabel = "SIZE", description = "memory of the process")
    @Nullable
    String memory;

    private final PrintWriter out =
            new PrintWriter(new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8)));

    @Override
    public Integer call() throws IOException {
        Printer.Format chosen;
        try {
            chosen = Printer.Format.valueOf(format.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            System.err.println("error: -o takes table, csv or json, not " + format);
            return 2;
        }
        Path source = file == null ? fileOption : file;
        if (source != null && !source.toString().equals("-") && !Files.isRegularFile(source)) {
            System.err.println("error: there is no file " + source);
            return 2;
        }
        if (workers < 1) {
            System.err.println("error: --workers takes a number from 1 on");
            return 2;
        }
        String name = !commands.isEmpty() ? "-c" : source == null ? "-" : source.toString();
        try (BufferedReader in = open(source)) {
            boolean people = name.equals("-")
                    && System.console() != null
                    && System.console().isTerminal();
            Script script = new Script(name, new Printer(out, chosen, nullText), out, keepGoing || people);
            return script.run(in, people);
        } finally {
            out.flush();
        }
    }

    private BufferedReader open(@Nullable Path source) throws IOException {
        if (!commands.isEmpty()) {
            return new BufferedReader(new StringReader(String.join(";\n", commands)));
        }
        if (source == null || source.toString().equals("-")) {
            return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        }
        return Files.newBufferedReader(source);
    }

    /** What a run over statements is made of. */
    private static final class Script {
        private final String name;
        private final Printer printer;
        private final PrintWriter out;
        private final boolean keepGoing;
        private final Session session = new Session(note -> System.err.println("note: " + note));
        private boolean failed;

        Script(String name, Printer printer, PrintWriter out, boolean keepGoing) {
            this.name = name;
            this.printer = printer;
            this.out = out;
            this.keepGoing = keepGoing;
        }

        int run(BufferedReader in, boolean people) throws IOException {
            ScriptReader reader = new ScriptReader(in);
            prompt(people);
            for (ScriptReader.Piece piece = reader.next(); piece != null; piece = reader.next()) {
                if (!execute(piece) && !keepGoing) {
                    return 1;
                }
                // A program at the other end of a pipe waits for each answer.
                if (!in.ready()) {
                    out.flush();
                }
                prompt(people);
            }
            try {
                session.end();
            } catch (SqlTextException e) {
                report(e, new ScriptReader.Piece("", 0, 0));
            }
            return failed ? 1 : 0;
        }

        private void prompt(boolean people) {
            if (people) {
                out.print(session.inTransaction() ? "freshet*> " : "freshet> ");
                out.flush();
            }
        }

        private boolean execute(ScriptReader.Piece piece) {
            try {
                Result result = session.execute(piece.text());
                if (result != null) {
                    printer.result(result);
                }
                return true;
            } catch (SqlTextException e) {
                report(e, piece);
                return false;
            } catch (StackOverflowError e) {
                report(new SqlTextException("too_deep", 0, "the statement is nested too deeply", "split it up"), piece);
                return false;
            }
        }

        private void report(SqlTextException e, ScriptReader.Piece piece) {
            failed = true;
            if (keepGoing) {
                printer.error(String.valueOf(e.getMessage()));
            }
            out.flush();
            System.err.println(place(e, piece) + "error: " + e.getMessage() + " (" + e.code() + ")");
            String hint = e.hint();
            if (hint != null) {
                System.err.println("  hint: " + hint);
            }
        }

        private String place(SqlTextException e, ScriptReader.Piece piece) {
            if (piece.line() == 0) {
                return name + ": ";
            }
            int line = piece.line();
            int column = piece.column();
            for (int i = 0; i < Math.min(e.offset(), piece.text().length()); i++) {
                boolean newline = piece.text().charAt(i) == '\n';
                line += newline ? 1 : 0;
                column = newline ? 1 : column + 1;
            }
            return name + ":" + line + ":" + column + ": ";
        }
    }
}
