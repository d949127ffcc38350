package dev.freshet.sql.query;

import dev.freshet.spi.data.Type;
import dev.freshet.sql.function.FunctionTable;
import dev.freshet.sql.function.PgCast;
import dev.freshet.sql.function.PgFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlQuantifyOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** Calls with a syntax of their own, and names that are written as other functions. */
final class FunctionCalls {
    /** Names that take a unit (DAY, HOUR …) as one of their arguments, and the function behind them. */
    private static final Map<String, String> BY_UNIT = Map.of(
            "timestampdiff", "timestampdiff",
            "timestampadd", "timestampadd",
            "timestamp_diff", "timestampdiff",
            "date_diff", "timestampdiff",
            "datediff", "timestampdiff",
            "dateadd", "timestampadd",
            "datetime_diff", "timestampdiff");

    private static final Map<String, String> PARTS = Map.ofEntries(
            Map.entry("year", "year"),
            Map.entry("quarter", "quarter"),
            Map.entry("month", "month"),
            Map.entry("week", "week"),
            Map.entry("dayofmonth", "day"),
            Map.entry("dayofyear", "doy"),
            Map.entry("dayofweek", "dow"),
            Map.entry("hour", "hour"),
            Map.entry("minute", "minute"),
            Map.entry("second", "second"));

    private static final Map<String, PgFunction> SAFE = Map.of(
            "safe_add", FunctionTable.PLUS,
            "safe_subtract", FunctionTable.MINUS,
            "safe_multiply", FunctionTable.TIMES,
            "safe_divide", FunctionTable.DIVIDE,
            "safe_negate", FunctionTable.NEGATE);

    /** Names that are built in here rather than in the table of functions. */
    static final Set<String> NAMES = Set.of(
            "year",
            "quarter",
            "month",
            "week",
            "dayofmonth",
            "dayofyear",
            "dayofweek",
            "hour",
            "minute",
            "second",
            "date",
            "timestampdiff",
            "timestampadd",
            "timestamp_diff",
            "date_diff",
            "datediff",
            "dateadd",
            "datetime_diff",
            "row",
            "safe_add",
            "safe_subtract",
            "safe_multiply",
            "safe_divide",
            "safe_negate");

    private FunctionCalls() {}

    /** Null when the call is none of them. */
    static @Nullable SqlNode rewritten(SqlCall call) {
        return switch (call.getKind()) {
            case SOME, ALL -> quantified(call);
            case EXTRACT -> extract(call);
            case OVERLAPS -> overlaps(call);
            case EQUALS, NOT_EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL -> rows(call);
            default -> byName(call);
        };
    }

    private static PgFunction function(String name) {
        return Objects.requireNonNull(FunctionTable.get(name), name);
    }

    private static SqlNode text(String value, SqlParserPos pos) {
        return SqlLiteral.createCharString(value, pos);
    }

    private static @Nullable SqlNode quantified(SqlCall call) {
        if (!(call.getOperator() instanceof SqlQuantifyOperator q) || call.operandCount() != 2) {
            return null;
        }
        SqlNode array = call.operand(1);
        if (array instanceof SqlNodeList list && list.size() == 1) {
            array = list.get(0);
        }
        if (array instanceof SqlNodeList || array.isA(SqlKind.QUERY)) {
            return null;
        }
        SqlParserPos pos = call.getParserPosition();
        String name = call.getKind() == SqlKind.SOME ? "array_any" : "array_all";
        return function(name).createCall(pos, call.operand(0), array, text(q.comparisonKind.sql, pos));
    }

    /** Rows compare field by field; the first that differ decide. */
    private static @Nullable SqlNode rows(SqlCall call) {
        if (call.operandCount() != 2 || !(isRow(call.operand(0)) && isRow(call.operand(1)))) {
            return null;
        }
        List<SqlNode> a = ((SqlCall) call.operand(0)).getOperandList();
        List<SqlNode> b = ((SqlCall) call.operand(1)).getOperandList();
        if (a.size() != b.size()) {
            return null;
        }
        SqlParserPos pos = call.getParserPosition();
        SqlOperator last = call.getOperator();
        boolean equality = call.getKind() == SqlKind.EQUALS || call.getKind() == SqlKind.NOT_EQUALS;
        SqlOperator strict = call.getKind() == SqlKind.LESS_THAN_OR_EQUAL
                ? SqlStdOperatorTable.LESS_THAN
                : call.getKind() == SqlKind.GREATER_THAN_OR_EQUAL ? SqlStdOperatorTable.GREATER_THAN : last;
        SqlNode out = last.createCall(pos, a.getLast(), b.getLast());
        for (int i = a.size() - 2; i >= 0; i--) {
            SqlNode here = strict.createCall(pos, a.get(i), b.get(i));
            if (equality) {
                SqlOperator join = call.getKind() == SqlKind.EQUALS ? SqlStdOperatorTable.AND : SqlStdOperatorTable.OR;
                out = join.createCall(pos, here, out);
            } else {
                SqlNode same = SqlStdOperatorTable.EQUALS.createCall(pos, a.get(i), b.get(i));
                out = SqlStdOperatorTable.OR.createCall(pos, here, SqlStdOperatorTable.AND.createCall(pos, same, out));
            }
        }
        return out;
    }

    private static boolean isRow(SqlNode node) {
        return node.getKind() == SqlKind.ROW && node instanceof SqlCall c && c.operandCount() > 0;
    }

