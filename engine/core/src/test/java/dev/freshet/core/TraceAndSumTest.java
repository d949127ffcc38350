package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.core.input.TableInput;
import dev.freshet.core.plan.Plan;
import dev.freshet.core.trace.OrderedSlots;
import dev.freshet.spi.connect.InputRows;
import dev.freshet.spi.connect.Op;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.BatchFormat1;
import dev.freshet.spi.data.ByteString;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.Values;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TraceAndSumTest {
    @Test
    void orderedSlotsKeepTheEndsOfATreeSet() {
        Random random = new Random(7);
        int[] value = random.ints(2_000, 0, 1_000_000).toArray();
        OrderedSlots slots = new OrderedSlots(
                (a, b) -> value[a] != value[b] ? Integer.compare(value[a], value[b]) : Integer.compare(a, b));
        TreeSet<Integer> twin = new TreeSet<>(
                (a, b) -> value[a] != value[b] ? Integer.compare(value[a], value[b]) : Integer.compare(a, b));
        int root = -1;
        for (int i = 0; i < 20_000; i++) {
            int slot = random.nextInt(value.length);
            if (twin.add(slot)) {
                root = slots.insert(root, slot);
            } else {
                twin.remove(slot);
                root = slots.remove(root, slot);
            }
            assertThat(slots.first(root)).isEqualTo(twin.isEmpty() ? -1 : twin.first());
            assertThat(slots.last(root)).isEqualTo(twin.isEmpty() ? -1 : twin.last());
        }
    }

    @Test
    void batchesSurviveTheirBytesAndDamageIsSeen() {
        Schema schema = Schema.of(
                new Field("b", Type.BOOLEAN.nullable()),
                new Field("i", Type.BIGINT.nullable()),
                new Field("d", Type.DOUBLE.nullable()),
                new Field("n", new Type.Decimal(38, 3).nullable()),
                new Field("t", Type.TEXT.nullable()),
                new Field("x", Type.BYTES.nullable()),
                new Field("at", Type.TIMESTAMP.nullable()),
                new Field("a", new Type.Array(Type.TEXT.nullable()).nullable()),
                new Field("r", new Type.Row(List.of(new Field("p", Type.INTEGER.nullable()))).nullable()));
        BatchBuilder builder = new BatchBuilder(schema);
        Random random = new Random(3);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            @Nullable
            Object[] row = {
                random.nextBoolean(),
                random.nextLong() >> random.nextInt(60),
                random.nextGaussian(),
                new BigDecimal(new java.math.BigInteger(120, random).negate(), 3),
                "é" + random.nextInt(100),
                new ByteString(new byte[random.nextInt(5)]),
                LocalDateTime.of(2026, 1, 1, 0, 0).plusSeconds(random.nextInt()),
                List.of("a", "b" + i),
                List.of((long) i)
            };
            if (i % 3 == 0) {
                row[random.nextInt(row.length)] = null;
            }
            rows.add(java.util.Arrays.asList(row));
            builder.row(i % 5 - 2 == 0 ? 1 : i % 5 - 2, row);
        }
        byte[] bytes = BatchFormat1.encode(builder.build());
        ColumnBatch back = BatchFormat1.decode(bytes);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(Values.row(schema, back, i)).isEqualTo(rows.get(i));
        }
        bytes[bytes.length / 2] ^= 1;
        assertThatThrownBy(() -> BatchFormat1.decode(bytes)).isInstanceOf(BatchFormat1.CorruptBatchException.class);
    }

    private static final Schema KEYED = Schema.of(
                    new Field("id", Type.BIGINT.notNull()), new Field("v", Type.TEXT.nullable()))
            .withKey(0);

    @Test
    void theLastOperationOfAKeyWinsAndPresentKeysAreRefused() {
        Random random = new Random(11);
        TableInput input = new TableInput(new Plan.Table("t", KEYED, null, List.of()), false);
        Map<Long, @Nullable String> twin = new HashMap<>();
        Map<List<@Nullable Object>, Long> folded = new HashMap<>();
        for (int epoch = 0; epoch < 200; epoch++) {
            BatchBuilder rows = new BatchBuilder(KEYED);
            byte[] ops = new byte[20];
            int refused = 0;
            for (int i = 0; i < ops.length; i++) {
                long key = random.nextInt(12);
                String value = "v" + random.nextInt(3);
                Op op = Op.values()[random.nextInt(3)];
                rows.row(1, key, value);
                ops[i] = op.code();
                if (op == Op.DELETE) {
                    twin.remove(key);
                } else if (op == Op.INSERT && twin.containsKey(key)) {
                    refused++;
                } else {
                    twin.put(key, value);
                }
            }
            assertThat(input.add(new InputRows("t", rows.build(), ops))).hasSize(refused);
            ColumnBatch change = input.take();
            for (int i = 0; i < change.size(); i++) {
                folded.merge(Values.row(KEYED, change, i), change.weight(i), Long::sum);
            }
            folded.values().removeIf(w -> w == 0);
            Map<List<@Nullable Object>, Long> expected = new HashMap<>();
            twin.forEach((k, v) -> expected.put(java.util.Arrays.asList(k, v), 1L));
            assertThat(folded).isEqualTo(expected);
        }
    }

    @Test
    void rowsBehindTheWatermarkOfEarlierEpochsAreLate() {
        Schema schema = Schema.of(new Field("at", Type.TIMESTAMP.nullable()));
        TableInput input =
                new TableInput(new Plan.Table("t", schema, new Plan.Watermark(0, 5_000_000), List.of()), true);
        LocalDateTime noon = LocalDateTime.of(2026, 1, 1, 12, 0);
        assertThat(input.add(rows(schema, noon, noon.minusHours(1)))).isEmpty();
        input.take();
        assertThat(input.add(rows(schema, noon.minusSeconds(5), noon.minusSeconds(6))))
                .extracting(TableInput.Refusal::row, TableInput.Refusal::code)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(1, "late"));
        assertThat(input.take().size()).isEqualTo(1);
    }

    private static InputRows rows(Schema schema, LocalDateTime... times) {
        BatchBuilder b = new BatchBuilder(schema);
        for (LocalDateTime t : times) {
            b.row(1, t);
        }
        return new InputRows("t", b.build(), null);
    }
}
