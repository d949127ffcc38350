package dev.freshet.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.sql.Compiled;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check of durable state as an operator runs it: a process under the control plane's login. */
class FsckTest {
    private static final String SQL = "CREATE VIEW rooms AS SELECT room, COUNT(*) AS n FROM readings GROUP BY room;";

    private record Outcome(int code, String text) {}

    /** {@code warehouse} is the folder of all tenants. */
    private static Outcome fsck(WorkerWorld world, Path warehouse, String... words) throws Exception {
        URI database = URI.create(world.url().substring("jdbc:".length()));
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m", "-cp"));
        command.addAll(List.of(System.getProperty("java.class.path"), "dev.freshet.worker.startup.FsckMain"));
        command.addAll(List.of(words));
        ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
        process.environment()
                .putAll(Map.of(
                        "FRESHET_DB_HOST",
                        database.getHost(),
                        "FRESHET_DB_PORT",
                        Integer.toString(database.getPort()),
                        "FRESHET_DB_NAME",
                        database.getPath().substring(1),
                        "FRESHET_DB_RECONCILER_PASSWORD",
                        "of-this-test",
                        "FRESHET_WAREHOUSE",
                        warehouse.toUri().toString()));
        Process running = process.start();
        String text = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(running.waitFor(), text);
    }

    @Test
    void saysWhatIsSoundAndWhatIsMissing(@TempDir Path folder) throws Exception {
        try (WorkerWorld world = new WorkerWorld(folder)) {
            world.execute("ALTER ROLE freshet_reconciler LOGIN PASSWORD 'of-this-test'");
            String tenant = world.pipelineId().tenant().toString();
            Path own = folder.resolve("all")
                    .resolve(tenant)
                    .resolve(world.pipeline().toString());
            Compiled compiled = world.compile(WorkerWorld.overReadings(SQL));
            WorkerWorld.Started worker =
                    world.begin(compiled, 1, b -> b.put("warehouse", own.toUri().toString()));
            world.await(worker);
            world.push("readings", "{\"id\":1,\"room\":\"hall\",\"celsius\":20}\n", "a");
            world.call("POST", "/checkpoint", "");

            Outcome sound = fsck(world, folder.resolve("all"));
            assertThat(sound.text()).contains(tenant + "/under-test: sound");
            assertThat(sound.code()).isZero();
            assertThat(fsck(world, folder.resolve("all"), "nobody").code()).isEqualTo(2);

            worker.process().destroyForcibly().waitFor();
            Path gone;
            try (Stream<Path> files = Files.walk(own.resolve("changelog_rooms/data"))) {
                gone = files.filter(f -> f.toString().endsWith(".parquet"))
                        .findFirst()
                        .orElseThrow();
            }
            Files.delete(gone);
            Outcome damaged = fsck(world, folder.resolve("all"), tenant + "/under-test");
            assertThat(damaged.text())
                    .contains("missing_file")
                    .contains(gone.getFileName().toString());
            assertThat(damaged.code()).isEqualTo(1);
        }
    }
}
