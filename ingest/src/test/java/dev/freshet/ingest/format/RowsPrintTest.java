package dev.freshet.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ByteString;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.VariantValue;
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

class RowsPrintTest {
    private static final Schema ALL = Schema.of(
            new Field("b", Type.BOOLEAN.nullable()),
            new Field("i", Type.INTEGER.nullable()),
            new Field("l", Type.BIGINT.nullable()),
            new Field("d", new Type.Decimal(12, 2).nullable()),
            new Field("dd", new Type.Decimal(30, 3).nullable()),
            new Field("f", Type.DOUBLE.nullable()),
            new Field("r", Type.REAL.nullable()),
            new Field("t", Type.TEXT.nullable()),
            new Field("x", Type.BYTES.nullable()),
            new Field("day", Type.DATE.nullable()),
            new Field("at", Type.TIME.nullable()),
            new Field("ts", Type.TIMESTAMP.nullable()),
            new Field("tz", Type.TIMESTAMPTZ.nullable()),
            new Field("u", Type.UUID.nullable()),
            new Field("j", Type.VARIANT.nullable()),
            new Field("a", new Type.Array(Type.BIGINT.nullable()).nullable()),
            new Field("m", new Type.MapOf(Type.BIGINT.notNull(), Type.TEXT.nullable()).nullable()),
            new Field("w", new Type.Row(List.of(new Field("k", Type.TIMESTAMP.nullable()))).nullable()),
            new Field("v", new Type.Vector(2).nullable()),
            new Field("im", Type.MONTHS.nullable()),
            new Field("iu", Type.MICROS.nullable()));

    private static ColumnBatch sample() {
        Map<Object, Object> map = new LinkedHashMap<>(Map.of(7L, "x"));
        LocalDateTime ts = LocalDateTime.of(2026, 1, 31, 12, 0, 0, 120_000_000);
        return new BatchBuilder(ALL)
                .row(
                        1,
                        true,
                        -5L,
                        9_007_199_254_740_993L,
                        new BigDecimal("-0.05"),
                        new BigDecimal("123456789012345678901.500"),
                        Double.NaN,
                        0.1f,
                        "a\"b,\n\u0001ü",
                        new ByteString(new byte[] {0, -1}),
                        LocalDate.of(1969, 12, 31),
                        LocalTime.of(1, 2, 3),
                        ts,
                        Instant.parse("2026-01-31T12:00:00Z"),
                        UUID.fromString("123e4567-e89b-12d3-a456-426614174000"),
                        new VariantValue("{\"a\":1}"),
                        Arrays.asList(1L, null),
                        map,
                        List.of(ts),
                        List.of(0.5f, -1f),
                        Period.ofMonths(14),
                        Duration.ofHours(-36))
                .row(1, new Object[ALL.size()])
                .build();
    }

    @Test
    void jsonIsThePublicForm() {
        JsonRows json = new JsonRows(ALL);
        assertThat(json.toString(sample(), 0))
                .isEqualTo("{\"b\":true,\"i\":-5,\"l\":\"9007199254740993\",\"d\":\"-0.05\","
                        + "\"dd\":\"123456789012345678901.500\",\"f\":\"NaN\",\"r\":0.1,"
                        + "\"t\":\"a\\\"b,\\n\\u0001ü\",\"x\":\"AP8=\",\"day\":\"1969-12-31\",\"at\":\"01:02:03.000000\","
                        + "\"ts\":\"2026-01-31T12:00:00.120000\",\"tz\":\"2026-01-31T12:00:00.000000Z\","
                        + "\"u\":\"123e4567-e89b-12d3-a456-426614174000\",\"j\":{\"a\":1},\"a\":[\"1\",null],"
                        + "\"m\":{\"7\":\"x\"},\"w\":{\"k\":\"2026-01-31T12:00:00.120000\"},\"v\":[0.5,-1],"
                        + "\"im\":\"1 year 2 mons\",\"iu\":\"-1 days -12:00:00\"}");
    }

    @Test
    void whatIsPrintedAsJsonIsReadBack() {
        JsonRows json = new JsonRows(ALL);
        String text = json.toString(sample(), 0) + "\n" + json.toString(sample(), 1);
        Decoding d = Decoding.of(Format.JSON, DecodeOptions.PUSHED_ROWS, ALL, text);
        assertThat(d.rejected()).isEmpty();
        ByteSink again = new ByteSink();
        DecodedRows out = new DecodedRows("t", ALL);
        Format.JSON
                .decoder(ALL, DecodeOptions.PUSHED_ROWS)
                .decodeAll(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), out);
        ColumnBatch batch = out.takeRows("t").rows();
        json.write(batch, 0, again);
        again.write('\n');
        json.write(batch, 1, again);
        assertThat(again.toString()).isEqualTo(text);
    }

    @Test
    void csvIsAsPostgresPrints() {
        CsvRows csv = new CsvRows(ALL);
        ByteSink out = new ByteSink();
        csv.write(sample(), 0, out);
        assertThat(out.toString())
                .isEqualTo(
                        "true,-5,9007199254740993,-0.05,123456789012345678901.500,NaN,0.1,\"a\"\"b,\n\u0001ü\",\\x00ff,"
                                + "1969-12-31,01:02:03,2026-01-31 12:00:00.12,2026-01-31 12:00:00+00,"
                                + "123e4567-e89b-12d3-a456-426614174000,\"{\"\"a\"\":1}\",\"[1,null]\",\"{\"\"7\"\":\"\"x\"\"}\","
                                + "\"{\"\"k\"\":\"\"2026-01-31T12:00:00.12\"\"}\",\"[0.5,-1]\",1 year 2 mons,-1 days -12:00:00\n");
    }

    @Test
    void csvNullsAndEmptyTexts() {
        Schema two = Schema.of(new Field("a", Type.TEXT.nullable()), new Field("?column?", Type.TEXT.nullable()));
        ColumnBatch batch = new BatchBuilder(two).row(1, null, "").build();
        ByteSink out = new ByteSink();
        CsvRows csv = new CsvRows(two, "NULL");
        csv.header(out);
        csv.write(batch, 0, out);
        new CsvRows(two).write(batch, 0, out);
        assertThat(out.toString()).isEqualTo("a,?column?\nNULL,\"\"\n,\"\"\n");
    }

    @Test
    void floatsHaveTheFewestDigitsAsPostgresPrintsThem() {
        Object[][] cases = {
            {1e15, "1e+15"},
            {123456789012345.0, "123456789012345"},
            {1e-5, "1e-05"},
            {0.0001, "0.0001"},
            {-1.5e300, "-1.5e+300"},
            {2.0, "2"},
            {-0.0, "-0"},
            {1.0 / 3, "0.3333333333333333"},
            {5e-324, "5e-324"},
            {Double.NEGATIVE_INFINITY, "-Infinity"}
        };
        for (Object[] c : cases) {
            ByteSink out = new ByteSink();
            NumberPrint.real((Double) c[0], false, out);
            assertThat(out.toString()).isEqualTo(c[1]);
        }
        ByteSink out = new ByteSink();
        NumberPrint.real(1e6f, true, out);
        NumberPrint.real(16777216f, true, out.write(' '));
        NumberPrint.real(0.3f, true, out.write(' '));
        assertThat(out.toString()).isEqualTo("1e+06 1.6777216e+07 0.3");
    }
}
