package dev.freshet.testkit.oracle;

import java.util.ArrayList;
import java.util.List;

/** Random scalar expressions of a wanted kind over the columns in sight; none of them fails on the values in use. */
final class Expressions {
    private final Choices choices;
    private final List<TableDef.Col> scope;

    /** {@code scope} names columns as they are written, with their table. */
    Expressions(Choices choices, List<TableDef.Col> scope) {
        this.choices = choices;
        this.scope = List.copyOf(scope);
    }

    List<TableDef.Col> columns(Kind kind) {
        return scope.stream().filter(c -> c.kind() == kind).toList();
    }

    /** Mostly a kind that there are columns of. */
    Kind kind() {
        return scope.isEmpty() || choices.chance(20)
                ? choices.pick(Kind.values())
                : choices.of(scope).kind();
    }

    String of(Kind kind, int depth) {
        List<TableDef.Col> columns = columns(kind);
        int what = choices.next(depth > 0 ? 12 : 5);
        if (what < 4 && !columns.isEmpty()) {
            return choices.of(columns).name();
        }
        if (what < 5) {
            return choices.next(20) == 19 ? "CAST(NULL AS " + kind.sql() + ")" : kind.literal(choices);
        }
        if (what == 5) {
            return "CASE WHEN " + condition(depth - 1) + " THEN " + of(kind, depth - 1) + " ELSE " + of(kind, depth - 1)
                    + " END";
        }
        if (what == 6) {
            return choices.pick("COALESCE", "GREATEST", "LEAST") + "(" + of(kind, depth - 1) + ", "
                    + of(kind, depth - 1) + ")";
        }
        if (what == 7) {
            return "NULLIF(" + of(kind, depth - 1) + ", " + of(kind, depth - 1) + ")";
        }
        return special(kind, depth - 1);
    }

    private String special(Kind kind, int depth) {
        return switch (kind) {
            case INT -> integer(depth);
            case BIGINT -> bigint(depth);
            case DECIMAL -> decimal(depth);
            case DOUBLE -> real(depth);
            case TEXT -> text(depth);
            case BOOL -> condition(depth);
            case DATE -> date(depth);
            case TIMESTAMP -> timestamp(depth);
        };
    }

    private String small(int depth) {
        return "(" + of(Kind.INT, depth) + ") % " + (2 + choices.next(5));
    }

    private String integer(int depth) {
        return switch (choices.next(9)) {
            case 0 -> "(" + small(depth) + " + " + small(depth) + ")";
            case 1 -> "(" + small(depth) + " * " + choices.next(10) + ")";
            case 2 -> "CHAR_LENGTH(" + of(Kind.TEXT, depth) + ")";
            case 3 -> "(" + of(Kind.DATE, depth) + " - " + of(Kind.DATE, depth) + ")";
            case 4 -> "(" + of(Kind.INT, depth) + " / " + divisor() + ")";
            case 5 -> "POSITION(" + of(Kind.TEXT, depth) + " IN " + of(Kind.TEXT, depth) + ")";
            case 6 -> "ABS(" + small(depth) + ")";
            case 7 -> "(-(" + small(depth) + "))";
            default -> "CAST(" + of(Kind.DECIMAL, 0) + " AS INTEGER)";
        };
    }

    /**
     * Rarely one that can be zero: the row fails, there as here, until it is corrected. A constant would fail at once in
     * PostgreSQL, also without a row.
     */
    private String divisor() {
        List<TableDef.Col> columns = columns(Kind.INT);
        return choices.chance(8) && !columns.isEmpty()
                ? choices.of(columns).name()
                : Integer.toString(1 + choices.next(4));
    }

    private String bigint(int depth) {
        return switch (choices.next(5)) {
            case 0 -> "(" + of(Kind.BIGINT, 0) + " + " + of(Kind.INT, depth) + ")";
            case 1 -> "CAST(" + of(Kind.INT, depth) + " AS BIGINT)";
            case 2 -> "(" + of(Kind.BIGINT, 0) + " - " + of(Kind.BIGINT, 0) + ")";
            case 3 -> "(" + of(Kind.BIGINT, depth) + " / NULLIF(" + of(Kind.INT, depth) + ", 0))";
            default -> "MOD(" + of(Kind.BIGINT, depth) + ", " + of(Kind.BIGINT, 0) + " + 11)";
        };
    }

