package dev.freshet.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.meta.LossyProxy.Loss;
import dev.freshet.meta.StoredReplies.Found;
import dev.freshet.spi.connect.Intake.StoredReply;
import dev.freshet.spi.connect.Rejected;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ByteString;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Values;
import dev.freshet.spi.id.Generation;
import dev.freshet.spi.id.PipelineId;
import dev.freshet.spi.store.CommitOutcome.Committed;
import dev.freshet.spi.store.CommitOutcome.Superseded;
import dev.freshet.spi.store.ViewReject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One epoch, exactly once, whatever gets lost on the way. */
@SuppressWarnings("NullAway.Init")
class PostgresLedgerTest {
    private static LedgerWorld world;

    @BeforeAll
    static void start() {
        world = new LedgerWorld();
    }

    @AfterAll
    static void stop() throws Exception {
        world.close();
    }

    private final PipelineId pipeline = world.pipeline("acme", "p-" + System.nanoTime());
    private final WorkerDatabase database = world.database(pipeline.tenant());

    private List<String> epochs() {
        return world.column("SELECT epoch || ' by ' || generation FROM freshet.epoch WHERE pipeline_uid = '"
                + pipeline.uid() + "' ORDER BY epoch");
    }

    @Test
    void keepsWhatAnEpochHolds() {
        PostgresLedger ledger = world.own(pipeline, database);
        assertThat(ledger.head()).isZero();
        for (long e = 1; e <= 3; e++) {
            assertThat(ledger.commit(Epochs.epoch(e))).isInstanceOf(Committed.class);
        }
        PostgresLedger later = world.own(pipeline, database);
        assertThat(later.head()).isEqualTo(3);
        assertThat(later.positions()).isEqualTo(Map.of("t", "{\"offset\": 3}"));
        assertThat(epochs()).containsExactly("1 by 2", "2 by 2", "3 by 2");
        assertThat(world.column("SELECT counts || ticks FROM freshet.epoch WHERE epoch = 2 AND pipeline_uid = '"
                        + pipeline.uid() + "'"))
                .containsExactly(
                        "{\"now\": 2000, \"inputs\": {\"t\": 1}, \"outputs\": {\"v\": 1}, \"rejected\": 0, \"view_rejects\": 0}");
    }

    @Test
    void keepsLargeEpochsWhole() {
        PostgresLedger ledger = world.own(pipeline, database);
        byte[] noise = new byte[6 << 20];
        new Random(7).nextBytes(noise);
        ColumnBatch large = new BatchBuilder(Epochs.SCHEMA)
                .row(1, 1L, new String(noise, StandardCharsets.ISO_8859_1))
                .build();
        assertThat(ledger.commit(Epochs.with(1, large, large))).isInstanceOf(Committed.class);
        assertThat(world.column("SELECT (sum(length(bytes)) = (SELECT hot_bytes FROM freshet.ledger l"
                        + " WHERE l.pipeline_uid = h.pipeline_uid))::text FROM freshet.hot_journal h WHERE pipeline_uid = '"
                        + pipeline.uid() + "' GROUP BY pipeline_uid"))
                .containsExactly("true");
    }

    @Test
    void aLaterGenerationFencesTheOneBefore() {
        PostgresLedger first = world.own(pipeline, database);
        assertThat(first.commit(Epochs.epoch(1))).isInstanceOf(Committed.class);
        PostgresLedger second = world.own(pipeline, database);
        assertThat(first.commit(Epochs.epoch(2))).isEqualTo(new Superseded(3));
        assertThat(second.commit(Epochs.epoch(2))).isInstanceOf(Committed.class);
        assertThat(epochs()).containsExactly("1 by 2", "2 by 3");
    }

    @Test
    void aGenerationThatIsNotActiveMayNotCommit() {
        Generation shadow = world.admin().reserve(pipeline.uid());
        PostgresLedger ledger = world.ledger(pipeline, database, shadow);
        assertThatThrownBy(() -> ledger.commit(Epochs.epoch(1)))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("not been activated");
        assertThat(world.activate(pipeline, shadow)).isTrue();
        assertThat(ledger.commit(Epochs.epoch(1))).isInstanceOf(Committed.class);
        assertThat(world.activate(pipeline, new Generation(1))).isFalse();
    }

