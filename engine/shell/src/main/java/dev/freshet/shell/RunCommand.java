package dev.freshet.shell;

import dev.freshet.spi.error.Diagnostic;
import dev.freshet.sql.CompileContext;
import dev.freshet.sql.Compiled;
import dev.freshet.sql.Definitions;
import dev.freshet.sql.FileAccess;
import dev.freshet.sql.MediaKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code run PIPELINE.yaml}. */
@Command(
        name = "run",
        description = "Runs one pipeline in this process, without server or database.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "PIPELINE.yaml", description = "the pipeline document")
    Path file = Path.of("");

    @Option(names = "--stats", paramLabel = "FILE", description = "writes figures as JSON")
    @Nullable
    Path statsFile;

    @Option(names = "--workers", paramLabel = "N", description = "overrides spec.workers")
    @Nullable
    Integer workers;

    @Option(names = "--memory", paramLabel = "SIZE", description = "overrides spec.memory")
    @Nullable
    String memory;

    @Option(names = "--set", paramLabel = "PATH=VALUE", description = "overrides a field of the document")
    List<String> settings = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.isRegularFile(file)) {
            System.err.println("error: there is no file " + file);
            return 2;
        }
        byte[] document = Files.readAllBytes(file);
        List<String> changes = new ArrayList<>(settings);
        if (workers != null) {
            changes.add("spec.workers=" + workers);
        }
        if (memory != null) {
            changes.add("spec.memory=" + memory);
        }
        boolean json = file.toString().endsWith(".json") || !changes.isEmpty();
        try {
            document = changes.isEmpty() ? document : Overrides.apply(document, changes);
        } catch (IllegalArgumentException e) {
            System.err.println("error: " + e.getMessage());
            return 2;
        }
        Path base = file.toAbsolutePath().normalize().getParent();
        Compiled compiled = Definitions.compile(
                document,
                json ? MediaKind.JSON : MediaKind.YAML,
                CompileContext.bare().withFiles(FileAccess.anywhere(base == null ? Path.of(".") : base)));
        report(compiled, new String(document, StandardCharsets.UTF_8));
        if (!compiled.ok() || !runnable(compiled)) {
            return 1;
        }
        return run(compiled, base == null ? Path.of(".") : base);
    }

    private int run(Compiled compiled, Path base) throws IOException, InterruptedException {
        RunStats stats = new RunStats();
        Path work = Files.createTempDirectory("freshet-run-");
        try {
            String failure = new InProcessRun(compiled, base, work, stats).run();
            System.err.println(stats.summary());
            if (statsFile != null) {
                stats.write(statsFile);
            }
            if (failure != null) {
                System.err.println("error: " + failure);
            }
            return failure == null ? 0 : 1;
        } finally {
            delete(work);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path p : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(p);
            }
        }
    }

    /** What needs the service is refused here rather than left out in silence. */
    private static boolean runnable(Compiled compiled) {
        boolean fine = true;
        for (var source : compiled.definition().spec().sources().entrySet()) {
            if (source.getValue().connector().equals("push")) {
                System.err.println("error: source " + source.getKey()
                        + " is pushed to, which needs the service (./freshet up); give it a file for a run");
                fine = false;
            }
        }
        for (String index : compiled.definition().spec().indexes().keySet()) {
            System.err.println("note: index " + index + " is kept by the service only and left out of this run");
        }
        return fine;
    }

    private void report(Compiled compiled, String document) {
        String[] lines = document.split("\n", -1);
        for (Diagnostic d : compiled.diagnostics()) {
            String place = d.line() > 0 ? file + ":" + d.line() + ":" + d.column() : file + " " + d.pointer();
            String severity = d.severity() == Diagnostic.Severity.ERROR ? "error" : "warning";
            System.err.println(place + ": " + severity + ": " + d.detail() + " (" + d.code() + ")");
            if (d.line() > 0 && d.line() <= lines.length) {
                System.err.println("  " + lines[d.line() - 1]);
                System.err.println("  " + " ".repeat(Math.max(0, d.column() - 1)) + "^");
            }
            String hint = d.hint();
            if (hint != null) {
                System.err.println("  hint: " + hint);
            }
        }
    }
}
