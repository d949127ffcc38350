package dev.freshet.sql.query;

import java.util.Locale;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUnknownLiteral;
import org.apache.calcite.sql.fun.SqlCase;
import org.jspecify.annotations.Nullable;

/** The names that PostgreSQL gives to columns without a label. */
final class ColumnNames {
    private static final String NONE = "?column?";

    private ColumnNames() {}

    /** How sure the name is: 0 none, 1 by type or construct, 2 by column or function. */
    private record Guess(String name, int strength) {}

    static String of(SqlNode node) {
        return guess(node).name();
    }

    private static Guess guess(SqlNode node) {
        return switch (node) {
            case SqlIdentifier id -> new Guess(id.names.getLast().isEmpty() ? NONE : id.names.getLast(), 2);
            case SqlIntervalLiteral _ -> new Guess("interval", 1);
            case SqlLiteral literal -> literal(literal);
            case SqlCase c -> caseOf(c);
            case SqlSelect s -> guess(s.getSelectList().getFirst());
            case SqlCall call -> call(call);
            case null, default -> new Guess(NONE, 0);
        };
    }

    private static Guess literal(SqlLiteral literal) {
        String name = switch (literal.getTypeName()) {
            case DATE -> "date";
            case TIME -> "time";
            case TIMESTAMP, TIMESTAMP_TZ, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> "timestamp";
            case UNKNOWN -> literal instanceof SqlUnknownLiteral u ? u.tag.toLowerCase(Locale.ROOT) : null;
            default -> null;
        };
        return name == null ? new Guess(NONE, 0) : new Guess(name, 1);
    }

    private static Guess caseOf(SqlCase c) {
        SqlNode otherwise = c.getElseOperand();
        Guess inner = otherwise == null ? new Guess(NONE, 0) : guess(otherwise);
        return inner.strength() == 2 ? inner : new Guess("case", 1);
    }

    private static Guess call(SqlCall call) {
        return switch (call.getKind()) {
            case AS -> new Guess(((SqlIdentifier) call.operand(1)).getSimple(), 2);
            case CAST, SAFE_CAST -> cast(call);
            case ITEM -> guess(call.operand(0));
            case DOT -> guess(call.operand(1));
            case FILTER, WITHIN_GROUP, OVER, RESPECT_NULLS, IGNORE_NULLS -> guess(call.operand(0));
            case COALESCE -> new Guess("coalesce", 2);
            case NULLIF -> new Guess("nullif", 2);
            case EXISTS -> new Guess("exists", 2);
            case ARRAY_VALUE_CONSTRUCTOR, ARRAY_QUERY_CONSTRUCTOR -> new Guess("array", 2);
            case ROW -> new Guess("row", 2);
            case EXTRACT -> new Guess("extract", 2);
            case TRIM -> new Guess("btrim", 2);
            case POSITION -> new Guess("position", 2);
            case SCALAR_QUERY -> guess(call.operand(0));
            case FLOOR, CEIL -> new Guess(call.getKind().name().toLowerCase(Locale.ROOT), 2);
            default -> byFunction(call);
        };
    }

    /** Operators that were written as functions on the way have no name, but a few do. */
    private static Guess byFunction(SqlCall call) {
        String name = call.getOperator().getName().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "op_at_zone_turned" -> new Guess("timezone", 2);
            case "op_slice" -> guess(call.operand(0));
            default -> name.startsWith("op_") || name.equals("like_quantified") ? new Guess(NONE, 0) : named(call);
        };
    }

    private static Guess named(SqlCall call) {
        return call instanceof SqlBasicCall
                        && call.getOperator() instanceof org.apache.calcite.sql.SqlFunction f
                        && isWord(f.getName())
                ? new Guess(f.getName().toLowerCase(Locale.ROOT), 2)
                : new Guess(NONE, 0);
    }

    private static boolean isWord(String name) {
        return !name.isEmpty() && Character.isLetter(name.charAt(0));
    }

    private static Guess cast(SqlCall call) {
        Guess inner = guess(call.operand(0));
        if (inner.strength() > 1) {
            return inner;
        }
        String type = call.operand(1) instanceof SqlDataTypeSpec spec ? typeName(spec) : null;
        return type == null ? inner : new Guess(type, 1);
    }

    private static @Nullable String typeName(SqlDataTypeSpec spec) {
        String name = spec.getTypeName().getSimple().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "integer", "int" -> "int4";
            case "bigint" -> "int8";
            case "smallint" -> "int2";
            case "real" -> "float4";
            case "double", "float", "double precision" -> "float8";
            case "boolean" -> "bool";
            case "decimal" -> "numeric";
            case "char", "character" -> "bpchar";
            case "varbinary", "bytes", "binary" -> "bytea";
            case "variant" -> "jsonb";
            case "timestamp_with_local_time_zone", "timestamp_tz" -> "timestamptz";
            default -> name;
        };
    }

    static boolean isNamed(SqlNode item) {
        return item.getKind() == SqlKind.AS || item instanceof SqlIdentifier;
    }
}
