package dev.freshet.testkit.oracle;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A column type with a small set of values, so that joins and groups meet. */
public enum Kind {
    INT("INTEGER", 0L, 1L, 2L, 3L, -1L, 7L, 100L, 46_341L),
    BIGINT("BIGINT", 0L, 1L, 2L, 5L, -3L, 40_000L, 3_000_000_000L, -9_000_000_000L),
    DECIMAL("DECIMAL(10,2)", "0.00", "1.00", "2.50", "-0.01", "99.99", "1.10", "33.33", "-7.25"),
    DOUBLE("DOUBLE PRECISION", 0.0, 1.0, 0.5, -2.25, 3.7, 1e6, 0.001),
    TEXT("VARCHAR", "a", "b", "", "ab", "B", "a b", "1", "xyz"),
    BOOL("BOOLEAN", false, true),
    DATE("DATE", "2024-01-31", "2024-02-29", "2023-12-31", "2000-01-01", "1969-07-20"),
    TIMESTAMP(
            "TIMESTAMP",
            "2024-01-31T00:00:00",
            "2024-01-31T00:00:30",
            "2024-01-31T00:01:59.999999",
            "2024-02-29T23:59:00",
            "1969-12-31T23:59:59.5",
            "2024-01-31T12:34:56.789");

    private final String sql;
    private final List<Object> values;

    Kind(String sql, Object... values) {
        this.sql = sql;
        this.values = Arrays.asList(values);
    }

    public String sql() {
        return sql;
    }

    /** A boxed value, or NULL one time in eight. */
    @Nullable
    Object value(Choices choices) {
        if (choices.next(8) == 7) {
            return null;
        }
        return boxed(choices.of(values));
    }

    private Object boxed(Object value) {
        return switch (this) {
            case DECIMAL -> new BigDecimal((String) value);
            case DATE -> LocalDate.parse((String) value);
            case TIMESTAMP -> LocalDateTime.parse((String) value);
            default -> value;
        };
    }

    /** A value of the kind as a SQL constant. */
    String literal(Choices choices) {
        return literal(boxed(choices.of(values)));
    }

    /** How SQL writes a boxed value of this kind. */
    public String literal(@Nullable Object value) {
        if (value == null) {
            return "NULL";
        }
        return switch (this) {
            case INT, DECIMAL, BOOL -> value.toString();
            case BIGINT -> "CAST(" + value + " AS BIGINT)";
            case DOUBLE -> "CAST(" + value + " AS DOUBLE PRECISION)";
            case TEXT -> "'" + value + "'";
            case DATE -> "DATE '" + value + "'";
            case TIMESTAMP -> "TIMESTAMP '" + written((LocalDateTime) value) + "'";
        };
    }

    private static String written(LocalDateTime t) {
        String text = t.toString().replace('T', ' ');
        return text.length() == 16 ? text + ":00" : text;
    }

    public boolean isNumber() {
        return this == INT || this == BIGINT || this == DECIMAL || this == DOUBLE;
    }
}
