package dev.freshet.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.lake.LakeWorld.Owner;
import dev.freshet.meta.Collections;
import dev.freshet.meta.Collections.Schemas;
import dev.freshet.meta.Epochs;
import dev.freshet.meta.PostgresLedger;
import dev.freshet.spi.connect.Rejected;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ByteString;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.Values;
import dev.freshet.spi.id.Generation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each row is in exactly one place, and the journal reads the same wherever that is. */
@SuppressWarnings("NullAway.Init")
class JournalFlusherTest {
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

    private Map<String, Long> expected(long after, long upTo) {
        Map<String, Long> out = new TreeMap<>();
        for (long e = after + 1; e <= upTo; e++) {
            LakeWorld.add(out, Epochs.epoch(e), LakeWorld.SMALL);
        }
        return out;
    }

    private Map<String, Long> replayed(long after, long upTo) {
        return LakeWorld.rows(owner.journal(), LakeWorld.SMALL, after, upTo);
    }

    @Test
    void readsTheSameBeforeBetweenAndAfterFlushes() {
        owner.commit(12);
        assertThat(replayed(0, 12)).isEqualTo(expected(0, 12));
        assertThat(owner.flusher().flushTo(5)).isEqualTo(5);
        assertThat(replayed(0, 12)).isEqualTo(expected(0, 12));
        assertThat(replayed(3, 7)).isEqualTo(expected(3, 7));
        owner.commit(3);
        assertThat(owner.flusher().flushTo(9)).isEqualTo(9);
        assertThat(owner.flusher().flush()).isEqualTo(15);
        assertThat(owner.flusher().flush()).isEqualTo(15);
        assertThat(replayed(0, 100)).isEqualTo(expected(0, 15));
        assertThat(replayed(9, 10)).isEqualTo(expected(9, 10));
        assertThat(world.ledgers.column("SELECT hot_bytes || ' ' || (SELECT count(*) FROM freshet.hot_journal h"
                        + " WHERE h.pipeline_uid = l.pipeline_uid) FROM freshet.ledger l WHERE pipeline_uid = '"
                        + owner.pipeline().uid() + "'"))
                .containsExactly("0 0");
        assertThat(owner.catalog().pointers()).containsOnlyKeys("journal_t", "changelog_v", "rejected");
        assertThat(LakeWorld.lostFiles(owner.catalog())).isEmpty();
    }

    @Test
    void aFlushDuringAReplayMovesNothingPastTheReader() {
        owner.commit(30);
        Map<String, Long> seen = new TreeMap<>();
        owner.journal().replay(0, 30, e -> {
            LakeWorld.add(seen, e, LakeWorld.SMALL);
            if (e.epoch() % 7 == 0) {
                owner.flusher().flushTo(e.epoch() + 3);
            }
        });
        assertThat(seen).isEqualTo(expected(0, 30));
    }

    @Test
    void restrictsWhatItReads() {
        owner.commit(4);
        owner.flusher().flushTo(2);
        owner.journal().inputsOnly().replay(0, 4, e -> {
            assertThat(e.inputs()).containsOnlyKeys("t");
            assertThat(e.outputs()).isEmpty();
        });
        owner.journal().outputsOnly().replay(0, 4, e -> assertThat(e.outputs()).containsOnlyKeys("v"));
    }

