package dev.freshet.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.lake.LakeWorld.Owner;
import dev.freshet.meta.DatabaseSettings;
import dev.freshet.meta.Epochs;
import dev.freshet.meta.PostgresLedger;
import dev.freshet.meta.WorkerDatabase;
import dev.freshet.spi.id.Generation;
import dev.freshet.spi.id.PipelineId;
import dev.freshet.spi.id.TenantId;
import dev.freshet.spi.store.SnapshotStore.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that dies at a crash point leaves nothing that its successor cannot go on from. */
@SuppressWarnings("NullAway.Init")
class CrashTest {
    private static LakeWorld world;

    @BeforeAll
    static void start() {
        world = new LakeWorld();
    }

    @AfterAll
    static void stop() throws Exception {
        world.close();
    }

    /** The process that dies: commits six epochs, flushing after each pair and saving its state after the fourth. */
    public static final class Victim {
        private Victim() {}

        /** Arguments: url, user, password, tenant, uid, generation, warehouse. */
        public static void main(String[] args) {
            PipelineId id = new PipelineId(new TenantId(args[3]), "p", UUID.fromString(args[4]));
            Generation generation = new Generation(Long.parseLong(args[5]));
            try (WorkerDatabase database = WorkerDatabase.open(new DatabaseSettings(args[0], args[1], args[2]));
                    PostgresLedger ledger =
                            PostgresLedger.open(new PostgresLedger.Owner(database, id, generation, 1))) {
                PipelineCatalog catalog = new PipelineCatalog(database, id, generation, args[6]);
                JournalFlusher flusher = new JournalFlusher(catalog);
                for (long e = 1; e <= 6; e++) {
                    ledger.commit(Epochs.epoch(e));
                    if (e % 2 == 0) {
                        flusher.flush();
                    }
                    if (e == 4) {
                        new LakeSnapshotStore(catalog).write(new Snapshot(4, Map.of("n", List.of(new byte[] {4}))));
                    }
                }
            }
        }
    }

    private int run(PipelineId id, Generation generation, String failpoints) throws IOException, InterruptedException {
        DatabaseSettings login = world.ledgers.login(id.tenant());
        Process victim = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-Dfreshet.failpoints=" + failpoints,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        login.url(),
                        login.user(),
                        login.password(),
                        id.tenant().value(),
                        id.uid().toString(),
                        generation.toString(),
                        "file://" + world.warehouse.resolve(id.uid().toString())))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(victim.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return victim.exitValue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "C07:halt@3",
                "C09:halt@3",
                "C04:halt@3",
                "C06:halt@5",
                "C29:halt@1",
                "C29:halt@2",
                "C22:halt@2",
                "C18:halt@1",
                "C19:halt@1"
            })
    void theSuccessorGoesOn(String failpoint) throws Exception {
        PipelineId id = world.ledgers.pipeline("acme", "p-" + System.nanoTime());
        Owner prepared = world.owner(id, world.ledgers.database(id.tenant()));
        assertThat(run(id, prepared.catalog().generation(), failpoint)).isEqualTo(137);

        Owner next = world.owner(id, prepared.database());
        long head = next.ledger().head();
        assertThat(head).isBetween(2L, 6L);
        next.commit((int) (8 - head));
        next.flusher().flush();
        Map<String, Long> expected = new TreeMap<>();
        for (long e = 1; e <= 8; e++) {
            LakeWorld.add(expected, Epochs.epoch(e), LakeWorld.SMALL);
        }
        assertThat(LakeWorld.rows(next.journal(), LakeWorld.SMALL, 0, 8)).isEqualTo(expected);
        assertThat(LakeWorld.lostFiles(next.catalog())).isEmpty();
        boolean saved = failpoint.startsWith("C19");
        assertThat(new LakeSnapshotStore(next.catalog()).newest(8).isPresent()).isEqualTo(saved);

        new Sweeper(next.catalog(), java.time.Duration.ofSeconds(-5)).sweep();
        assertThat(LakeWorld.rows(next.journal(), LakeWorld.SMALL, 0, 8)).isEqualTo(expected);
        assertThat(LakeWorld.lostFiles(next.catalog())).isEmpty();
        assertThat(LakeWorld.unreferenced(next.catalog())).isEmpty();
        assertThat(new Fsck(next.catalog()).check()).isEmpty();
    }
}
