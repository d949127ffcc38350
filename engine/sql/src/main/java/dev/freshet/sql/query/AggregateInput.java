package dev.freshet.sql.query;

import dev.freshet.core.plan.AggregateCall;
import dev.freshet.core.plan.Expression;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.sql.function.PgAggregate;
import java.util.ArrayList;
import java.util.List;

/** The input of a GROUP BY with the columns that aggregates need in another type appended. */
final class AggregateInput {
    private final PlanNode input;
    private final List<Expression> columns = new ArrayList<>();
    private final List<Field> fields;

    AggregateInput(PlanNode input) {
        this.input = input;
        this.fields = new ArrayList<>(input.schema().fields());
        for (int i = 0; i < fields.size(); i++) {
            columns.add(new Expression.Input(i, fields.get(i).type()));
        }
    }

    /** A call of one of our aggregates, its arguments cast to what it takes. */
    AggregateCall call(
            PgAggregate function, org.apache.calcite.rel.core.AggregateCall call, DataType type, boolean distinct) {
        List<Integer> arguments = call.getArgList();
        List<Type> own = arguments.stream().map(input.schema()::type).toList();
        List<Type> wanted = function.parameters(own);
        List<Integer> cast = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            cast.add(column(arguments.get(i), wanted.get(i)));
        }
        int plain = cast.size() - function.order().size();
        List<AggregateCall.Order> order = new ArrayList<>();
        for (int i = 0; i < function.order().size(); i++) {
            PgAggregate.Direction d = function.order().get(i);
            order.add(new AggregateCall.Order(cast.get(plain + i), d.descending(), d.nullsFirst()));
        }
        return new AggregateCall(function.planName(), cast.subList(0, plain), distinct, call.filterArg, type, order);
    }

    private int column(int index, Type wanted) {
        Expression cast = Scalars.cast(columns.get(index), wanted);
        int known = columns.indexOf(cast);
        if (known >= 0) {
            return known;
        }
        columns.add(cast);
        fields.add(new Field("$" + fields.size(), cast.type()));
        return columns.size() - 1;
    }

    PlanNode node() {
        return fields.size() == input.schema().size()
                ? input
                : new PlanNode.Project(input, columns, new Schema(fields, List.of()));
    }
}
