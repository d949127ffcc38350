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
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * {@code (a, b) [NOT] IN (query)} as EXISTS: the converter gets the NULLs of rows wrong. True where a row is equal, NULL
 * where one would be but for NULLs, else false.
 */
final class RowMembership {
    private RowMembership() {}

    static boolean applies(SqlCall in) {
        boolean membership = in.getKind() == SqlKind.IN || in.getKind() == SqlKind.NOT_IN;
        return membership
                && in.operand(0).getKind() == SqlKind.ROW
                && in.operand(1).isA(SqlKind.QUERY);
    }

    static SqlNode rewritten(SqlCall in) {
        SqlParserPos pos = in.getParserPosition();
        boolean not = in.getKind() == SqlKind.NOT_IN;
        SqlNode equal = exists(in, false);
        SqlNode unknown = exists(in, true);
        return new SqlCase(
                pos,
                null,
                SqlNodeList.of(equal, unknown),
                SqlNodeList.of(
                        SqlLiteral.createBoolean(!not, pos),
                        SqlStdOperatorTable.CAST.createCall(
                                pos,
                                SqlLiteral.createNull(pos),
                                new org.apache.calcite.sql.SqlDataTypeSpec(
                                        new org.apache.calcite.sql.SqlBasicTypeNameSpec(
                                                org.apache.calcite.sql.type.SqlTypeName.BOOLEAN, pos),
                                        pos))),
                SqlLiteral.createBoolean(not, pos));
    }

    private static SqlNode exists(SqlCall in, boolean perhaps) {
        SqlParserPos pos = in.getParserPosition();
        List<SqlNode> left = ((SqlCall) in.operand(0)).getOperandList();
        List<SqlNode> as = new ArrayList<>(List.of(in.<SqlNode>operand(1), new SqlIdentifier("$in", pos)));
        SqlNode test = SqlLiteral.createBoolean(true, pos);
        for (int i = 0; i < left.size(); i++) {
            SqlIdentifier column = new SqlIdentifier("$in" + i, pos);
            as.add(column);
            SqlNode part = SqlStdOperatorTable.EQUALS.createCall(
                    pos, left.get(i), new SqlIdentifier(List.of("$in", "$in" + i), pos));
            test = i == 0 ? part : SqlStdOperatorTable.AND.createCall(pos, test, part);
        }
        SqlNode where = perhaps ? SqlStdOperatorTable.IS_NOT_FALSE.createCall(pos, test) : test;
        SqlSelect select = new SqlSelect(
                pos,
                null,
                SqlNodeList.of(SqlLiteral.createExactNumeric("1", pos)),
                SqlStdOperatorTable.AS.createCall(pos, as),
                where,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        return SqlStdOperatorTable.EXISTS.createCall(pos, select);
    }
}
