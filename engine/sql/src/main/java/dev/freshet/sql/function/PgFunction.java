package dev.freshet.sql.function;

import dev.freshet.spi.data.Type;
import dev.freshet.sql.type.FreshetTypeFactory;
import dev.freshet.sql.type.RelTypes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.util.NlsString;
import org.jspecify.annotations.Nullable;

/** A scalar function or operator with our own typing; becomes a call of the same kind in the Plan. */
public final class PgFunction extends SqlFunction {
    private final String planName;
    private final Overloads overloads;
    private final Nulls nulls;

    PgFunction(String name, String planName, Overloads overloads, Nulls nulls) {
        super(
                name,
                SqlKind.OTHER_FUNCTION,
                null,
                null,
                new Checker(overloads),
                SqlFunctionCategory.USER_DEFINED_FUNCTION);
        this.planName = planName;
        this.overloads = overloads;
        this.nulls = nulls;
    }

    /** Its name in {@link dev.freshet.core.plan.Functions}. */
    public String planName() {
        return planName;
    }

    /** As inherited, but without looking for another operator of the same name. */
    @Override
    public RelDataType deriveType(SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
        call.getOperandList().forEach(operand -> validator.deriveType(scope, operand));
        return validateOperands(validator, scope, call);
    }

    @Override
    public RelDataType inferReturnType(SqlOperatorBinding binding) {
        List<Arg> args = args(binding);
        Resolved resolved = overloads.resolve(args);
        Type result = resolved == null ? Type.TEXT : resolved.result();
        FreshetTypeFactory factory = (FreshetTypeFactory) binding.getTypeFactory();
        return factory.createTypeWithNullability(RelTypes.rel(factory, result), nullable(args));
    }

    private boolean nullable(List<Arg> args) {
        return nullable(nulls, args);
    }

    static boolean nullable(Nulls nulls, List<Arg> args) {
        return switch (nulls) {
            case STRICT -> args.stream().anyMatch(Arg::nullable);
            case POSSIBLE -> true;
            case ALL -> args.stream().allMatch(Arg::nullable);
            case NEVER -> false;
        };
    }

    static List<Arg> args(SqlOperatorBinding binding) {
        List<Arg> out = new ArrayList<>();
        for (int i = 0; i < binding.getOperandCount(); i++) {
            RelDataType type = binding.getOperandType(i);
            boolean none = type.getSqlTypeName() == SqlTypeName.NULL;
            Object constant = none ? null : constant(binding, i);
            boolean unknown = none || constant instanceof String;
            out.add(new Arg(RelTypes.plain(type), type.isNullable(), unknown, constant));
        }
        return out;
    }

    private static @Nullable Object constant(SqlOperatorBinding binding, int i) {
        if (binding instanceof SqlCallBinding call) {
            SqlNode node = call.operand(i);
            return node instanceof SqlLiteral literal ? value(literal.getValue()) : null;
        }
        return null;
    }

    /** A String for text, a Long for a whole number, else null. */
    private static @Nullable Object value(@Nullable Object literal) {
        return switch (literal) {
            case NlsString s -> s.getValue();
            case BigDecimal d
            when d.stripTrailingZeros().scale() <= 0 && d.abs().compareTo(BigDecimal.valueOf(1L << 62)) < 0 ->
                d.longValue();
            case null, default -> null;
        };
    }

    /** What each operand must be cast to. */
    public Resolved resolve(List<RexNode> operands) {
        List<Arg> args = new ArrayList<>();
        for (RexNode o : operands) {
            Object constant = o instanceof RexLiteral l ? value(l.getValue()) : null;
            boolean none = o instanceof RexLiteral l && l.isNull();
            args.add(new Arg(
                    RelTypes.plain(o.getType()),
                    o.getType().isNullable(),
                    none && o.getType().getSqlTypeName() == SqlTypeName.NULL || constant instanceof String,
                    constant));
        }
        Resolved resolved = overloads.resolve(args);
        if (resolved == null) {
            throw new IllegalStateException(getName() + " does not take " + args);
        }
        return resolved;
    }

    /** Complains in the validator's own way. */
    record Checker(Overloads overloads) implements SqlOperandTypeChecker {
        @Override
        public boolean checkOperandTypes(SqlCallBinding binding, boolean throwOnFailure) {
            boolean fits = overloads.resolve(args(binding)) != null;
            if (!fits && throwOnFailure) {
                throw binding.newValidationSignatureError();
            }
            return fits;
        }

        @Override
        public SqlOperandCountRange getOperandCountRange() {
            return SqlOperandCountRanges.any();
        }

        @Override
        public String getAllowedSignatures(SqlOperator op, String opName) {
            return opName + "(…)";
        }
    }
}
