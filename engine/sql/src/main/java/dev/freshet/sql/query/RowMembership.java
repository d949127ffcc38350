package dev.freshet.sql.query;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/**
 * {@code (a, b) IN (query)}: the converter takes the NULLs of rows for false, which is right only where the whole condition
 * is an AND with it.
 */
final class RowMembership {
    private static final String ROWS = "$rows";

    private RowMembership() {}

    static boolean applies(SqlCall in) {
        boolean membership = in.getKind() == SqlKind.IN || in.getKind() == SqlKind.NOT_IN;
        return membership
                && in.operand(0).getKind() == SqlKind.ROW
                && in.operand(1).isA(SqlKind.QUERY);
    }

    /**
     * {@code (a, b) NOT IN (query)} as a condition: there is no row of which no column is known to differ. NULLs on either
     * side are not known to.
     */
    static SqlNode absent(SqlCall notIn) {
        SqlParserPos pos = notIn.getParserPosition();
        SqlCall row = notIn.operand(0);
        SqlNode query = notIn.operand(1);
        List<SqlNode> named = new ArrayList<>(List.of(query, new SqlIdentifier(ROWS, pos)));
        List<SqlNode> same = new ArrayList<>();
        for (int i = 0; i < row.operandCount(); i++) {
            String column = "c" + (i + 1);
            named.add(new SqlIdentifier(column, pos));
            SqlNode equal = SqlStdOperatorTable.EQUALS.createCall(
                    pos, row.operand(i), new SqlIdentifier(List.of(ROWS, column), pos));
            same.add(SqlStdOperatorTable.IS_NOT_FALSE.createCall(pos, equal));
        }
        SqlNode where = same.size() == 1 ? same.getFirst() : SqlStdOperatorTable.AND.createCall(pos, same);
        SqlNode select = new SqlSelect(
                pos,
                null,
                new SqlNodeList(List.of(SqlLiteral.createExactNumeric("1", pos)), pos),
                SqlStdOperatorTable.AS.createCall(pos, named),
                where,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        return SqlStdOperatorTable.NOT.createCall(pos, SqlStdOperatorTable.EXISTS.createCall(pos, select));
    }

    /** The memberships that a condition is an AND of. */
    static List<SqlNode> conjuncts(@Nullable SqlNode condition) {
        List<SqlNode> out = new ArrayList<>();
        if (condition instanceof SqlCall call) {
            if (call.getKind() == SqlKind.AND) {
                call.getOperandList().forEach(o -> out.addAll(conjuncts(o)));
            } else if (call.getKind() == SqlKind.IN || call.getKind() == SqlKind.NOT_IN) {
                out.add(call);
            }
        }
        return out;
    }
}