    @Test
    void refusesToSkipAnEpoch() {
        PostgresLedger ledger = world.own(pipeline, database);
        assertThatThrownBy(() -> ledger.commit(Epochs.epoch(2))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"REQUEST", "REPLY"})
    void aCommitCutOffOnTheWayIsOneEpoch(Loss loss) throws Exception {
        try (LossyProxy proxy = new LossyProxy(world.port());
                WorkerDatabase through = WorkerDatabase.open(world.login(pipeline.tenant(), proxy.port()))) {
            PostgresLedger ledger = world.own(pipeline, through);
            proxy.lose(loss, null);
            assertThat(ledger.commit(Epochs.epoch(1))).isInstanceOf(Committed.class);
            assertThat(proxy.cuts()).isEqualTo(1);
            assertThat(ledger.commit(Epochs.epoch(2))).isInstanceOf(Committed.class);
            assertThat(epochs()).containsExactly("1 by 2", "2 by 2");
            assertThat(world.column(
                            "SELECT count(*) FROM freshet.hot_journal WHERE pipeline_uid = '" + pipeline.uid() + "'"))
                    .containsExactly("4");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"REQUEST", "REPLY"})
    void anOwnerFencedWhileItsCommitIsUncertainLearnsTheTruth(Loss loss) throws Exception {
        try (LossyProxy proxy = new LossyProxy(world.port());
                WorkerDatabase through = WorkerDatabase.open(world.login(pipeline.tenant(), proxy.port()))) {
            PostgresLedger ledger = world.own(pipeline, through);
            Generation next = world.admin().reserve(pipeline.uid());
            if (loss == Loss.REPLY) {
                proxy.lose(loss, () -> world.activate(pipeline, next));
                assertThat(ledger.commit(Epochs.epoch(1))).isInstanceOf(Committed.class);
                assertThat(ledger.commit(Epochs.epoch(2))).isEqualTo(new Superseded(3));
                assertThat(epochs()).containsExactly("1 by 2");
            } else {
                Thread successor = new Thread(() -> world.activate(pipeline, next));
                proxy.lose(loss, successor::start);
                var outcome = ledger.commit(Epochs.epoch(1));
                successor.join();
                // Either the old owner's second attempt or the successor's claim got the lock first; never both lost.
                assertThat(epochs()).hasSize(outcome instanceof Committed ? 1 : 0);
                assertThat(outcome).isInstanceOfAny(Committed.class, Superseded.class);
            }
        }
    }

