package dev.freshet.sql.query;

import dev.freshet.core.plan.Expression;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.core.plan.SortKey;
import dev.freshet.core.plan.WindowCall;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlWindowTableFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlOperandMetadata;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

/** HOP, CUMULATE and SESSION as table functions. */
final class TimeWindows {
    private static final SqlOperator CUMULATE = new Cumulate();

    /** Takes what HOP takes: the step in place of the slide. */
    private static final class Cumulate extends SqlWindowTableFunction {
        Cumulate() {
            super("CUMULATE", (SqlOperandMetadata)
                    java.util.Objects.requireNonNull(SqlStdOperatorTable.HOP.getOperandTypeChecker()));
        }

        /** As inherited, but without looking for another operator of the same name. */
        @Override
        public RelDataType deriveType(SqlValidator validator, SqlValidatorScope scope, SqlCall call) {
            call.getOperandList().forEach(operand -> validator.deriveType(scope, operand));
            return validateOperands(validator, scope, call);
        }
    }

    private TimeWindows() {}

    static @Nullable SqlOperator get(String name) {
        return switch (name) {
            case "hop", "$hop" -> SqlStdOperatorTable.HOP;
            case "session", "$session" -> SqlStdOperatorTable.SESSION;
            case "cumulate" -> CUMULATE;
            default -> null;
        };
    }

    /** The rows of {@code input} with the start and end of each of their windows behind. */
    static PlanNode lower(RexCall call, PlanNode input, Schema schema, Scalars scalars) {
        String name = call.getOperator().getName().toLowerCase(java.util.Locale.ROOT);
        List<List<Integer>> columns = new ArrayList<>();
        List<Expression> sizes = new ArrayList<>();
        for (RexNode operand : call.getOperands()) {
            if (operand instanceof RexCall c && c.getKind() == SqlKind.DESCRIPTOR) {
                columns.add(c.getOperands().stream()
                        .map(o -> ((RexInputRef) o).getIndex())
                        .toList());
            } else {
                sizes.add(scalars.lower(operand, Type.MICROS));
            }
        }
        int time = columns.getFirst().getFirst();
        if (!(input.schema().type(time) instanceof Type.Timestamp)) {
            throw new UnsupportedException(
                    name.toUpperCase(java.util.Locale.ROOT) + " over "
                            + input.schema().type(time).sql(),
                    "cast the column to TIMESTAMP in a subquery");
        }
        Schema out = exact(schema, input, time);
        if (name.equals("session")) {
            return session(input, time, columns.size() > 1 ? columns.get(1) : List.of(), sizes, out);
        }
        List<Expression> arguments = new ArrayList<>();
        arguments.add(new Expression.Input(time, input.schema().field(time).type()));
        arguments.addAll(sizes);
        return new PlanNode.TableCall(input, name, arguments, false, false, out);
    }

    private static Schema exact(Schema schema, PlanNode input, int time) {
        List<Field> fields = new ArrayList<>(input.schema().fields());
        for (int i = fields.size(); i < schema.size(); i++) {
            fields.add(
                    new Field(schema.field(i).name(), input.schema().type(time).nullable()));
        }
        return new Schema(fields, List.of());
    }

    private static PlanNode session(
            PlanNode input, int time, List<Integer> keys, List<Expression> sizes, Schema schema) {
        if (!(sizes.getLast() instanceof Expression.Literal l) || l.text() == null) {
            throw new UnsupportedException("SESSION with a gap that is not a constant", "write an interval");
        }
        long gap = Long.parseLong(l.text());
        List<WindowCall> calls = new ArrayList<>();
        for (String function : List.of("session_start", "session_end")) {
            calls.add(new WindowCall(
                    function,
                    List.of(time),
                    List.of(gap),
                    false,
                    false,
                    -1,
                    WindowCall.Frame.WHOLE,
                    input.schema().type(time).nullable()));
        }
        return new PlanNode.Window(input, keys, List.of(new SortKey(time, false, false)), calls, schema);
    }
}
