package dev.freshet.ingest.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.spi.data.ByteString;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.VariantValue;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDecoderTest {
    private static final Schema ORDERS = Schema.of(
                    new Field("id", Type.BIGINT.notNull()),
                    new Field("customer", Type.TEXT.nullable()),
                    new Field("amount", new Type.Decimal(12, 2).nullable()))
            .withKey(0);

    private static Schema one(Type type) {
        return Schema.of(new Field("v", type.nullable()));
    }

    private static Decoding rows(Schema schema, String text) {
        return Decoding.of(Format.JSON, DecodeOptions.PUSHED_ROWS, schema, text);
    }

    private static Object value(Type type, String json) {
        return rows(one(type), "{\"v\":" + json + "}").onlyRow().getFirst();
    }

    @Test
    void linesBecomeRowsInOrder() {
        Decoding d = rows(ORDERS, """
                {"id": 1, "customer": "a", "amount": "12.5"}
                { "amount" : 3 , "id" : "2" }\r

                {"id":3,"customer":null,"amount":-0.005}""");
        assertThat(d.rejected()).isEmpty();
        assertThat(d.rows())
                .containsExactly(
                        List.of(1L, "a", new BigDecimal("12.50")),
                        Arrays.asList(2L, null, new BigDecimal("3.00")),
                        Arrays.asList(3L, null, new BigDecimal("-0.01")));
    }

    @Test
    void badLinesAreRejectedWithLineFieldAndRemedyAndTheRestGoesOn() {
        Decoding d = rows(ORDERS, """
                {"id": 1}
                not json
                {"id": "x"}
                {"customer": "a"}
                {"id": 5, "Amount": 1}
                {"id": 6, "amount": 99999999999}
                {"id": 7} {"id": 8}
                {"id": 9}
                """);
        assertThat(d.rows()).extracting(List::getFirst).containsExactly(1L, 9L);
        assertThat(d.codes())
                .containsExactly("bad_json", "bad_value", "missing_value", "unknown_column", "bad_value", "bad_json");
        assertThat(d.rejected().get(1).origin()).isEqualTo(Map.of("line", "3"));
        assertThat(d.rejected().get(1).detail())
                .isEqualTo("Field \"id\" holds \"x\", which is no BIGINT; send a whole number such as 42.");
        assertThat(d.rejected().get(3).detail()).contains("did you mean \"amount\"?");
        assertThat(d.rejected().getFirst().payload())
                .isEqualTo(new ByteString("not json".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void theLastOfDuplicateFieldsWins() {
        assertThat(rows(ORDERS, "{\"id\":1,\"customer\":\"a\",\"customer\":\"b\"}")
                        .onlyRow()
                        .get(1))
                .isEqualTo("b");
    }

    @Test
    void escapesAndUnicode() {
        assertThat(value(Type.TEXT, "\"a\\\"\\\\\\/\\n\\t\\u00e9\\ud83d\\ude00ü\""))
                .isEqualTo("a\"\\/\n\té😀ü");
        assertThat(rows(one(Type.TEXT), "{\"\\u0076\":\"x\"}").onlyRow()).containsExactly("x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\ud83d\"",
                "\"\\u0000\"",
                "\"\\x\"",
                "\"a",
                "01",
                "1.",
                "+1",
                "tru",
                "{\"a\":1",
                "\"a\tb\"",
                "",
                "NaN"
            })
    void whatIsNoJsonIsABadRecord(String json) {
        assertThat(rows(one(Type.VARIANT), "{\"v\":" + json + "}").codes()).containsExactly("bad_json");
    }

    @Test
    void invalidUtf8IsABadRecord() {
        byte[] line = "{\"v\":\"aXb\"}".getBytes(StandardCharsets.UTF_8);
        line[7] = (byte) 0xff;
        DecodedRows out = new DecodedRows("t", one(Type.TEXT));
        Format.JSON.decoder(one(Type.TEXT), DecodeOptions.FILE_LINES).decodeAll(line, out);
        assertThat(Decoding.of(one(Type.TEXT), out).codes()).containsExactly("bad_json");
    }

    @ParameterizedTest
    @CsvSource({
        "TINYINT, 127, true",
        "TINYINT, 128, false",
        "TINYINT, -128, true",
        "SMALLINT, -32769, false",
        "INTEGER, 2147483647, true",
        "INTEGER, 2147483648, false",
        "BIGINT, 9223372036854775807, true",
        "BIGINT, 9223372036854775808, false",
        "BIGINT, -9223372036854775808, true",
        "BIGINT, 1.0, true",
        "BIGINT, 1e3, true",
        "BIGINT, 1.5, false",
        "BIGINT, 1e999999999, false",
        "BIGINT, 1e-999999999, false"
    })
    void integersAreCheckedAgainstTheirWidth(String type, String text, boolean fits) {
        Type t = switch (type) {
            case "TINYINT" -> Type.TINYINT;
            case "SMALLINT" -> Type.SMALLINT;
            case "INTEGER" -> Type.INTEGER;
            default -> Type.BIGINT;
        };
        assertThat(rows(one(t), "{\"v\":" + text + "}").rows()).hasSize(fits ? 1 : 0);
        assertThat(rows(one(t), "{\"v\":\"" + text + "\"}").rows()).hasSize(fits ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({
        "12.345, 12.35",
        "-12.345, -12.35",
        "12.344999, 12.34",
        "0.005, 0.01",
        "1e-400, 0.00",
        "1E2, 100.00",
        "9999999999.994, 9999999999.99",
        "0, 0.00",
        "-0.001, 0.00"
    })
    void decimalsRoundAsPostgresDoes(String text, BigDecimal expected) {
        assertThat(value(new Type.Decimal(12, 2), text)).isEqualTo(expected);
        assertThat(value(new Type.Decimal(38, 2), "\"" + text + "\"")).isEqualTo(expected);
    }

    @Test
    void aDecimalBeyondItsPrecisionIsABadRecord() {
        assertThat(rows(one(new Type.Decimal(12, 2)), "{\"v\":9999999999.995}").codes())
                .containsExactly("bad_value");
        assertThat(rows(one(new Type.Decimal(38, 0)), "{\"v\":1e999999999}").codes())
                .containsExactly("bad_value");
        assertThat(value(new Type.Decimal(38, 0), "\"-99999999999999999999999999999999999999\""))
                .isEqualTo(new BigDecimal("-99999999999999999999999999999999999999"));
    }

    @Test
    void floats() {
        assertThat(value(Type.DOUBLE, "0.1")).isEqualTo(0.1);
        assertThat(value(Type.DOUBLE, "-123456789.123456789")).isEqualTo(-123456789.123456789);
        assertThat(value(Type.DOUBLE, "1e-5")).isEqualTo(1e-5);
        assertThat(value(Type.DOUBLE, "\"NaN\"")).isEqualTo(Double.NaN);
        assertThat(value(Type.DOUBLE, "\"-Infinity\"")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(value(Type.REAL, "0.1")).isEqualTo(0.1f);
        assertThat(rows(one(Type.DOUBLE), "{\"v\":1e400}").codes()).containsExactly("bad_value");
        assertThat(rows(one(Type.REAL), "{\"v\":1e40}").codes()).containsExactly("bad_value");
        assertThat(rows(one(Type.DOUBLE), "{\"v\":\"1d\"}").codes()).containsExactly("bad_value");
    }

    @Test
    void datesAndTimes() {
        assertThat(value(Type.TIMESTAMP, "\"2026-01-31T12:00:00\"")).isEqualTo(LocalDateTime.of(2026, 1, 31, 12, 0));
        assertThat(value(Type.TIMESTAMP, "\"2026-01-31 12:00:00.1234565Z\""))
                .isEqualTo(LocalDateTime.of(2026, 1, 31, 12, 0, 0, 123457000));
        assertThat(value(Type.TIMESTAMPTZ, "\"1969-12-31T23:30:00-00:45\""))
                .isEqualTo(Instant.parse("1970-01-01T00:15:00Z"));
        assertThat(value(Type.TIMESTAMPTZ, "\"2026-01-31 12:00:00+0530\""))
                .isEqualTo(Instant.parse("2026-01-31T06:30:00Z"));
        assertThat(value(Type.DATE, "\"2024-02-29\"")).isEqualTo(LocalDate.of(2024, 2, 29));
        assertThat(value(Type.TIME, "\"23:59:59.999999\"")).isEqualTo(LocalTime.of(23, 59, 59, 999999000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"2023-02-29\"",
                "\"2026-1-31\"",
                "\"2026-01-31T25:00:00\"",
                "\"2026-01-31T12\"",
                "\"\"",
                "1700000000",
                "\"2026-01-31T12:00:00x\"",
                "\"0000-01-01\"",
                "\"2026-01-31T12:00:00+\""
            })
    void whatIsNoTimestampIsABadRecord(String json) {
        assertThat(rows(one(Type.TIMESTAMP), "{\"v\":" + json + "}").codes()).containsExactly("bad_value");
    }

    @Test
    void otherScalars() {
        UUID id = UUID.fromString("123e4567-e89b-12d3-a456-426614174000");
        assertThat(value(Type.UUID, "\"" + id + "\"")).isEqualTo(id);
        assertThat(value(Type.BYTES, "\"AAH/\"")).isEqualTo(new ByteString(new byte[] {0, 1, -1}));
        assertThat(value(Type.BOOLEAN, "true")).isEqualTo(true);
        assertThat(value(Type.BOOLEAN, "\"f\"")).isEqualTo(false);
        assertThat(value(new Type.Text(3, false), "\"äöü  \"")).isEqualTo("äöü");
        assertThat(value(new Type.Text(3, true), "\"a\"")).isEqualTo("a  ");
        assertThat(rows(one(new Type.Text(3, false)), "{\"v\":\"abcd\"}").codes())
                .containsExactly("bad_value");
        assertThat(rows(one(Type.TEXT), "{\"v\":5}").codes()).containsExactly("bad_value");
    }

    @Test
    void nestedValues() {
        assertThat(value(Type.VARIANT, "{\"b\":[1.50, 1e2,null],\"a\":{\"x\":\"\\u00e9\"}}"))
                .isEqualTo(new VariantValue("{\"a\":{\"x\":\"é\"},\"b\":[1.5,100,null]}"));
        assertThat(value(Type.VARIANT, "\"a\\\"b\"")).isEqualTo(new VariantValue("\"a\\\"b\""));
        assertThat(value(new Type.Array(Type.BIGINT.nullable()), "[1,\"2\",null]"))
                .isEqualTo(Arrays.asList(1L, 2L, null));
        assertThat(value(new Type.MapOf(Type.TEXT.notNull(), Type.DATE.nullable()), "{\"k\":\"2026-01-31\"}"))
                .isEqualTo(Map.of("k", LocalDate.of(2026, 1, 31)));
        Type row = new Type.Row(List.of(new Field("x", Type.BIGINT.nullable()), new Field("y", Type.TEXT.nullable())));
        assertThat(value(row, "{\"y\":\"b\"}")).isEqualTo(Arrays.asList(null, "b"));
        assertThat(value(new Type.Vector(2), "[0.5,-1]")).isEqualTo(List.of(0.5f, -1f));
        Decoding bad = rows(one(new Type.Array(Type.BIGINT.nullable())), "{\"v\":[1,\"x\"]}");
        assertThat(bad.rejected().getFirst().detail()).contains("Field \"v[1]\" holds \"x\"");
    }

    @Test
    void sourcesIgnoreUnknownFields() {
        Decoding d = Decoding.of(
                Format.JSON, DecodeOptions.MESSAGE, ORDERS, "{\n \"id\": 1,\n \"other\": {\"a\": [1, \"]\"]}\n}\n");
        assertThat(d.onlyRow().getFirst()).isEqualTo(1L);
    }

    @Test
    void changes() {
        Decoding d = Decoding.of(Format.JSON, DecodeOptions.PUSHED_CHANGES, ORDERS, """
                {"op":"insert","row":{"id":1,"customer":"a"}}
                {"row":{"id":1},"op":"delete"}
                {"op":"upsert","row":{"id":2}}
                {"op":"replace","row":{"id":2}}
                {"op":"delete","row":{"customer":"a"}}
                {"id":3}
                {"op":"delete"}
                """);
        assertThat(d.ops()).containsExactly("INSERT", "DELETE", "UPSERT");
        assertThat(d.codes()).containsExactly("bad_value", "missing_value", "unknown_column", "missing_value");
    }

    @Test
    void anInputMayComeInPieces() {
        byte[] text = "{\"id\":1}\n{\"id\":2}\n{\"id\":3}".getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= text.length; cut++) {
            DecodedRows out = new DecodedRows("t", ORDERS);
            Decoder decoder = Format.JSON.decoder(ORDERS, DecodeOptions.FILE_LINES);
            decoder.start(1);
            int at = decoder.decode(text, 0, cut, false, out);
            decoder.decode(text, at, text.length, true, out);
            assertThat(Decoding.of(ORDERS, out).rows())
                    .extracting(List::getFirst)
                    .containsExactly(1L, 2L, 3L);
        }
    }
}
