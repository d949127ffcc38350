package dev.freshet.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code bench [--list] [--runs N] [--rows N] [--cores N] [NAME…]}: one JSON line per result. Engine and loop take turns,
 * each run in a fresh process; medians of the runs; answers are compared before any speed is told.
 */
public final class Main {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Cores that each process is bound to, compiler and collector included; 0: all. */
    private static int cores;

    private Main() {}

    /** Exit code 1 when an answer is wrong, 2 for a wrong option. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int runs = 3;
        int rows = Works.DEFAULT_ROWS;
        List<String> names = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--list" -> {
                    Works.all(rows).forEach(work -> System.out.println(work.name()));
                    return;
                }
                case "--runs" -> runs = number(args, ++i);
                case "--rows" -> rows = number(args, ++i);
                case "--cores" -> cores = number(args, ++i);
                case "--workers" -> {
                    if (number(args, ++i) != 1) {
                        fail("this release runs a pipeline on one worker only");
                    }
                }
                case "--peers" -> fail("the peers' programs are not part of this release yet");
                default -> names.add(args[i]);
            }
        }
        boolean right = true;
        for (Work work : chosen(names, rows)) {
            for (String one : work.cases()) {
                right &= compare(work, one, runs, rows);
            }
        }
        System.exit(right ? 0 : 1);
    }

    private static List<Work> chosen(List<String> names, int rows) {
        List<Work> all = Works.all(rows);
        for (String name : names) {
            if (all.stream().noneMatch(work -> work.name().equals(name))) {
                fail("there is no benchmark '" + name + "' yet; there is: "
                        + String.join(", ", all.stream().map(Work::name).toList()));
            }
        }
        return all.stream()
                .filter(work -> names.isEmpty() || names.contains(work.name()))
                .toList();
    }

    private static int number(String[] args, int at) {
        if (at >= args.length || !args[at].matches("\\d{1,9}")) {
            fail(args[at - 1] + " needs a number");
        }
        return Integer.parseInt(args[at]);
    }

    private static void fail(String message) {
        System.err.println("bench: " + message);
        System.exit(2);
    }

    private static boolean compare(Work work, String one, int runs, int rows) throws IOException, InterruptedException {
        Map<String, List<JsonNode>> loops = new LinkedHashMap<>();
        Map<String, List<JsonNode>> ours = new LinkedHashMap<>();
        for (int i = 0; i < runs; i++) {
            run(work, one, "loop", rows, loops);
            run(work, one, "freshet", rows, ours);
        }
        boolean right = true;
        for (Map.Entry<String, List<JsonNode>> phase : ours.entrySet()) {
            List<JsonNode> reference =
                    loops.getOrDefault(phase.getKey(), loops.values().iterator().next());
            boolean correct = answers(phase.getValue(), reference);
            right &= correct;
            JsonNode loop = median(reference);
            JsonNode mine = median(phase.getValue());
            double ratio = rate(mine) / rate(loop);
            print(work, one, work.reference(), loop, correct, Double.NaN);
            print(work, one, "freshet", mine, correct, ratio);
        }
        return right;
    }

    private static double rate(JsonNode run) {
        return run.path("rows").asLong() / run.path("seconds").asDouble();
    }

    private static boolean answers(List<JsonNode> ours, List<JsonNode> loops) {
        String expected = loops.getFirst().path("answer").asText();
        return !expected.isEmpty()
                && ours.stream().allMatch(run -> run.path("answer").asText().equals(expected))
                && loops.stream().allMatch(run -> run.path("answer").asText().equals(expected));
    }

    private static JsonNode median(List<JsonNode> runs) {
        List<JsonNode> sorted = new ArrayList<>(runs);
        sorted.sort(Comparator.comparingDouble(run -> run.path("seconds").asDouble()));
        return sorted.get(sorted.size() / 2);
    }

    private static void print(Work work, String one, String system, JsonNode run, boolean correct, double ratio) {
        ObjectNode line = JSON.createObjectNode()
                .put("name", work.name())
                .put("case", (one + " " + run.path("phase").asText()).strip())
                .put("system", system)
                .put("workers", 1)
                .put("cores", cores > 0 ? cores : Runtime.getRuntime().availableProcessors())
                .put("rows", run.path("rows").asLong())
                .put("seconds", run.path("seconds").asDouble())
                .put("rows_per_second", Math.round(rate(run)));
        if (run.has("p50")) {
            line.putObject("latency_ms")
                    .put("p50", run.path("p50").asDouble())
                    .put("p99", run.path("p99").asDouble())
                    .put("max", run.path("max").asDouble());
        } else {
            line.putNull("latency_ms");
        }
        line.put("peak_rss_bytes", run.path("peak_rss_bytes").asLong())
                .put("state_bytes", run.path("state_bytes").asLong());
        if (Double.isNaN(ratio)) {
            line.putNull("loop_ratio");
        } else {
            line.put("loop_ratio", Math.round(ratio * 1e4) / 1e4);
        }
        System.out.println(line.put("correct", correct));
    }

    private static void run(Work work, String one, String system, int rows, Map<String, List<JsonNode>> into)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (cores > 0) {
            command.addAll(List.of("taskset", "-c", "0-" + (cores - 1)));
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx8g",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Case.class.getName(),
                work.name(),
                one,
                system,
                Integer.toString(rows)));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode result = JSON.readTree(line);
                into.computeIfAbsent(result.path("phase").asText(), phase -> new ArrayList<>())
                        .add(result);
            }
        }
        if (process.waitFor() != 0) {
            throw new IOException(work.name() + ", " + one + ": " + system + " ended with " + process.exitValue());
        }
    }
}
