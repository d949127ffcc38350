package dev.freshet.sql.query;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/**
 * {@code (a, b) IN (query)}: the converter takes the NULLs of rows for false, which is right only where the whole condition
 * is an AND with it.
 */
final class RowMembership {
    private RowMembership() {}

    static boolean applies(SqlCall in) {
        boolean membership = in.getKind() == SqlKind.IN || in.getKind() == SqlKind.NOT_IN;
        return membership
                && in.operand(0).getKind() == SqlKind.ROW
                && in.operand(1).isA(SqlKind.QUERY);
    }

    /** The memberships that a condition is an AND of. */
    static List<SqlNode> conjuncts(@Nullable SqlNode condition) {
        List<SqlNode> out = new ArrayList<>();
        if (condition instanceof SqlCall call) {
            if (call.getKind() == SqlKind.AND) {
                call.getOperandList().forEach(o -> out.addAll(conjuncts(o)));
            } else if (call.getKind() == SqlKind.IN) {
                out.add(call);
            }
        }
        return out;
    }
}
