package dev.freshet.shell.sql;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All of sqllogictest: {@code ./freshet test --long sqllogictest [--shard I/N] [--resume]}. Appends one JSON line per script
 * to {@code docs/results/sqllogictest.jsonl}; with {@code --resume} scripts that stand there are passed over.
 */
final class SqlLogicCampaign {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SqlLogicCampaign() {}

    public static void main(String[] args) throws IOException {
        Path results =
                Path.of(System.getProperty("freshet.results", "docs/results")).resolve("sqllogictest.jsonl");
        int shard = 1;
        int of = 1;
        boolean resume = false;
        int most = Integer.MAX_VALUE;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--shard" -> {
                    String[] parts = args[++i].split("/");
                    shard = Integer.parseInt(parts[0]);
                    of = Integer.parseInt(parts[1]);
                }
                case "--resume" -> resume = true;
                case "--queries" -> most = Integer.parseInt(args[++i]);
                default -> throw new IllegalArgumentException("unknown option " + args[i]);
            }
        }
        Set<String> done = resume ? done(results) : Set.of();
        List<String> names = LogicSuites.names();
        for (int i = shard - 1; i < names.size(); i += of) {
            if (!done.contains(names.get(i))) {
                run(names.get(i), most, results);
            }
        }
    }

    private static Set<String> done(Path results) throws IOException {
        Set<String> out = new HashSet<>();
        if (Files.exists(results)) {
            for (String line : Files.readAllLines(results)) {
                out.add(JSON.readTree(line).path("script").asText());
            }
        }
        return out;
    }

    private static void run(String name, int most, Path results) throws IOException {
        long begun = System.nanoTime();
        LogicRun.Verdict v = LogicRun.of(LogicSuites.script(name), most);
        ObjectNode line = JSON.createObjectNode();
        line.put("script", name);
        line.put("passed", v.passed());
        line.put("wrong", v.wrong().size());
        line.put(
                "unsupported",
                v.unsupported().values().stream().mapToInt(Integer::intValue).sum());
        line.put("seconds", Math.round((System.nanoTime() - begun) / 1e8) / 10.0);
        ObjectNode reasons = line.putObject("reasons");
        v.unsupported().forEach(reasons::put);
        Files.createDirectories(results.toAbsolutePath().getParent());
        Files.writeString(results, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        System.out.println(line);
        v.wrong().stream().limit(5).forEach(System.out::println);
    }
}
