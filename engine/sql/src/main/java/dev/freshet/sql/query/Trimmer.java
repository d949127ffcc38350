package dev.freshet.sql.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.AsofJoin;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexPermuteInputsShuttle;
import org.apache.calcite.sql2rel.RelFieldTrimmer;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.ImmutableBitSet;
import org.apache.calcite.util.mapping.Mapping;
import org.apache.calcite.util.mapping.MappingType;
import org.apache.calcite.util.mapping.Mappings;

/** Takes away columns that nobody reads, also below our own node. */
public final class Trimmer extends RelFieldTrimmer {
    Trimmer(RelBuilder builder) {
        super(null, builder);
    }

    /** Called by name, as the inherited ones are. */
    public TrimResult trimFields(LateralCall call, ImmutableBitSet used, Set<RelDataTypeField> extra) {
        RelNode input = call.getInput();
        int width = input.getRowType().getFieldCount();
        int produced = call.getRowType().getFieldCount() - width;
        ImmutableBitSet.Builder needed = ImmutableBitSet.builder();
        used.forEach(i -> {
            if (i < width) {
                needed.set(i);
            }
        });
        RelOptUtil.InputFinder finder = new RelOptUtil.InputFinder(null, needed.build());
        call.arguments().forEach(a -> a.accept(finder));
        TrimResult trimmed = trimChild(call, input, finder.build(), Set.of());
        RelNode newInput = trimmed.left;
        Mapping below = trimmed.right;
        int newWidth = newInput.getRowType().getFieldCount();
        Mapping mapping = Mappings.create(MappingType.INVERSE_SURJECTION, width + produced, newWidth + produced);
        below.forEach(pair -> mapping.set(pair.source, pair.target));
        for (int i = 0; i < produced; i++) {
            mapping.set(width + i, newWidth + i);
        }
        List<RexNode> arguments = new ArrayList<>();
        RexPermuteInputsShuttle permute = new RexPermuteInputsShuttle(below, newInput);
        call.arguments().forEach(a -> arguments.add(a.accept(permute)));
        return result(
                new LateralCall(newInput, call.function(), arguments, type(call, newInput, width)), mapping, call);
    }

    /** Ties are broken by all columns, so all of them stay. */
    @Override
    public TrimResult trimFields(Sort sort, ImmutableBitSet used, Set<RelDataTypeField> extra) {
        boolean chooses = sort.fetch != null || sort.offset != null;
        return super.trimFields(
                sort, chooses ? ImmutableBitSet.range(sort.getRowType().getFieldCount()) : used, extra);
    }

    /** As with {@link Sort}: ties among the right rows are broken by all columns. */
    public TrimResult trimFields(AsofJoin join, ImmutableBitSet used, Set<RelDataTypeField> extra) {
        return super.trimFields((RelNode) join, used, extra);
    }

    private static RelDataType type(LateralCall call, RelNode newInput, int width) {
        List<RelDataTypeField> fields = call.getRowType().getFieldList();
        RelDataTypeFactory.Builder out = call.getCluster().getTypeFactory().builder();
        out.addAll(newInput.getRowType().getFieldList());
        out.addAll(fields.subList(width, fields.size()));
        return out.uniquify().build();
    }
}
