package dev.freshet.sql.query;

import dev.freshet.core.plan.Expression;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;

/** GROUPING SETS, CUBE and ROLLUP: one aggregate per set, put together; GROUPING is a constant in each. */
final class GroupingSets {
    private GroupingSets() {}

    static boolean isGrouping(AggregateCall call) {
        SqlKind kind = call.getAggregation().getKind();
        return kind == SqlKind.GROUPING || kind == SqlKind.GROUPING_ID || kind == SqlKind.GROUP_ID;
    }

    /** {@code plain} lowers an aggregate of one set. */
    static PlanNode lower(Aggregate aggregate, Schema schema, Function<Aggregate, PlanNode> plain) {
        List<AggregateCall> calls =
                aggregate.getAggCallList().stream().filter(c -> !isGrouping(c)).toList();
        Schema wide = aggregate.getGroupSets().stream().anyMatch(ImmutableBitSet::isEmpty)
                ? nullable(schema, aggregate.getGroupCount())
                : schema;
        List<PlanNode> parts = new ArrayList<>();
        for (ImmutableBitSet set : aggregate.getGroupSets()) {
            List<AggregateCall> own =
                    calls.stream().map(c -> typed(c, aggregate, set)).toList();
            Aggregate one = LogicalAggregate.create(aggregate.getInput(), List.of(), set, null, own);
            parts.add(widened(aggregate, set, plain.apply(one), wide));
        }
        return parts.size() == 1 ? parts.getFirst() : new PlanNode.Union(parts, wide);
    }

    /** Over the empty set an aggregate can be NULL where over groups it cannot: there may be no row. */
    private static Schema nullable(Schema schema, int groups) {
        List<Field> fields = new ArrayList<>(schema.fields());
        for (int i = groups; i < fields.size(); i++) {
            fields.set(i, new Field(fields.get(i).name(), fields.get(i).type().asNullable()));
        }
        return new Schema(fields, List.of());
    }

    private static AggregateCall typed(AggregateCall call, Aggregate aggregate, ImmutableBitSet set) {
        return AggregateCall.create(
                call.getParserPosition(),
                call.getAggregation(),
                call.isDistinct(),
                call.isApproximate(),
                call.ignoreNulls(),
                call.rexList,
                call.getArgList(),
                call.filterArg,
                call.distinctKeys,
                call.collation,
                set.isEmpty(),
                aggregate.getInput(),
                null,
                call.name);
    }

    private static PlanNode widened(Aggregate all, ImmutableBitSet set, PlanNode node, Schema schema) {
        List<Expression> out = new ArrayList<>();
        List<Integer> groups = all.getGroupSet().asList();
        int next = 0;
        for (int i = 0; i < groups.size(); i++) {
            out.add(
                    set.get(groups.get(i))
                            ? input(node, next++, schema.field(i).type().type())
                            : new Expression.Literal(null, schema.type(i).nullable()));
        }
        for (int i = 0; i < all.getAggCallList().size(); i++) {
            AggregateCall call = all.getAggCallList().get(i);
            int column = groups.size() + i;
            out.add(
                    isGrouping(call)
                            ? new Expression.Literal(
                                    Long.toString(grouping(call, set)),
                                    schema.type(column).notNull())
                            : input(node, next++, schema.type(column)));
        }
        return new PlanNode.Project(node, out, schema);
    }

    private static Expression input(PlanNode node, int column, dev.freshet.spi.data.Type wanted) {
        return Scalars.cast(
                new Expression.Input(column, node.schema().field(column).type()), wanted);
    }

    private static long grouping(AggregateCall call, ImmutableBitSet set) {
        if (call.getAggregation().getKind() == SqlKind.GROUP_ID) {
            throw new UnsupportedException("GROUP_ID", "use GROUPING");
        }
        long bits = 0;
        for (int column : call.getArgList()) {
            bits = bits << 1 | (set.get(column) ? 0 : 1);
        }
        return bits;
    }
}
