package dev.freshet.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.lake.LakeWorld.Owner;
import dev.freshet.meta.Epochs;
import dev.freshet.meta.LedgerClient;
import dev.freshet.spi.data.Values;
import dev.freshet.spi.store.EpochRecord;
import dev.freshet.spi.store.SnapshotStore.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tables get smaller and say the same. */
@SuppressWarnings("NullAway.Init")
class MaintenanceTest {
    private static LakeWorld world;

    @BeforeAll
    static void start() {
        world = new LakeWorld();
    }

    @AfterAll
    static void stop() throws Exception {
        world.close();
    }

    private final Owner owner = world.owner("p-" + System.nanoTime());

    private long files(String table) {
        return TableFiles.inOrder(owner.catalog().table(table).orElseThrow(), -1, Long.MAX_VALUE)
                .size();
    }

    private Map<String, Long> all() {
        return LakeWorld.rows(owner.journal(), LakeWorld.SMALL, 0, Long.MAX_VALUE);
    }

    @Test
    void joiningSmallFilesChangesNoRow() {
        for (int i = 0; i < 5; i++) {
            owner.commit(2);
            owner.flusher().flush();
        }
        owner.commit(1);
        Map<String, Long> before = all();
        assertThat(files("journal_t")).isEqualTo(5);
        assertThat(new Maintenance(owner.catalog(), 4).compact()).isEqualTo(10);
        assertThat(files("journal_t")).isEqualTo(1);
        assertThat(all()).isEqualTo(before);
        assertThat(new Maintenance(owner.catalog(), 4).compact()).isZero();
        owner.flusher().flush();
        assertThat(all()).isEqualTo(before);
        assertThat(LakeWorld.lostFiles(owner.catalog())).isEmpty();
    }

    private Map<String, Long> fold(long upTo) {
        Map<String, Long> out = new TreeMap<>();
        owner.journal().fold("v", upTo, b -> {
            for (int i = 0; i < b.size(); i++) {
                out.put(Values.row(Epochs.SCHEMA, b, i).toString(), b.weight(i));
            }
        });
        return out;
    }

    @Test
    void mergedHistorySumsToTheWholeTable() {
        owner.commit(3);
        owner.flusher().flush();
        owner.ledger().commit(Epochs.with(4, Epochs.rows(1, 4), Epochs.rows(-1, 2)));
        owner.commit(2);
        owner.flusher().flush();
        owner.commit(1);
        Map<String, Long> at5 = fold(5);
        Map<String, Long> at7 = fold(7);
        Map<String, Long> after5 = LakeWorld.rows(owner.journal(), LakeWorld.SMALL, 5, 7);
        LakeSnapshotStore snapshots = new LakeSnapshotStore(owner.catalog());
        snapshots.write(new Snapshot(4, Map.of("n", List.of(new byte[1]))));

        Maintenance maintenance = new Maintenance(owner.catalog());
        assertThatThrownBy(() -> maintenance.advanceSince(7)).hasMessageContaining("up to epoch 6");
        LedgerClient client = new LedgerClient(owner.database());
        client.sinkProgress(owner.pipeline(), "slow", 4, "RUNNING", null);
        assertThatThrownBy(() -> maintenance.advanceSince(5)).hasMessageContaining("'slow' is at epoch 4");
        client.sinkProgress(owner.pipeline(), "slow", 5, "RUNNING", null);
        maintenance.advanceSince(5);
        maintenance.advanceSince(3);

        assertThat(owner.journal().since()).isEqualTo(5);
        assertThat(fold(5)).isEqualTo(at5);
        assertThat(fold(7)).isEqualTo(at7);
        assertThat(LakeWorld.rows(owner.journal(), LakeWorld.SMALL, 5, 7)).isEqualTo(after5);
        List<EpochRecord> records = new ArrayList<>();
        owner.journal().replay(0, 7, records::add);
        assertThat(records).extracting(EpochRecord::epoch).containsExactly(5L, 6L, 7L);
        assertThat(records).extracting(EpochRecord::outputHash).containsExactly("", "hash 6", "hash 7");
        assertThat(snapshots.newest(7)).isEmpty();
        owner.flusher().flush();
        assertThat(fold(7)).isEqualTo(at7);
        assertThat(LakeWorld.lostFiles(owner.catalog())).isEmpty();
    }
}
