package dev.freshet.core.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.Values;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random changes of a trace beside a map from row to weight: chains short and long, strings in the row and in the heap. */
class HashTraceTest {
    private static final Schema SCHEMA = Schema.of(
            new Field("k", Type.BIGINT.nullable()),
            new Field("s", Type.TEXT.nullable()),
            new Field("d", Type.DOUBLE.nullable()));
    private static final int[] KEY = {0};

    @ParameterizedTest
    @CsvSource({
        "false,1,3",
        "false,2,40",
        "false,3,1000",
        "true,4,1",
        "true,5,3",
        "true,6,40",
        "true,7,1000",
        "true,8,20000"
    })
    void keepsWhatAMapKeeps(boolean loose, long seed, int keys) {
        compare(trace(loose), seed, keys);
    }

    @ParameterizedTest
    @CsvSource({"false,11,3", "false,12,1000", "true,13,3", "true,14,1000", "true,15,20000"})
    void keepsTheSameBeyondItsMemory(boolean loose, long seed, int keys, @TempDir Path folder) {
        StateMemory memory = StateMemory.bounded(1, folder);
        compare(memory.scope(() -> trace(loose)), seed, keys);
        assertThat(memory.reads()).as("pages read back").isPositive();
        assertThat(memory.writes()).as("pages written").isPositive();
        assertThat(folder).isEmptyDirectory();
    }

    private static HashTrace trace(boolean loose) {
        return loose ? HashTrace.loose(SCHEMA, KEY) : new HashTrace(SCHEMA, KEY);
    }

    private static void compare(HashTrace trace, long seed, int keys) {
        Random random = new Random(seed);
        Map<List<@Nullable Object>, Long> twin = new HashMap<>();
        List<List<@Nullable Object>> pool = new ArrayList<>();
        for (int epoch = 0; epoch < 30; epoch++) {
            boolean shrinking = epoch % 10 >= 7;
            ColumnBatch delta = delta(random, keys, pool, twin, shrinking);
            trace.apply(delta);
            assertThat(scan(trace)).isEqualTo(twin);
            assertThat(byKey(trace, random, keys)).isTrue();
            assertFindable(trace, twin, random);
        }
        ColumnBatch rest = batch(twin, -1);
        trace.apply(rest);
        assertThat(trace.size()).isZero();
    }

    /** Changes of rows that are there and of new ones; sometimes a row goes before it came. */
    private static ColumnBatch delta(
            Random random,
            int keys,
            List<List<@Nullable Object>> pool,
            Map<List<@Nullable Object>, Long> twin,
            boolean shrinking) {
        BatchBuilder b = new BatchBuilder(SCHEMA);
        for (int i = random.nextInt(1500); i >= 0; i--) {
            boolean known = !pool.isEmpty() && random.nextInt(10) < (shrinking ? 9 : 4);
            List<@Nullable Object> row = known ? pool.get(random.nextInt(pool.size())) : row(random, keys);
            if (!known) {
                pool.add(row);
            }
            long has = twin.getOrDefault(row, 0L);
            long weight = known && (shrinking || random.nextInt(3) == 0) ? -Math.max(1, has) : 1 + random.nextInt(2);
            weight = random.nextInt(50) == 0 ? -weight : weight;
            b.row(weight, row.toArray());
            twin.merge(row, weight, (x, y) -> x + y == 0 ? null : x + y);
        }
        return b.build();
    }

    private static List<@Nullable Object> row(Random random, int keys) {
        Long key = random.nextInt(30) == 0 ? null : (long) random.nextInt(keys);
        String text = random.nextInt(20) == 0 ? null : "x".repeat(lengths(random)) + random.nextInt(30);
        Double number = random.nextInt(20) == 0 ? null : random.nextInt(4) / 2.0;
        return Arrays.asList(key, text, number);
    }

    private static int lengths(Random random) {
        return switch (random.nextInt(40)) {
            case 0 -> 20_000;
            case 1, 2, 3 -> 500;
            case 4, 5, 6, 7, 8 -> 20;
            default -> random.nextInt(7);
        };
    }

    private static ColumnBatch batch(Map<List<@Nullable Object>, Long> rows, int sign) {
        BatchBuilder b = new BatchBuilder(SCHEMA);
        rows.forEach((row, weight) -> b.row(sign * weight, row.toArray()));
        return b.build();
    }

    private static Map<List<@Nullable Object>, Long> scan(HashTrace trace) {
        Map<List<@Nullable Object>, Long> out = new HashMap<>();
        HashTrace.Cursor cursor = trace.scan(777);
        for (ColumnBatch b = cursor.next(); !b.isEmpty(); b = cursor.next()) {
            for (int i = 0; i < b.size(); i++) {
                out.merge(Values.row(SCHEMA, b, i), b.weight(i), (x, y) -> x + y == 0 ? null : x + y);
            }
        }
        return out;
    }

    /** Every chain has exactly the slots of its key. */
    private static boolean byKey(HashTrace trace, Random random, int keys) {
        int total = 0;
        BatchBuilder b = new BatchBuilder(SCHEMA);
        for (int k = -1; k < keys; k++) {
            b.row(1, k < 0 ? null : (long) k, "", 0.0);
        }
        ColumnBatch wanted = b.build();
        int[] hashes = HashTrace.hashes(wanted, KEY);
        int[] heads = new int[wanted.size()];
        trace.firsts(hashes, wanted, KEY, 0, heads.length, heads);
        for (int i = 0; i < heads.length; i++) {
            assertThat(heads[i]).isEqualTo(trace.first(hashes[i], wanted, KEY, i));
            for (int s = heads[i]; s >= 0; s = trace.next(s)) {
                total++;
            }
        }
        return total == trace.size();
    }

    private static void assertFindable(HashTrace trace, Map<List<@Nullable Object>, Long> twin, Random random) {
        ColumnBatch all = batch(twin, 1);
        for (int n = 0; n < 20 && all.size() > 0; n++) {
            int i = random.nextInt(all.size());
            int slot = trace.find(all, i);
            assertThat(slot).isNotNegative();
            assertThat(trace.equal(slot, all, i)).isTrue();
        }
    }
}
