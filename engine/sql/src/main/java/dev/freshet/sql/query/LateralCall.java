package dev.freshet.sql.query;

import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;

/**
 * A table function or UNNEST for each row of its input: the input's columns, then the function's. Stands in for Calcite's
 * Correlate over a function, which the decorrelator would not step over.
 */
final class LateralCall extends SingleRel {
    /** Which function, whether rows are numbered, and whether input rows without a result are kept. */
    record Function(String name, boolean ordinality, boolean outer) {}

    private final Function function;
    private final List<RexNode> arguments;

    LateralCall(RelNode input, Function function, List<RexNode> arguments, RelDataType rowType) {
        this(input.getCluster(), input.getTraitSet(), input, function, arguments, rowType);
    }

    private LateralCall(
            RelOptCluster cluster,
            RelTraitSet traits,
            RelNode input,
            Function function,
            List<RexNode> arguments,
            RelDataType rowType) {
        super(cluster, traits, input);
        this.function = function;
        this.arguments = List.copyOf(arguments);
        this.rowType = rowType;
    }

    Function function() {
        return function;
    }

    /** Over the input's columns. */
    List<RexNode> arguments() {
        return arguments;
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return new LateralCall(getCluster(), traits, inputs.getFirst(), function, arguments, getRowType());
    }

    @Override
    public RelNode accept(RexShuttle shuttle) {
        List<RexNode> changed = shuttle.apply(arguments);
        return changed.equals(arguments)
                ? this
                : new LateralCall(getCluster(), traitSet, getInput(), function, changed, getRowType());
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return super.explainTerms(writer)
                .item("function", function)
                .item("arguments", arguments)
                .item("type", rowType);
    }
}