    /** Always cast back to the kind, so that results stay in its range. */
    private String decimal(int depth) {
        String inner = switch (choices.next(8)) {
            case 0 -> of(Kind.DECIMAL, 0) + " + " + of(Kind.DECIMAL, 0);
            case 1 -> of(Kind.DECIMAL, 0) + " * " + of(Kind.DECIMAL, 0);
            case 2 -> of(Kind.DECIMAL, 0) + " / NULLIF(" + of(Kind.DECIMAL, 0) + ", 0)";
            case 3 -> of(Kind.DECIMAL, 0) + " - " + small(depth);
            case 4 -> "ROUND(" + of(Kind.DECIMAL, 0) + ", 1)";
            case 5 -> small(depth);
            case 6 -> "ABS(" + of(Kind.DECIMAL, 0) + ")";
            default -> choices.pick("FLOOR", "CEIL", "ROUND", "TRUNC") + "(" + of(Kind.DECIMAL, 0) + ")";
        };
        return "CAST(" + inner + " AS DECIMAL(10,2))";
    }

    /** A numeric as it comes out, with whatever scale. */
    String bareDecimal(int depth) {
        return switch (choices.next(7)) {
            case 0 -> "(" + of(Kind.DECIMAL, depth) + " * " + of(Kind.DECIMAL, 0) + ")";
            case 1 -> "(" + of(Kind.DECIMAL, depth) + " / NULLIF(" + of(Kind.DECIMAL, 0) + ", 0))";
            case 2 -> "(" + of(Kind.INT, depth) + " + " + of(Kind.DECIMAL, 0) + ")";
            case 3 -> "(" + of(Kind.DECIMAL, depth) + " / " + (1 + choices.next(9)) + ")";
            case 4 ->
                "EXTRACT(" + choices.pick("YEAR", "MONTH", "DAY", "DOW", "EPOCH") + " FROM " + of(Kind.DATE, depth)
                        + ")";
            case 5 ->
                "EXTRACT(" + choices.pick("HOUR", "SECOND", "MINUTE", "EPOCH", "WEEK") + " FROM "
                        + of(Kind.TIMESTAMP, depth) + ")";
            default -> choices.pick("FLOOR", "CEIL", "ROUND", "TRUNC", "SIGN") + "(" + of(Kind.DECIMAL, depth) + ")";
        };
    }

    private String real(int depth) {
        return switch (choices.next(6)) {
            case 0 -> "(" + of(Kind.DOUBLE, 0) + " + " + of(Kind.DOUBLE, 0) + ")";
            case 1 -> "(" + of(Kind.DOUBLE, 0) + " * " + of(Kind.DOUBLE, 0) + ")";
            case 2 -> "CAST(" + of(Kind.INT, depth) + " AS DOUBLE PRECISION)";
            case 3 -> "CAST(" + of(Kind.DECIMAL, depth) + " AS DOUBLE PRECISION)";
            case 4 -> "SQRT(ABS(" + of(Kind.DOUBLE, 0) + "))";
            default -> choices.pick("FLOOR", "CEIL", "ROUND") + "(" + of(Kind.DOUBLE, 0) + ")";
        };
    }

    private String text(int depth) {
        return switch (choices.next(10)) {
            case 0 -> choices.pick("UPPER", "LOWER", "REVERSE", "INITCAP") + "(" + of(Kind.TEXT, depth) + ")";
            case 1 -> "(" + of(Kind.TEXT, depth) + " || " + of(Kind.TEXT, depth) + ")";
            case 2 -> "CONCAT(" + of(Kind.TEXT, depth) + ", " + of(Kind.INT, depth) + ")";
            case 3 ->
                "SUBSTRING(" + of(Kind.TEXT, depth) + " FROM " + choices.next(3) + " FOR " + choices.next(3) + ")";
            case 4 -> "TRIM(" + of(Kind.TEXT, depth) + ")";
            case 5 -> "REPLACE(" + of(Kind.TEXT, depth) + ", 'a', " + of(Kind.TEXT, 0) + ")";
            case 6 ->
                "CAST(" + of(choices.pick(Kind.INT, Kind.DATE, Kind.BOOL, Kind.DECIMAL, Kind.TIMESTAMP), depth)
                        + " AS VARCHAR)";
            case 7 -> choices.pick("LEFT", "RIGHT") + "(" + of(Kind.TEXT, depth) + ", " + (choices.next(4) - 1) + ")";
            case 8 -> "LPAD(" + of(Kind.TEXT, depth) + ", " + choices.next(5) + ", 'xy')";
            default -> "(" + of(Kind.TEXT, depth) + ")::VARCHAR(2)";
        };
    }

