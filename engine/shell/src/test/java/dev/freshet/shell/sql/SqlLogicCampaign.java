package dev.freshet.shell.sql;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All of sqllogictest: {@code ./freshet test --long sqllogictest [--shard I/N] [--resume]}. Appends one JSON line per script
 * to a file; with {@code resume} scripts that stand there are passed over.
 *
 * @param results the file
 * @param commit what is tested, as it stands in each line
 */
record SqlLogicCampaign(Path results, String commit, int shard, int of, boolean resume) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** As the launcher asks for it, by system properties {@code freshet.campaign.*}. */
    static SqlLogicCampaign asked() {
        String[] shard = System.getProperty("freshet.campaign.shard", "1/1").split("/", -1);
        return new SqlLogicCampaign(
                Path.of(System.getProperty("freshet.campaign.results")).resolve("sqllogictest.jsonl"),
                System.getProperty("freshet.campaign.commit", "unknown"),
                Integer.parseInt(shard[0]),
                Integer.parseInt(shard[1]),
                Boolean.getBoolean("freshet.campaign.resume"));
    }

    /** Runs the shard; returns how many answers were wrong. */
    int run() throws IOException {
        Set<String> done = resume ? done() : Set.of();
        List<String> names = LogicSuites.names();
        int wrong = 0;
        for (int i = shard - 1; i < names.size(); i += of) {
            if (!done.contains(names.get(i))) {
                wrong += run(names.get(i));
            }
        }
        return wrong;
    }

    private Set<String> done() throws IOException {
        Set<String> out = new HashSet<>();
        if (Files.exists(results)) {
            for (String line : Files.readAllLines(results)) {
                out.add(JSON.readTree(line).path("script").asText());
            }
        }
        return out;
    }

    private int run(String name) throws IOException {
        long begun = System.nanoTime();
        LogicRun.Verdict v = LogicRun.of(LogicSuites.script(name), Integer.MAX_VALUE);
        ObjectNode line = JSON.createObjectNode();
        line.put("script", name);
        line.put("date", LocalDate.now(ZoneOffset.UTC).toString());
        line.put("commit", commit);
        line.put("passed", v.passed());
        line.put("dialect", v.dialect());
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
        return v.wrong().size();
    }
}
