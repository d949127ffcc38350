package dev.freshet.vector.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.spi.data.ByteString;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.VariantValue;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PgTypesTest {
    private TestDatabase database;

    @BeforeAll
    void open() throws SQLException {
        database = new TestDatabase();
    }

    static List<Arguments> values() {
        return List.of(
                Arguments.of(Type.BOOLEAN, true),
                Arguments.of(Type.TINYINT, -3L),
                Arguments.of(Type.BIGINT, Long.MIN_VALUE),
                Arguments.of(Type.REAL, 1.5e10f),
                Arguments.of(Type.DOUBLE, Double.NaN),
                Arguments.of(Type.DOUBLE, Double.NEGATIVE_INFINITY),
                Arguments.of(Type.DOUBLE, 1e-300),
                Arguments.of(new Type.Decimal(30, 4), new BigDecimal("12345678901234567890123456.7000")),
                Arguments.of(Type.TEXT, "quotes \" ' \\ {} , NULL ü 😀\n"),
                Arguments.of(Type.TEXT, ""),
                Arguments.of(Type.BYTES, new ByteString(new byte[] {0, -1, 92})),
                Arguments.of(Type.DATE, LocalDate.of(2026, 1, 31)),
                Arguments.of(Type.TIME, LocalTime.of(1, 2, 3, 456_000)),
                Arguments.of(Type.TIMESTAMP, LocalDateTime.of(2026, 1, 31, 12, 0, 0, 123_456_000)),
                Arguments.of(Type.TIMESTAMPTZ, Instant.parse("2026-01-31T12:00:00.5Z")),
                Arguments.of(Type.MONTHS, Period.ofMonths(-14)),
                Arguments.of(Type.MICROS, Duration.ofMillis(-90_061_001)),
                Arguments.of(Type.UUID, new UUID(1, 2)),
                Arguments.of(Type.VARIANT, new VariantValue("[1, 2]")));
    }

    @ParameterizedTest
    @MethodSource("values")
    void comesBackAsItWent(Type type, Object value) throws SQLException {
        assertThat(PgTypes.value(type, through(type, PgTypes.text(type, value))))
                .isEqualTo(value);
    }

    @Test
    void nestedValuesBecomeJson() throws SQLException {
        Type row =
                new Type.Row(List.of(new Field("a", Type.BIGINT.nullable()), new Field("b", Type.BOOLEAN.nullable())));
        Type type = new Type.Array(row.nullable());
        String text = PgTypes.text(type, List.of(Arrays.asList(1L, null), List.of(2L, true)));
        assertThat(through(type, text)).isEqualTo("[{\"a\": \"1\", \"b\": null}, {\"a\": \"2\", \"b\": true}]");
        Type map = new Type.MapOf(Type.TEXT.notNull(), Type.DOUBLE.nullable());
        assertThat(through(map, PgTypes.text(map, Map.of("x", 0.5)))).isEqualTo("{\"x\": 0.5}");
        assertThat(PgTypes.value(map, "{\"x\": 0.5}")).isEqualTo(Map.of("x", 0.5));
        assertThat(PgTypes.value(type, through(type, text)))
                .isEqualTo(List.of(Arrays.asList(1L, null), List.of(2L, true)));
    }

    @Test
    void zeroBytesDoNotReachPostgres() throws SQLException {
        assertThat(through(Type.TEXT, PgTypes.text(Type.TEXT, "a\0b"))).isEqualTo("a\uFFFDb");
    }

    private String through(Type type, @Nullable String text) throws SQLException {
        String sql = "SELECT " + PgTypes.read(type, "x") + " FROM (SELECT ?::" + PgTypes.declared(type) + " AS x) AS t";
        try (Connection c = database.open();
                PreparedStatement s = c.prepareStatement(sql)) {
            s.setString(1, text);
            try (ResultSet r = s.executeQuery()) {
                r.next();
                return r.getString(1);
            }
        }
    }
}