    private String date(int depth) {
        return switch (choices.next(4)) {
            case 0 -> "(" + of(Kind.DATE, depth) + " + " + small(depth) + ")";
            case 1 -> "CAST(" + of(Kind.TIMESTAMP, depth) + " AS DATE)";
            case 2 -> "CAST(" + of(Kind.DATE, depth) + " + INTERVAL '1' MONTH AS DATE)";
            default -> "(" + of(Kind.DATE, depth) + " - " + choices.next(40) + ")";
        };
    }

    private String timestamp(int depth) {
        return switch (choices.next(5)) {
            case 0 -> "(" + of(Kind.DATE, depth) + " + INTERVAL '" + (1 + choices.next(30)) + "' DAY)";
            case 1 ->
                "(" + of(Kind.TIMESTAMP, depth) + choices.pick(" + ", " - ") + "INTERVAL '" + choices.next(100) + "' "
                        + choices.pick("SECOND", "MINUTE", "HOUR", "MONTH", "YEAR") + ")";
            case 2 ->
                "DATE_TRUNC('" + choices.pick("minute", "hour", "day", "month", "year", "week") + "', "
                        + of(Kind.TIMESTAMP, depth) + ")";
            case 3 -> "CAST(" + of(Kind.DATE, depth) + " AS TIMESTAMP)";
            default ->
                "TUMBLE_START(" + of(Kind.TIMESTAMP, depth) + ", INTERVAL '" + (1 + choices.next(90)) + "' MINUTE)";
        };
    }

    /** Something that is true, false or NULL. */
    String condition(int depth) {
        Kind kind = kind();
        return switch (choices.next(depth > 0 ? 13 : 6)) {
            case 0, 1 -> compare(of(kind, Math.max(0, depth)), of(kind, 0));
            case 2 -> "(" + of(kind, 0) + " IS " + choices.pick("NULL", "NOT NULL") + ")";
            case 3 -> "(" + of(kind, 0) + " IS " + choices.pick("", "NOT ") + "DISTINCT FROM " + of(kind, 0) + ")";
            case 4 ->
                "(" + of(kind, 0) + choices.pick(" ", " NOT ") + "IN (" + kind.literal(choices) + ", "
                        + kind.literal(choices) + "))";
            case 5 -> compare(of(Kind.INT, 0), of(choices.pick(Kind.INT, Kind.BIGINT, Kind.DECIMAL, Kind.DOUBLE), 0));
            case 6 -> "(" + condition(depth - 1) + " AND " + condition(depth - 1) + ")";
            case 7 -> "(" + condition(depth - 1) + " OR " + condition(depth - 1) + ")";
            case 8 -> "(NOT " + condition(depth - 1) + ")";
            case 9 ->
                "(" + of(Kind.TEXT, depth) + choices.pick(" LIKE ", " NOT LIKE ", " ILIKE ")
                        + choices.pick("'a%'", "'%b'", "'_'", "'%'", "'a_b'", "'A%'") + ")";
            case 10 ->
                "(" + of(kind, 0) + choices.pick(" ", " NOT ") + "BETWEEN " + of(kind, 0) + " AND " + of(kind, 0) + ")";
            case 11 ->
                "((" + condition(depth - 1) + ") IS " + choices.pick("TRUE", "NOT TRUE", "FALSE", "NOT FALSE") + ")";
            default -> compare(of(Kind.DATE, depth), of(Kind.TIMESTAMP, 0));
        };
    }

    private String compare(String a, String b) {
        return "(" + a + choices.pick(" = ", " <> ", " < ", " <= ", " > ", " >= ") + b + ")";
    }

    List<String> conjunction(int most, int depth) {
        List<String> out = new ArrayList<>();
        int n = Math.max(0, choices.next(most + 3) - 2);
        for (int i = 0; i < n; i++) {
            out.add(condition(depth));
        }
        return out;
    }
}
