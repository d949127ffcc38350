package dev.freshet.sql.query;

import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.parser.SqlParserPos;

/** Never makes a comparison with NULL: the conversion of a query already asks what follows from its conditions. */
final class NullAwareBuilder extends RexBuilder {
    NullAwareBuilder(RelDataTypeFactory types) {
        super(types);
    }

    @Override
    public RexNode makeCall(SqlParserPos pos, RelDataType type, SqlOperator operator, List<RexNode> operands) {
        return isNull(operator, operands) ? makeNullLiteral(type) : super.makeCall(pos, type, operator, operands);
    }

    @Override
    public RexNode makeCall(SqlParserPos pos, SqlOperator operator, List<? extends RexNode> operands) {
        return isNull(operator, operands)
                ? makeNullLiteral(deriveReturnType(operator, operands))
                : super.makeCall(pos, operator, operands);
    }

    /** A comparison with NULL is NULL, but for those that ask whether two values are distinct. */
    static boolean isNull(SqlOperator operator, List<? extends RexNode> operands) {
        SqlKind kind = operator.getKind();
        return SqlKind.COMPARISON.contains(kind)
                && kind != SqlKind.IS_DISTINCT_FROM
                && kind != SqlKind.IS_NOT_DISTINCT_FROM
                && operands.stream().anyMatch(RexLiteral::isNullLiteral);
    }
}
