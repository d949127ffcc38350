package dev.freshet.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.lake.LakeWorld.Owner;
import dev.freshet.meta.Epochs;
import dev.freshet.meta.LossyProxy;
import dev.freshet.meta.LossyProxy.Loss;
import dev.freshet.meta.WorkerDatabase;
import dev.freshet.spi.id.PipelineId;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The cases in which the stock JDBC catalog loses data when the reply to a commit is lost: here the table stays readable,
 * no file is lost and no row doubled.
 */
@SuppressWarnings("NullAway.Init")
class SwapOutcomeTest {
    private static LakeWorld world;

    @BeforeAll
    static void start() {
        world = new LakeWorld();
    }

    @AfterAll
    static void stop() throws Exception {
        world.close();
    }

    private final PipelineId pipeline = world.ledgers.pipeline("acme", "p-" + System.nanoTime());
    private final WorkerDatabase direct = world.ledgers.database(pipeline.tenant());
    private final LossyProxy proxy = proxy();
    private final WorkerDatabase through = WorkerDatabase.open(world.ledgers.login(pipeline.tenant(), proxy.port()));

    private static LossyProxy proxy() {
        try {
            return new LossyProxy(world.ledgers.port());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void cut() {
        through.close();
        proxy.close();
    }

    private void intact(Owner reader, long epochs) {
        Map<String, Long> expected = new TreeMap<>();
        for (long e = 1; e <= epochs; e++) {
            LakeWorld.add(expected, Epochs.epoch(e), LakeWorld.SMALL);
        }
        assertThat(LakeWorld.rows(reader.journal(), LakeWorld.SMALL, 0, epochs)).isEqualTo(expected);
        assertThat(LakeWorld.lostFiles(reader.catalog())).isEmpty();
    }

    /** Cases A to C: a single writer whose confirmation or request is lost, with and without a table there before. */
    @ParameterizedTest
    @EnumSource(names = {"REQUEST", "REPLY"})
    void aLostMessageIsOneSwap(Loss loss) {
        Owner owner = world.owner(pipeline, through);
        owner.commit(3);
        proxy.lose(loss, null);
        assertThat(owner.flusher().flush()).isEqualTo(3);
        assertThat(proxy.cuts()).isEqualTo(1);
        intact(owner, 3);
        owner.commit(2);
        proxy.lose(loss, null);
        assertThat(owner.flusher().flush()).isEqualTo(5);
        assertThat(proxy.cuts()).isEqualTo(2);
        intact(owner, 5);
    }

    /** Case D: while the first writer is in doubt, a successor takes over and commits; nobody's file may go. */
    @Test
    void aSuccessorsSwapInTheGapSurvives() {
        Owner old = world.owner(pipeline, through);
        old.commit(3);
        proxy.lose(Loss.REPLY, () -> {
            Owner young = world.owner(pipeline, direct);
            young.commit(2);
            assertThat(young.flusher().flush()).isEqualTo(5);
        });
        assertThatThrownBy(() -> old.flusher().flush()).isInstanceOf(SupersededException.class);
        assertThat(proxy.cuts()).isEqualTo(1);
        intact(old, 5);
    }

    /** The same, but the first writer's request never arrived. */
    @Test
    void aZombieDeletesNothingAndSwapsNothing() throws Exception {
        Owner old = world.owner(pipeline, through);
        old.commit(3);
        Thread[] successor = new Thread[1];
        proxy.lose(Loss.REQUEST, () -> {
            successor[0] = new Thread(() -> {
                Owner young = world.owner(pipeline, direct);
                young.commit(2);
                young.flusher().flush();
            });
            successor[0].start();
        });
        try {
            old.flusher().flush();
        } catch (SupersededException e) {
            assertThat(e.activeGeneration()).isEqualTo(3);
        }
        successor[0].join();
        intact(old, 5);
    }
}