    @Test
    void foldsAViewToItsContent() {
        owner.commit(3);
        owner.ledger().commit(Epochs.with(4, Epochs.rows(1, 4), Epochs.rows(-1, 2)));
        owner.flusher().flushTo(2);
        owner.ledger().commit(Epochs.with(5, Epochs.rows(1, 5), Epochs.rows(2, 3)));
        assertThat(fold(5)).isEqualTo(Map.of("[1, name 1]", 1L, "[3, name 3]", 3L));
        assertThat(fold(3)).isEqualTo(Map.of("[1, name 1]", 1L, "[2, name 2]", 1L, "[3, name 3]", 1L));
        List<Long> sizes = new ArrayList<>();
        owner.journal().foldInput("t", 5, b -> sizes.add((long) b.size()));
        assertThat(sizes).containsExactly(5L);
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
    void epochsWithoutRowsAreFlushedToo() {
        ColumnBatch none = ColumnBatch.empty(Epochs.SCHEMA);
        owner.ledger().commit(Epochs.with(1, none, none));
        owner.flusher().flush();
        owner.ledger().commit(Epochs.with(2, none, none));
        assertThat(owner.flusher().flush()).isEqualTo(2);
        assertThat(replayed(0, 2)).hasSize(2);
    }

    @Test
    void badRecordsOfBothKindsGoToTheLake() {
        Rejected bad = new Rejected("t", "bad_json", "no", Map.of("line", "3"), new ByteString(new byte[] {'{'}));
        owner.ledger().commit(Epochs.withRejects(1, Epochs.viewReject(1, "{}"), List.of(bad)));
        owner.ledger().commit(Epochs.withRejects(2, Epochs.viewReject(-1, "{}"), List.of(bad, bad)));
        owner.flusher().flush();
        List<String> lines = new ArrayList<>();
        var table = owner.catalog().table(LakeNames.REJECTED).orElseThrow();
        try (TableReader reader = new TableReader(table, LakeNames.REJECTED_COLUMNS, 0, 9)) {
            while (reader.nextEpoch() < Long.MAX_VALUE) {
                long epoch = reader.nextEpoch();
                ColumnBatch b = reader.take(1);
                lines.add(epoch + " " + b.weight(0) + " "
                        + Values.get(Type.TEXT, b.column(0), 0) + " " + Values.get(Type.TEXT, b.column(2), 0) + " "
                        + Values.get(Type.TEXT, b.column(4), 0));
            }
        }
        assertThat(lines)
                .containsExactlyInAnyOrder(
                        "1 1 INPUT bad_json {\"line\": \"3\"}",
                        "1 1 VIEW division_by_zero null",
                        "2 1 INPUT bad_json {\"line\": \"3\"}",
                        "2 1 INPUT bad_json {\"line\": \"3\"}",
                        "2 -1 VIEW division_by_zero null");
    }

    @Test
    void aFencedOwnerFlushesNothing() {
        owner.commit(3);
        world.owner(owner.pipeline(), owner.database());
        assertThatThrownBy(() -> owner.flusher().flush()).isInstanceOf(SupersededException.class);
        assertThat(owner.catalog().pointers()).isEmpty();
        assertThat(replayed(0, 3)).isEqualTo(expected(0, 3));
    }

    @Test
    void columnsOfALaterVersionAreReadFromTheEarlierOne() {
        owner.commit(2);
        Schema wider = Schema.of(
                new Field("name", Type.TEXT.nullable()),
                new Field("id", Type.BIGINT.notNull()),
                new Field("score", new Type.Decimal(30, 2).nullable()));
        Schemas second = new Schemas(Map.of("t", wider), Map.of("w", Epochs.SCHEMA));
        new Collections(owner.database(), owner.pipeline()).declare(2, second);
        Generation g = world.ledgers.admin().reserve(owner.pipeline().uid());
        world.ledgers.activate(owner.pipeline(), g);
        try (PostgresLedger ledger =
                PostgresLedger.open(new PostgresLedger.Owner(owner.database(), owner.pipeline(), g, 2))) {
            ColumnBatch row = new BatchBuilder(wider)
                    .row(1, "three", 3L, new java.math.BigDecimal("12345678901234567890.12"))
                    .build();
            var e = Epochs.epoch(3);
            ledger.commit(new dev.freshet.spi.store.EpochRecord(
                    3,
                    Map.of(),
                    Map.of("t", row),
                    Map.of("w", Epochs.rows(1, 3)),
                    e.viewRejects(),
                    List.of(),
                    List.of(),
                    "h",
                    Map.of()));
        }
        PipelineCatalog catalog = world.catalog(owner.pipeline(), owner.database(), g);
        LakeJournal journal = new LakeJournal(catalog, second);
        Map<String, Long> hot = LakeWorld.rows(journal, second, 0, 3);
        assertThat(hot.keySet())
                .contains("1 J t [name 1, 1, null]", "3 J t [three, 3, 12345678901234567890.12]", "3 O w [3, name 3]")
                .noneMatch(k -> k.contains(" O v "));
        new JournalFlusher(catalog).flush();
        assertThat(LakeWorld.rows(journal, second, 0, 3)).isEqualTo(hot);
        assertThat(catalog.pointers()).containsOnlyKeys("journal_t", "changelog_v", "changelog_w", "rejected");
    }
}