    @Test
    void ofTwoOwnersThatRaceOneWinsEveryEpoch() throws Exception {
        WorkerDatabase other = world.database(pipeline.tenant());
        PostgresLedger a = world.own(pipeline, database);
        Generation next = world.admin().reserve(pipeline.uid());
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            Callable<Long> old = () -> commitUntilFenced(a, 400);
            Callable<Long> young = () -> {
                while (epochs().size() < 5) {
                    Thread.onSpinWait();
                }
                world.activate(pipeline, next);
                return commitUntilFenced(world.ledger(pipeline, other, next), 20);
            };
            Future<Long> first = pool.submit(old);
            Future<Long> second = pool.submit(young);
            assertThat(first.get() + second.get()).isEqualTo(epochs().size());
            assertThat(second.get()).isEqualTo(20);
        }
        List<String> all = epochs();
        for (int i = 0; i < all.size(); i++) {
            int owner = i < all.size() - 20 ? 2 : 3;
            assertThat(all.get(i)).isEqualTo((i + 1) + " by " + owner);
        }
    }

    /** A paused process that holds the row lock inside a transaction is cut off by the server, not waited for. */
    @Test
    void aStalledOwnerDoesNotKeepItsSuccessorOut() throws Exception {
        PostgresLedger old = world.own(pipeline, database);
        Generation next = world.admin().reserve(pipeline.uid());
        try (Connection stalled = database.connection();
                Statement s = stalled.createStatement()) {
            stalled.setAutoCommit(false);
            s.execute("SELECT 1 FROM freshet.ledger WHERE pipeline_uid = '" + pipeline.uid() + "' FOR UPDATE");
            assertThat(world.activate(pipeline, next)).isTrue();
            assertThatThrownBy(stalled::commit).isInstanceOf(SQLException.class);
        }
        assertThat(old.commit(Epochs.epoch(1))).isEqualTo(new Superseded(3));
    }

    private static long commitUntilFenced(PostgresLedger ledger, int most) {
        for (int n = 0; n < most; n++) {
            if (ledger.commit(Epochs.epoch(ledger.head() + 1)) instanceof Superseded) {
                return n;
            }
        }
        return most;
    }

    @Test
    void viewRejectsFollowTheirWeightAndHeal() {
        PostgresLedger ledger = world.own(pipeline, database);
        ledger.commit(Epochs.withRejects(1, Epochs.viewReject(1, "{\"b\":0}"), List.of()));
        assertThat(rejects()).containsExactly("VIEW v 1 OPEN 1");
        ledger.commit(Epochs.withRejects(2, Epochs.viewReject(-1, "{\"b\":0}"), List.of()));
        assertThat(rejects()).containsExactly("VIEW v 1 HEALED 0");
        ledger.commit(Epochs.withRejects(3, Epochs.viewReject(2, "{\"b\":0}"), List.of()));
        assertThat(rejects()).containsExactly("VIEW v 3 OPEN 2");
    }

    private List<String> rejects() {
        return world.column("SELECT concat_ws(' ', kind, source, epoch, state, weight) FROM freshet.rejected"
                + " WHERE pipeline_uid = '" + pipeline.uid() + "' ORDER BY id");
    }

    @Test
    void aBadRecordMayHoldAnyCharacter() {
        PostgresLedger ledger = world.own(pipeline, database);
        Rejected bad = new Rejected(
                "t", "bad_json", "found \0 and \uD800", Map.of("li\0ne", "1\0"), new ByteString(new byte[] {0, -1}));
        assertThat(ledger.commit(Epochs.withRejects(1, ColumnBatch.empty(ViewReject.SCHEMA), List.of(bad))))
                .isInstanceOf(Committed.class);
        assertThat(rejects()).containsExactly("INPUT t 1 OPEN 1");
    }

    @Test
    void aRepeatedRequestFindsItsAnswer() {
        PostgresLedger ledger = world.own(pipeline, database);
        StoredReply reply = new StoredReply("/t/records", "key " + pipeline.uid(), "aa", 200, "{\"epoch\":1}");
        ledger.commit(Epochs.withReplies(1, reply));
        StoredReplies replies = new StoredReplies(database, pipeline.tenant());
        assertThat(replies.find(reply.scope(), reply.key(), "aa")).isEqualTo(new Found.Same(reply, 1));
        assertThat(replies.find(reply.scope(), reply.key(), "bb")).isEqualTo(new Found.OtherBody());
        assertThat(replies.find("/u/records", reply.key(), "aa")).isEqualTo(new Found.Absent());
        world.execute("UPDATE freshet.stored_reply SET created_at = now() - interval '25 hours' WHERE key = '"
                + reply.key() + "'");
        assertThat(replies.find(reply.scope(), reply.key(), "aa")).isEqualTo(new Found.Absent());
        StoredReply again = new StoredReply(reply.scope(), reply.key(), "bb", 200, "{\"epoch\":2}");
        ledger.commit(Epochs.withReplies(2, again));
        assertThat(replies.find(reply.scope(), reply.key(), "bb")).isEqualTo(new Found.Same(again, 2));
        assertThat(replies.forgetExpired()).isZero();
    }

    @Test
    void aRefusalThatRepeatingCannotMendIsReportedAtOnce() {
        PostgresLedger ledger = world.own(pipeline, database);
        var good = Epochs.epoch(1);
        var bad = new dev.freshet.spi.store.EpochRecord(
                1,
                Map.of("t", "not JSON"),
                good.inputs(),
                good.outputs(),
                good.viewRejects(),
                List.of(),
                List.of(),
                "h",
                Map.of());
        assertThatThrownBy(() -> ledger.commit(bad))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("refuses");
        assertThat(ledger.commit(good)).isInstanceOf(Committed.class);
    }

    @Test
    void batchesComeBackAsTheyWere() {
        BatchBuilder b = new BatchBuilder(Epochs.SCHEMA);
        for (long i = 0; i < 500; i++) {
            b.row(i % 3 - 1, i, i % 7 == 0 ? null : "text " + i);
        }
        ColumnBatch batch = b.build();
        HotBatch packed = HotBatch.pack(batch);
        assertThat(packed.codec()).isEqualTo(1);
        ColumnBatch back = packed.unpack();
        for (int i = 0; i < batch.size(); i++) {
            assertThat(Values.row(Epochs.SCHEMA, back, i)).isEqualTo(Values.row(Epochs.SCHEMA, batch, i));
            assertThat(back.weight(i)).isEqualTo(batch.weight(i));
        }
    }
}
