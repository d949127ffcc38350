package dev.freshet.ingest.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.spi.connect.Delivery;
import dev.freshet.spi.connect.Sink;
import dev.freshet.spi.connect.Sink.EpochChanges;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.id.Generation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every durable sink has to hold: progress survives, repetition does nothing, a predecessor is fenced. */
public abstract class SinkConformance {
    public static final Schema SCHEMA = Schema.of(
            new Field("id", Type.BIGINT.nullable()),
            new Field("name", Type.TEXT.nullable()),
            new Field("amount", new Type.Decimal(12, 2).nullable()));

    /** A sink on the same target each time, for rows of {@link #SCHEMA}; not yet opened. */
    protected abstract Sink sink() throws Exception;

    /** What is in the target: each row as {@code id|name|amount} with NULL as {@code null}, as often as it stands there. */
    protected abstract List<String> content() throws Exception;

    protected static EpochChanges epoch(long number, @Nullable Object[]... rows) {
        BatchBuilder builder = new BatchBuilder(SCHEMA);
        for (@Nullable Object[] r : rows) {
            java.math.BigDecimal amount = r[3] == null ? null : new java.math.BigDecimal((String) r[3]);
            builder.row((Integer) r[0], r[1], r[2], amount);
        }
        return new EpochChanges(number, builder.build());
    }

    protected static @Nullable Object[] row(
            int weight, @Nullable Long id, @Nullable String name, @Nullable String amount) {
        return new @Nullable Object[] {weight, id, name, amount};
    }

    @Test
    void progressSurvivesAndRepetitionDoesNothing() throws Exception {
        List<EpochChanges> first = List.of(
                epoch(1, row(1, 1L, "a", "1.50"), row(1, 2L, "b, \"c\"\n", null)), epoch(3, row(1, 3L, "", "0.00")));
        try (Sink sink = sink()) {
            assertThat(sink.open(new Generation(1))).isZero();
            sink.apply(first, 4);
        }
        try (Sink sink = sink()) {
            assertThat(sink.open(new Generation(1))).isEqualTo(4);
            sink.apply(List.of(epoch(5, row(-1, 1L, "a", "1.50"), row(1, 1L, "A", "1.50"))), 5);
            sink.apply(List.of(), 9);
        }
        try (Sink sink = sink()) {
            assertThat(sink.open(new Generation(2))).isEqualTo(9);
        }
        assertThat(content()).containsExactlyInAnyOrder("1|A|1.50", "2|b, \"c\"\n|null", "3||0.00");
    }

    @Test
    void aPredecessorIsFenced() throws Exception {
        try (Sink old = sink();
                Sink young = sink()) {
            old.open(new Generation(1));
            old.apply(List.of(epoch(1, row(1, 1L, "a", null))), 1);
            assertThat(young.open(new Generation(2))).isEqualTo(1);
            assertThatThrownBy(() -> old.apply(List.of(epoch(2, row(1, 2L, "b", null))), 2))
                    .isInstanceOf(Sink.FencedException.class);
            young.apply(List.of(epoch(2, row(1, 3L, "c", null))), 2);
        }
        try (Sink late = sink()) {
            assertThatThrownBy(() -> late.open(new Generation(1))).isInstanceOf(Sink.FencedException.class);
        }
        assertThat(content()).containsExactlyInAnyOrder("1|a|null", "3|c|null");
    }

    @Test
    void randomChangesAddUp() throws Exception {
        Random random = new Random(7);
        Map<Long, String> model = new TreeMap<>();
        try (Sink sink = sink()) {
            assertThat(sink.delivery()).isEqualTo(Delivery.EXACTLY_ONCE);
            sink.open(new Generation(1));
            for (long e = 1; e <= 30; e += 3) {
                List<EpochChanges> group = new ArrayList<>();
                for (long k = e; k < e + 3; k++) {
                    group.add(randomEpoch(k, model, random));
                }
                sink.apply(group, e + 2);
            }
        }
        List<String> expected = new ArrayList<>();
        model.forEach((id, name) -> expected.add(id + "|" + name + "|null"));
        assertThat(content()).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static EpochChanges randomEpoch(long number, Map<Long, String> model, Random random) {
        Map<Long, String> before = new TreeMap<>(model);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            long id = random.nextInt(12);
            if (random.nextInt(3) == 0) {
                model.remove(id);
            } else {
                model.put(id, "n" + random.nextInt(3));
            }
        }
        before.forEach((id, name) -> {
            if (!name.equals(model.get(id))) {
                rows.add(row(-1, id, name, null));
            }
        });
        model.forEach((id, name) -> {
            if (!name.equals(before.get(id))) {
                rows.add(row(1, id, name, null));
            }
        });
        return epoch(number, rows.toArray(Object[][]::new));
    }
}
