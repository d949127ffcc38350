package dev.freshet.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.spi.sys.CrashPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Every crash point of the worker, met by a real process under load; afterwards nothing is lost and nothing doubled. */
class CrashMatrixTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SEEDS = 50;
    /** The control plane's own. */
    private static final Set<CrashPoint> ELSEWHERE = Set.of(CrashPoint.C24);

    private static List<CrashPoint> points(long seed) {
        List<CrashPoint> all = new ArrayList<>(Arrays.asList(CrashPoint.values()));
        all.removeAll(ELSEWHERE);
        Collections.shuffle(all, new Random(seed));
        return all;
    }

    /** Those that end the worker at once; the slow ones (paused owners, dying servers) belong to the campaign. */
    @Test
    void eachPointOnce(@TempDir Path folder) throws Exception {
        List<CrashPoint> fast = points(1);
        fast.removeAll(Set.of(CrashPoint.C25, CrashPoint.C26, CrashPoint.C08));
        try (CrashRig rig = new CrashRig(folder, 1)) {
            List<CrashRig.Outcome> outcomes = rig.run(fast);
            assertThat(outcomes.stream().flatMap(o -> o.violations().stream().map(v -> o.point() + " " + v)))
                    .isEmpty();
            assertThat(outcomes.stream().filter(o -> !o.reached()).map(CrashRig.Outcome::point))
                    .as("points that were not met")
                    .hasSizeLessThan(4);
        }
    }

    /** {@code ./freshet test --long crash-matrix}: one world per seed, a line of counts per world. */
    @Test
    @EnabledIfSystemProperty(named = "freshet.campaign.results", matches = ".+", disabledReason = "only by --long")
    void campaign() throws Exception {
        Path results = Path.of(System.getProperty("freshet.campaign.results")).resolve("crash-matrix.jsonl");
        String[] shard = System.getProperty("freshet.campaign.shard", "1/1").split("/", -1);
        int mine = Integer.parseInt(shard[0]) - 1;
        int of = Integer.parseInt(shard[1]);
        Set<Long> done = Boolean.getBoolean("freshet.campaign.resume") ? done(results) : Set.of();
        long end = System.nanoTime() + Long.getLong("freshet.campaign.minutes", 100_000) * 60_000_000_000L;
        for (long seed = 1; seed <= SEEDS && System.nanoTime() < end; seed++) {
            if (seed % of == mine % of && !done.contains(seed)) {
                world(seed, results);
            }
        }
    }

    private static void world(long seed, Path results) throws Exception {
        long begun = System.nanoTime();
        Path folder = Files.createTempDirectory("freshet-crash-");
        List<CrashRig.Outcome> outcomes;
        try (CrashRig rig = new CrashRig(folder, seed)) {
            outcomes = rig.run(points(seed));
        }
        ObjectNode line = JSON.createObjectNode();
        line.put("name", "crash-matrix").put("seed", seed);
        line.put("runs", outcomes.size());
        line.put("faults", outcomes.stream().filter(CrashRig.Outcome::reached).count());
        outcomes.stream()
                .filter(o -> !o.reached())
                .forEach(o -> line.withArray("not_reached").add(o.point().name()));
        line.put(
                "violations",
                outcomes.stream().mapToInt(o -> o.violations().size()).sum());
        outcomes.forEach(o ->
                o.violations().forEach(v -> line.withArray("violated").add(o.point() + " " + v)));
        line.put("seconds", (System.nanoTime() - begun) / 1_000_000_000L);
        line.put("commit", System.getProperty("freshet.campaign.commit", "unknown"));
        line.put("date", Instant.now().toString().substring(0, 10));
        Files.writeString(results, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        System.out.println(line);
        if (line.path("violations").asInt() > 0) {
            System.out.println("kept for study: " + folder);
        } else {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path f : files.sorted(Collections.reverseOrder()).toList()) {
                Files.delete(f);
            }
        }
    }

    private static Set<Long> done(Path results) throws IOException {
        Set<Long> out = new HashSet<>();
        if (Files.exists(results)) {
            for (String line : Files.readAllLines(results)) {
                out.add(JSON.readTree(line).path("seed").asLong());
            }
        }
        return out;
    }
}
