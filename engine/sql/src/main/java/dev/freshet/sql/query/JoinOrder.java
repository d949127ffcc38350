package dev.freshet.sql.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Inner joins in an order in which each finds its partners by a key: {@code FROM a, b, c WHERE a.x = c.x AND c.y = b.y}
 * would keep every pair of a and b otherwise. Where the written order does that already, it stays.
 */
final class JoinOrder extends RelHomogeneousShuttle {
    @Override
    public RelNode visit(RelNode rel) {
        if (!(rel instanceof LogicalJoin join) || !isInner(join)) {
            return super.visit(rel);
        }
        Cluster cluster = new Cluster(join.getCluster().getRexBuilder());
        cluster.flatten(join, 0);
        List<RelNode> parts =
                cluster.parts.stream().map(p -> p.rel().accept(this)).toList();
        return cluster.joined(parts, join);
    }

    private static boolean isInner(RelNode rel) {
        return rel instanceof LogicalJoin j
                && j.getJoinType() == JoinRelType.INNER
                && j.getVariablesSet().isEmpty()
                && j.getHints().isEmpty();
    }

    /** A joined relation and the place of its columns among those of all. */
    private record Part(RelNode rel, int from) {
        int width() {
            return rel.getRowType().getFieldCount();
        }

        ImmutableBitSet columns() {
            return ImmutableBitSet.range(from, from + width());
        }
    }

    /** The relations of nested inner joins and all that is asked of them, in terms of the columns of all. */
    private static final class Cluster {
        final List<Part> parts = new ArrayList<>();
        private final List<RexNode> conditions = new ArrayList<>();
        private final RexBuilder rex;

        Cluster(RexBuilder rex) {
            this.rex = rex;
        }

        void flatten(RelNode rel, int from) {
            if (!isInner(rel)) {
                parts.add(new Part(rel, from));
                return;
            }
            LogicalJoin join = (LogicalJoin) rel;
            flatten(join.getLeft(), from);
            flatten(join.getRight(), from + join.getLeft().getRowType().getFieldCount());
            for (RexNode c : RelOptUtil.conjunctions(join.getCondition())) {
                RexNode shifted = RexUtil.shift(c, from);
                // (k AND p) OR (k AND q) has a key in it.
                conditions.addAll(
                        RelOptUtil.conjunctions(shifted.isA(SqlKind.OR) ? RexUtil.pullFactors(rex, shifted) : shifted));
            }
        }

        RelNode joined(List<RelNode> rels, LogicalJoin original) {
            List<Integer> order = order();
            int[] position = new int[original.getRowType().getFieldCount()];
            List<RexNode> left = new ArrayList<>(conditions);
            ImmutableBitSet placed = ImmutableBitSet.of();
            RelNode tree = null;
            int width = 0;
            for (int p : order) {
                for (int c : parts.get(p).columns()) {
                    position[c] = width++;
                }
                placed = placed.union(parts.get(p).columns());
                tree = tree == null
                        ? rels.get(p)
                        : LogicalJoin.create(
                                tree,
                                rels.get(p),
                                List.of(),
                                taken(left, placed, position),
                                original.getVariablesSet(),
                                JoinRelType.INNER);
            }
            return back(Objects.requireNonNull(tree), position, original);
        }

        /** The conditions that can be told from what is placed, which leave the list. */
        private RexNode taken(List<RexNode> left, ImmutableBitSet placed, int[] position) {
            List<RexNode> now = left.stream()
                    .filter(c -> placed.contains(RelOptUtil.InputFinder.bits(c)))
                    .toList();
            left.removeAll(now);
            RexShuttle moved = new RexShuttle() {
                @Override
                public RexNode visitInputRef(RexInputRef ref) {
                    return new RexInputRef(position[ref.getIndex()], ref.getType());
                }
            };
            return RexUtil.composeConjunction(rex, moved.apply(now));
        }

        private RelNode back(RelNode tree, int[] position, LogicalJoin original) {
            boolean same = true;
            List<RexNode> columns = new ArrayList<>();
            for (int i = 0; i < position.length; i++) {
                same &= position[i] == i;
                columns.add(rex.makeInputRef(tree, position[i]));
            }
            return same
                    ? tree
                    : LogicalProject.create(
                            tree, List.of(), columns, original.getRowType().getFieldNames(), Set.of());
        }

        /** As written, but what has a key to those before goes first. */
        private List<Integer> order() {
            List<Integer> rest = new ArrayList<>();
            for (int i = 1; i < parts.size(); i++) {
                rest.add(i);
            }
            List<Integer> order = new ArrayList<>(List.of(0));
            ImmutableBitSet placed = parts.getFirst().columns();
            while (!rest.isEmpty()) {
                Integer next = connected(placed, rest);
                if (next == null) {
                    next = rest.getFirst();
                }
                rest.remove(next);
                order.add(next);
                placed = placed.union(parts.get(next).columns());
            }
            return order;
        }

        private @Nullable Integer connected(ImmutableBitSet placed, List<Integer> rest) {
            for (Integer p : rest) {
                ImmutableBitSet own = parts.get(p).columns();
                if (conditions.stream().anyMatch(c -> isKey(c, placed, own))) {
                    return p;
                }
            }
            return null;
        }

        private static boolean isKey(RexNode condition, ImmutableBitSet placed, ImmutableBitSet own) {
            if (!condition.isA(SqlKind.EQUALS) && !condition.isA(SqlKind.IS_NOT_DISTINCT_FROM)) {
                return false;
            }
            ImmutableBitSet a = RelOptUtil.InputFinder.bits(
                    ((RexCall) condition).getOperands().get(0));
            ImmutableBitSet b = RelOptUtil.InputFinder.bits(
                    ((RexCall) condition).getOperands().get(1));
            return !a.isEmpty()
                    && !b.isEmpty()
                    && (placed.contains(a) && own.contains(b) || own.contains(a) && placed.contains(b));
        }
    }
}
