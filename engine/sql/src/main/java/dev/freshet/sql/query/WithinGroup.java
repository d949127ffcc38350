package dev.freshet.sql.query;

import dev.freshet.sql.function.AggregateTable;
import dev.freshet.sql.function.PgAggregate;
import dev.freshet.sql.parse.SqlTextException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelectKeyword;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** Aggregates with an order, and those that are other names for what is there. */
final class WithinGroup {
    /** Names that are written as another aggregate. */
    static final Set<String> REWRITTEN = Set.of("median", "approx_count_distinct", "any_value", "arbitrary");

    private WithinGroup() {}

    interface Mistakes {
        SqlTextException of(String code, SqlNode at, String message, @Nullable String hint);
    }

    /** {@code f(args) WITHIN GROUP (ORDER BY keys)} as one call with the keys behind the arguments. */
    static SqlNode merged(SqlCall within, Mistakes mistakes) {
        SqlCall call = within.operand(0);
        PgAggregate edge = edge(call.getKind());
        PgAggregate function = edge != null ? edge : call.getOperator() instanceof PgAggregate a ? a : null;
        if (function == null) {
            throw mistakes.of(
                    "not_supported",
                    within,
                    "the aggregate " + call.getOperator().getName() + " takes no order",
                    "leave the ORDER BY out");
        }
        List<SqlNode> operands = new ArrayList<>(call.getOperandList());
        List<PgAggregate.Direction> directions = new ArrayList<>();
        for (SqlNode key : within.<SqlNodeList>operand(1)) {
            operands.add(stripped(key));
            directions.add(direction(key));
        }
        return function.ordered(directions)
                .createCall(call.getFunctionQuantifier(), call.getParserPosition(), operands);
    }

    /** FIRST_VALUE and LAST_VALUE of a group. */
    private static @Nullable PgAggregate edge(SqlKind kind) {
        return switch (kind) {
            case FIRST_VALUE -> AggregateTable.get("first");
            case LAST_VALUE -> AggregateTable.get("last");
            default -> null;
        };
    }

    private static SqlNode stripped(SqlNode key) {
        SqlNode node = key;
        while (Set.of(SqlKind.DESCENDING, SqlKind.NULLS_FIRST, SqlKind.NULLS_LAST)
                .contains(node.getKind())) {
            node = ((SqlCall) node).operand(0);
        }
        return node;
    }

    /** NULLs are greater than all else unless said otherwise. */
    private static PgAggregate.Direction direction(SqlNode key) {
        boolean descending = false;
        Boolean nullsFirst = null;
        SqlNode node = key;
        while (node != stripped(key)) {
            descending |= node.getKind() == SqlKind.DESCENDING;
            nullsFirst = node.getKind() == SqlKind.NULLS_FIRST
                    ? Boolean.TRUE
                    : node.getKind() == SqlKind.NULLS_LAST ? Boolean.FALSE : nullsFirst;
            node = ((SqlCall) node).operand(0);
        }
        return new PgAggregate.Direction(descending, nullsFirst == null ? descending : nullsFirst);
    }

    /** Null when the name stands for itself. */
    static @Nullable SqlNode rewritten(SqlCall call, String name) {
        SqlParserPos pos = call.getParserPosition();
        return switch (name) {
            case "median" -> median(call);
            case "approx_count_distinct" ->
                SqlStdOperatorTable.COUNT.createCall(SqlSelectKeyword.DISTINCT.symbol(pos), pos, call.getOperandList());
            case "any_value", "arbitrary" ->
                SqlStdOperatorTable.MIN.createCall(call.getFunctionQuantifier(), pos, call.getOperandList());
            default -> null;
        };
    }

    private static @Nullable SqlNode median(SqlCall call) {
        if (call.operandCount() != 1) {
            return null;
        }
        SqlParserPos pos = call.getParserPosition();
        PgAggregate percentile = Objects.requireNonNull(AggregateTable.get("percentile_cont"));
        return percentile
                .ordered(List.of(new PgAggregate.Direction(false, false)))
                .createCall(
                        call.getFunctionQuantifier(), pos, SqlLiteral.createExactNumeric("0.5", pos), call.operand(0));
    }
}
