package dev.freshet.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.meta.Collections;
import dev.freshet.meta.Collections.Schemas;
import dev.freshet.meta.Epochs;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ByteString;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.VariantValue;
import dev.freshet.spi.store.EpochRecord;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Every type comes back from the lake as it went in, NULLs and extremes included. */
class TypesTest {
    private static final Schema ALL = Schema.of(
            new Field("bool", Type.BOOLEAN.nullable()),
            new Field("tiny", Type.TINYINT.nullable()),
            new Field("int", Type.INTEGER.nullable()),
            new Field("big", Type.BIGINT.nullable()),
            new Field("real", Type.REAL.nullable()),
            new Field("double", Type.DOUBLE.nullable()),
            new Field("short_decimal", new Type.Decimal(9, 2).nullable()),
            new Field("mid_decimal", new Type.Decimal(18, 4).nullable()),
            new Field("long_decimal", new Type.Decimal(38, 10).nullable()),
            new Field("text", Type.TEXT.nullable()),
            new Field("bytes", Type.BYTES.nullable()),
            new Field("date", Type.DATE.nullable()),
            new Field("time", Type.TIME.nullable()),
            new Field("ts", Type.TIMESTAMP.nullable()),
            new Field("tstz", Type.TIMESTAMPTZ.nullable()),
            new Field("months", Type.MONTHS.nullable()),
            new Field("micros", Type.MICROS.nullable()),
            new Field("uuid", Type.UUID.nullable()),
            new Field("variant", Type.VARIANT.nullable()),
            new Field("vector", new Type.Vector(3).nullable()),
            new Field("list", new Type.Array(Type.BIGINT.nullable()).nullable()),
            new Field("map", new Type.MapOf(Type.TEXT.notNull(), new Type.Decimal(20, 1).nullable()).nullable()),
            new Field(
                    "row",
                    new Type.Row(List.of(
                                    new Field("a", Type.INTEGER.nullable()),
                                    new Field("b", new Type.Array(Type.TEXT.nullable()).nullable())))
                            .nullable()));

    private static ColumnBatch rows() {
        Object[] nulls = new Object[ALL.size()];
        Map<String, BigDecimal> map = new LinkedHashMap<>();
        map.put("k", new BigDecimal("1234567890123456789.5"));
        map.put("n", null);
        return new BatchBuilder(ALL)
                .row(
                        3,
                        true,
                        -128L,
                        Integer.MIN_VALUE + 0L,
                        Long.MAX_VALUE,
                        1.5f,
                        -0.1,
                        new BigDecimal("-1234567.89"),
                        new BigDecimal("12345678901234.5678"),
                        new BigDecimal("-1234567890123456789012345678.0123456789"),
                        "naïve 🙂",
                        new ByteString(new byte[] {0, -1, 7}),
                        LocalDate.of(1969, 12, 31),
                        LocalTime.of(23, 59, 59, 999_999_000),
                        LocalDateTime.of(1900, 1, 1, 0, 0, 0, 1000),
                        Instant.parse("2026-02-28T23:00:00.123456Z"),
                        Period.ofMonths(-13),
                        Duration.ofMillis(-1),
                        UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
                        new VariantValue("{\"a\":[1,null]}"),
                        List.of(1f, -2.5f, Float.MIN_VALUE),
                        Arrays.asList(1L, null, 3L),
                        map,
                        Arrays.asList(7L, Arrays.asList("x", null)))
                .row(-2, nulls)
                .row(
                        1,
                        false,
                        0L,
                        0L,
                        0L,
                        Float.NaN,
                        Double.NEGATIVE_INFINITY,
                        new BigDecimal("0.00"),
                        new BigDecimal("0.0000"),
                        new BigDecimal("0.0000000000"),
                        "",
                        new ByteString(new byte[0]),
                        LocalDate.of(9999, 12, 31),
                        LocalTime.MIDNIGHT,
                        LocalDateTime.of(9999, 12, 31, 23, 59, 59),
                        Instant.EPOCH,
                        Period.ZERO,
                        Duration.ZERO,
                        new UUID(0, 0),
                        new VariantValue("null"),
                        List.of(0f, 0f, 0f),
                        List.of(),
                        Map.of(),
                        Arrays.asList(null, List.of()))
                .build();
    }

    @Test
    void everyTypeRoundTrips() throws Exception {
        try (LakeWorld world = new LakeWorld()) {
            LakeWorld.Owner owner = world.owner("types");
            Schemas schemas = new Schemas(Map.of("t", ALL), Map.of("v", ALL));
            world.ledgers.execute("DELETE FROM freshet.collection");
            new Collections(owner.database(), owner.pipeline()).declare(1, schemas);
            EpochRecord record = Epochs.with(1, rows(), rows().negated());
            owner.ledger().commit(record);
            LakeJournal journal = new LakeJournal(owner.catalog(), schemas);
            Map<String, Long> expected = new java.util.TreeMap<>();
            LakeWorld.add(expected, record, schemas);
            assertThat(expected).hasSize(7);
            assertThat(LakeWorld.rows(journal, schemas, 0, 1)).isEqualTo(expected);
            owner.flusher().flush();
            assertThat(LakeWorld.rows(journal, schemas, 0, 1)).isEqualTo(expected);
        }
    }
}