    private static String unit(SqlNode node) {
        return node instanceof SqlIntervalQualifier q
                ? (q.timeFrameName == null ? q.timeUnitRange.name() : q.timeFrameName).toLowerCase(Locale.ROOT)
                : node.toString().replaceAll("[`\"']", "").toLowerCase(Locale.ROOT);
    }

    /** EXTRACT, and DATE_PART, whose unit the parser takes as a text. */
    private static SqlNode extract(SqlCall call) {
        SqlNode unit = call.operand(0);
        boolean part = call.getOperator().getName().equalsIgnoreCase("DATE_PART")
                || unit.toString().contains("'");
        SqlNode literal = text(unit(unit), unit.getParserPosition());
        PgFunction f = part ? function("date_part") : FunctionTable.EXTRACT;
        return f.createCall(call.getParserPosition(), literal, call.operand(1));
    }

    private static SqlNode overlaps(SqlCall call) {
        List<SqlNode> all = new ArrayList<>();
        for (SqlNode side : call.getOperandList()) {
            all.addAll(((SqlCall) side).getOperandList());
        }
        return function("overlaps").createCall(call.getParserPosition(), all);
    }

    /** {@code FLOOR(x TO unit)}. */
    static SqlNode floored(SqlCall call) {
        SqlNode unit = call.operand(1);
        return function("date_trunc")
                .createCall(call.getParserPosition(), text(unit(unit), unit.getParserPosition()), call.operand(0));
    }

    private static @Nullable SqlNode byName(SqlCall call) {
        SqlOperator operator = call.getOperator();
        if (!(operator instanceof SqlFunction) || operator instanceof PgFunction || !(call instanceof SqlBasicCall)) {
            return null;
        }
        String name = operator.getName().toLowerCase(Locale.ROOT);
        SqlParserPos pos = call.getParserPosition();
        if (PARTS.containsKey(name) && call.operandCount() == 1) {
            return part(call, PARTS.get(name));
        }
        if (BY_UNIT.containsKey(name) && call.operandCount() == 3) {
            return byUnit(call, name);
        }
        if (SAFE.containsKey(name)) {
            return FunctionTable.TRY.createCall(
                    pos, Objects.requireNonNull(SAFE.get(name)).createCall(pos, call.getOperandList()));
        }
        return switch (name) {
            case "row" -> SqlStdOperatorTable.ROW.createCall(pos, call.getOperandList());
            case "date" ->
                call.operandCount() == 1 ? PgCast.to(Type.DATE, false).createCall(pos, call.<SqlNode>operand(0)) : null;
            case "op_at_zone_turned" -> function("timezone").createCall(pos, call.operand(1), call.operand(0));
            case "json_exists", "json_value", "json_query" -> json(call, name);
            case "jsonb_extract_path", "jsonb_extract_path_text", "json_extract_path", "json_extract_path_text" ->
                path(call, name);
            default -> safe(call, name);
        };
    }

    /** A part of a date as an integer. */
    private static SqlNode part(SqlCall call, String unit) {
        SqlParserPos pos = call.getParserPosition();
        SqlNode value = FunctionTable.EXTRACT.createCall(pos, text(unit, pos), call.operand(0));
        SqlNode whole = unit.equals("second") ? function("trunc").createCall(pos, value) : value;
        SqlNode cast = PgCast.to(Type.INTEGER, false).createCall(pos, whole);
        return unit.equals("dow")
                ? FunctionTable.PLUS.createCall(pos, cast, SqlLiteral.createExactNumeric("1", pos))
                : cast;
    }

    /** The unit stands first, or (as BigQuery has it) last; then the later time comes first. */
    private static SqlNode byUnit(SqlCall call, String name) {
        SqlParserPos pos = call.getParserPosition();
        boolean last = call.operand(2) instanceof SqlIntervalQualifier
                || name.equals("date_diff")
                || name.equals("timestamp_diff")
                || name.equals("datetime_diff");
        SqlNode unit = last ? call.operand(2) : call.operand(0);
        SqlNode a = last ? call.operand(1) : call.operand(1);
        SqlNode b = last ? call.operand(0) : call.operand(2);
        String f = Objects.requireNonNull(BY_UNIT.get(name));
        return function(f).createCall(pos, text(unit(unit), unit.getParserPosition()), a, b);
    }

    /** The parser wraps the value and hangs on how to behave; ours is always NULL. */
    private static SqlNode json(SqlCall call, String name) {
        SqlNode value = call.operand(0);
        if (value instanceof SqlCall c && c.getKind() == SqlKind.JSON_VALUE_EXPRESSION) {
            value = c.operand(0);
        }
        return function(name).createCall(call.getParserPosition(), value, call.operand(1));
    }

    private static @Nullable SqlNode path(SqlCall call, String name) {
        if (call.operandCount() < 2) {
            return null;
        }
        SqlParserPos pos = call.getParserPosition();
        SqlNode steps = SqlStdOperatorTable.ARRAY_VALUE_CONSTRUCTOR.createCall(
                pos, call.getOperandList().subList(1, call.operandCount()));
        return function(name).createCall(pos, call.operand(0), steps);
    }

    /** {@code SAFE_f(x)} is NULL where {@code f(x)} fails. */
    private static @Nullable SqlNode safe(SqlCall call, String name) {
        PgFunction inner = name.startsWith("safe_") ? FunctionTable.get(name.substring(5)) : null;
        SqlParserPos pos = call.getParserPosition();
        return inner == null ? null : FunctionTable.TRY.createCall(pos, inner.createCall(pos, call.getOperandList()));
    }
}
