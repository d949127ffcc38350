package dev.freshet.sql.query;

import dev.freshet.spi.data.Type;
import dev.freshet.sql.function.PgAggregate;
import dev.freshet.sql.function.PgCast;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.util.Optionality;

/** What is written around OVER, in the form that survives the converter. */
final class OverCalls {
    /** Another operator than the standard's, which the converter would turn into a quotient. */
    private static final SqlAggFunction AVG = new Average();

    private static final class Average extends SqlAggFunction {
        Average() {
            super(
                    "AVG",
                    null,
                    SqlKind.AVG,
                    ReturnTypes.AVG_AGG_FUNCTION,
                    null,
                    OperandTypes.NUMERIC,
                    SqlFunctionCategory.NUMERIC,
                    false,
                    false,
                    Optionality.FORBIDDEN);
        }

        /** As inherited, but without looking for another operator of the same name. */
        @Override
        public RelDataType deriveType(SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
            call.getOperandList().forEach(operand -> validator.deriveType(scope, operand));
            return validateOperands(validator, scope, call);
        }
    }

    private static final Set<String> KEEP_NULLS = Set.of("array_agg", "json_agg", "json_object_agg", "map_agg");

    private OverCalls() {}

    /** The windows of a WINDOW clause by name, each complete; the clause itself is emptied. */
    static Map<String, SqlWindow> named(SqlSelect select) {
        Map<String, SqlWindow> out = new HashMap<>();
        for (SqlNode node : select.getWindowList()) {
            SqlWindow window = (SqlWindow) node;
            String name = String.valueOf(window.getDeclName());
            out.put(name, complete(window, out));
        }
        if (!out.isEmpty()) {
            select.setOperand(6, new SqlNodeList(select.getParserPosition()));
        }
        return out;
    }

    /** The call with its window written out in place of a name. */
    static SqlCall resolved(SqlCall over, Map<String, SqlWindow> named) {
        SqlNode window = over.operand(1);
        SqlWindow known = window instanceof SqlIdentifier id ? named.get(id.toString()) : null;
        if (known != null) {
            return with(over, over.operand(0), complete(known, named));
        }
        return window instanceof SqlWindow w
                        && w.getRefName() != null
                        && named.containsKey(w.getRefName().toString())
                ? with(over, over.operand(0), complete(w, named))
                : over;
    }

    private static SqlWindow complete(SqlWindow window, Map<String, SqlWindow> named) {
        SqlIdentifier base = window.getRefName();
        SqlWindow from = base == null ? null : named.get(base.toString());
        return SqlWindow.create(
                null,
                from == null ? base : null,
                from != null && window.getPartitionList().isEmpty()
                        ? from.getPartitionList()
                        : window.getPartitionList(),
                from != null && window.getOrderList().isEmpty() ? from.getOrderList() : window.getOrderList(),
                SqlLiteral.createBoolean(window.isRows(), window.getParserPosition()),
                window.getLowerBound(),
                window.getUpperBound(),
                null,
                window.getExclude(),
                window.getParserPosition());
    }

    private static SqlCall with(SqlCall over, SqlNode function, SqlNode window) {
        return SqlStdOperatorTable.OVER.createCall(over.getParserPosition(), function, window);
    }

    /** After the operands have been rewritten. */
    static SqlNode finished(SqlCall over) {
        SqlNode function = over.operand(0);
        if (function.getKind() == SqlKind.FILTER) {
            function = filtered((SqlCall) function);
        }
        if (function instanceof SqlBasicCall call && call.getOperator() == SqlStdOperatorTable.AVG) {
            function = AVG.createCall(call.getFunctionQuantifier(), call.getParserPosition(), call.getOperandList());
        }
        SqlCall out = with(over, function, over.operand(1));
        boolean ntile = function instanceof SqlCall c && c.getOperator() == SqlStdOperatorTable.NTILE;
        return ntile ? PgCast.to(Type.INTEGER, false).createCall(over.getParserPosition(), out) : out;
    }

    /** {@code f(x) FILTER (WHERE c)} as {@code f(CASE WHEN c THEN x END)}: these functions pass NULLs over. */
    private static SqlNode filtered(SqlCall filter) {
        SqlCall call = filter.operand(0);
        if (call.getOperator() instanceof PgAggregate ours && KEEP_NULLS.contains(ours.planName())) {
            throw new UnsupportedException(
                    ours.getName() + " with FILTER and OVER", "filter in a subquery, or pass NULLs over with a CASE");
        }
        SqlParserPos pos = call.getParserPosition();
        boolean star = call.operandCount() == 0 || call.operand(0) instanceof SqlIdentifier id && id.isStar();
        SqlNode value = star ? SqlLiteral.createExactNumeric("1", pos) : call.operand(0);
        SqlNode when = new SqlCase(
                pos, null, SqlNodeList.of(filter.operand(1)), SqlNodeList.of(value), SqlLiteral.createNull(pos));
        SqlOperator operator = call.getOperator();
        return operator.createCall(call.getFunctionQuantifier(), pos, List.of(when));
    }
}
