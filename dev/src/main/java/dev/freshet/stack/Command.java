package dev.freshet.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A program to run to its end, with its folder and additions to the environment. */
record Command(List<String> words, @Nullable Path folder, Map<String, String> environment) {

    /** How a program ended, and everything it printed. */
    record Outcome(int exit, String output) {}

    static Command of(String... words) {
        return new Command(List.of(words), null, Map.of());
    }

    static Command of(List<String> words) {
        return new Command(words, null, Map.of());
    }

    Command in(Path where) {
        return new Command(words, where, environment);
    }

    Command with(Map<String, String> additions) {
        Map<String, String> more = new HashMap<>(environment);
        more.putAll(additions);
        return new Command(words, folder, Map.copyOf(more));
    }

    /** What the program printed; throws when it fails. */
    String output() {
        return expect("cannot run " + words.getFirst(), Duration.ofMinutes(2));
    }

    /** What the program printed; throws with that message when it fails or takes longer than the limit. */
    String expect(String message, Duration limit) {
        Outcome outcome = run(limit);
        if (outcome.exit() != 0) {
            throw new StackException(
                    "%s (exit code %d):%n%s".formatted(message, outcome.exit(), tail(outcome.output())));
        }
        return outcome.output();
    }

    /** Runs to the end, at most for the limit; a program that is not there ends with 127. */
    Outcome run(Duration limit) {
        try {
            Path out = Files.createTempFile("freshet-", ".out");
            try {
                return run(limit, out);
            } finally {
                Files.deleteIfExists(out);
            }
        } catch (IOException e) {
            return new Outcome(127, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted while running " + words.getFirst(), e);
        }
    }

    private Outcome run(Duration limit, Path out) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().putAll(environment);
        if (folder != null) {
            builder.directory(folder.toFile());
        }
        Process process = builder.start();
        boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        String text = Files.readString(out, StandardCharsets.ISO_8859_1);
        return ended ? new Outcome(process.exitValue(), text) : new Outcome(124, text + "\ntook longer than " + limit);
    }

    private static String tail(String output) {
        List<String> lines = output.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 25), lines.size()));
    }
}
