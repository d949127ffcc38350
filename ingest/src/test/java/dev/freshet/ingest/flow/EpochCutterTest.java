package dev.freshet.ingest.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.spi.connect.InputRows;
import dev.freshet.spi.connect.Intake;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.sys.WallClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpochCutterTest {
    private static final Schema SCHEMA = Schema.of(new Field("v", Type.BIGINT.notNull()));
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofSeconds(30);

    private static Intake intake(String source, int rows, Intake.Reply reply) {
        ColumnBatch batch = new ColumnBatch(List.of(LongColumn.of(new long[rows])), null, rows);
        return new Intake(
                source, List.of(new InputRows("t", batch, null)), List.of(), null, rows * 10L, Instant.EPOCH, reply);
    }

    private static Intake intake(String source, int rows) {
        return intake(source, rows, Intake.Reply.NONE);
    }

    private static List<String> names(List<Intake> intakes) {
        return intakes.stream().map(i -> i.source() + i.rowCount()).toList();
    }

    @Test
    void anEpochIsCutWhenFullNeverSplitsAnIntakeAndIsFair() throws InterruptedException {
        EpochCutter cutter = new EpochCutter(new CutRules(10, 60_000, 0, 1 << 20), WallClock.SYSTEM);
        for (int i = 0; i < 4; i++) {
            cutter.put(intake("a", 4));
        }
        cutter.put(intake("b", 3));
        cutter.put(intake("c", 25));
        assertThat(names(cutter.take(LONG))).containsExactly("a4", "b3");
        assertThat(names(cutter.take(LONG))).containsExactly("c25");
        assertThat(names(cutter.take(LONG))).containsExactly("a4", "a4");
        assertThat(cutter.take(SHORT)).isEmpty();
        assertThat(cutter.queuedBytes()).isEqualTo(40);
    }

    @Test
    void theOldestIntakeDoesNotWaitLongerThanTheRule() throws InterruptedException {
        EpochCutter cutter = new EpochCutter(new CutRules(1000, 20, 0, 1 << 20), WallClock.SYSTEM);
        cutter.put(intake("a", 1));
        assertThat(names(cutter.take(LONG))).containsExactly("a1");
    }

    @Test
    void aWaitingRequestIsNotHeldBack() throws InterruptedException {
        EpochCutter cutter = new EpochCutter(new CutRules(1000, 60_000, 0, 1 << 20), WallClock.SYSTEM);
        cutter.put(intake("a", 1));
        cutter.put(intake("p", 2, new Intake.Reply() {
            @Override
            public void committed(long epoch, long accepted, long rejected) {}

            @Override
            public void failed(Throwable cause) {}
        }));
        assertThat(names(cutter.take(LONG))).containsExactly("a1", "p2");
    }

    @Test
    void aFullQueueShedsRequestsAndHoldsReaders() throws InterruptedException {
        EpochCutter cutter = new EpochCutter(new CutRules(3, 60_000, 0, 100), WallClock.SYSTEM);
        cutter.put(intake("a", 9));
        assertThat(cutter.offer(intake("b", 2))).isFalse();
        List<String> order = new ArrayList<>();
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                cutter.put(intake("b", 5));
                order.add("entered");
            } catch (InterruptedException e) {
                order.add("interrupted");
            }
        });
        assertThat(names(cutter.take(LONG))).containsExactly("a9");
        reader.join();
        assertThat(order).containsExactly("entered");
        cutter.close();
        assertThat(names(cutter.take(LONG))).containsExactly("b5");
        assertThat(cutter.take(LONG)).isEmpty();
    }
}
