package dev.freshet.sql.function;

import dev.freshet.spi.data.Type;
import dev.freshet.sql.type.FreshetTypeFactory;
import dev.freshet.sql.type.RelTypes;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.util.Optionality;

/**
 * An aggregate with our own typing. Sort keys (of ORDER BY within the call or of WITHIN GROUP) are its last operands, so
 * that they are columns of the input like the others.
 */
public final class PgAggregate extends SqlAggFunction {
    private final String planName;
    private final Overloads overloads;
    private final Nulls nulls;
    private final List<Direction> order;

    /** Direction of a sort key. */
    public record Direction(boolean descending, boolean nullsFirst) {}

    PgAggregate(String name, String planName, Overloads overloads, Nulls nulls, List<Direction> order) {
        super(
                name,
                null,
                SqlKind.OTHER_FUNCTION,
                null,
                null,
                new PgFunction.Checker(overloads),
                SqlFunctionCategory.USER_DEFINED_FUNCTION,
                false,
                false,
                Optionality.FORBIDDEN);
        this.planName = planName;
        this.overloads = overloads;
        this.nulls = nulls;
        this.order = List.copyOf(order);
    }

    public PgAggregate ordered(List<Direction> directions) {
        return new PgAggregate(getName(), planName, overloads, nulls, directions);
    }

    /** Its name in the Plan. */
    public String planName() {
        return planName;
    }

    /** One per sort key, which are the last operands. */
    public List<Direction> order() {
        return order;
    }

    /** As inherited, but without looking for another operator of the same name. */
    @Override
    public RelDataType deriveType(SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
        call.getOperandList().forEach(operand -> validator.deriveType(scope, operand));
        return validateOperands(validator, scope, call);
    }

    @Override
    public RelDataType inferReturnType(SqlOperatorBinding binding) {
        List<Arg> args = PgFunction.args(binding);
        Resolved resolved = overloads.resolve(args);
        Type result = resolved == null ? Type.TEXT : resolved.result();
        FreshetTypeFactory factory = (FreshetTypeFactory) binding.getTypeFactory();
        return factory.createTypeWithNullability(RelTypes.rel(factory, result), PgFunction.nullable(nulls, args));
    }

    /** The types that its operands must have, given those they have. */
    public List<Type> parameters(List<Type> types) {
        List<Arg> args = new ArrayList<>();
        types.forEach(t -> args.add(new Arg(t, true, false, null)));
        Resolved resolved = overloads.resolve(args);
        return resolved == null ? types : resolved.parameters();
    }
}
