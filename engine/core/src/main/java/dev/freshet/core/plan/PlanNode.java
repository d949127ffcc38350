package dev.freshet.core.plan;

import dev.freshet.spi.data.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of the plan: denotes a collection. Trees may share subtrees; equal nodes become one operator. View references are
 * already replaced by the view's own tree.
 */
public sealed interface PlanNode {
    Schema schema();

    List<PlanNode> inputs();

    /** A table's rows. */
    record Scan(String table, Schema schema) implements PlanNode {
        @Override
        public List<PlanNode> inputs() {
            return List.of();
        }
    }

    /** Constant rows, present from epoch 0 on. */
    record Values(List<List<Expression.Literal>> rows, Schema schema) implements PlanNode {
        public Values {
            rows = rows.stream().map(List::copyOf).toList();
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of();
        }
    }

    /** Rows for which the predicate is true. */
    record Filter(PlanNode input, Expression predicate) implements PlanNode {
        @Override
        public Schema schema() {
            return input.schema();
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    record Project(PlanNode input, List<Expression> expressions, Schema schema) implements PlanNode {
        public Project {
            expressions = List.copyOf(expressions);
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /**
     * For each input row the rows of a table function: input columns, then the function's. {@code unnest(array…)} is the
     * built-in one, {@code hop} and {@code cumulate} give windows in time; others are named in the worker's registry. {@code ordinality} adds a BIGINT column from 1 at the end;
     * {@code outer} keeps rows without result, NULL-padded.
     */
    record TableCall(
            PlanNode input,
            String function,
            List<Expression> arguments,
            boolean ordinality,
            boolean outer,
            Schema schema)
            implements PlanNode {
        public TableCall {
            arguments = List.copyOf(arguments);
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /**
     * Pairs with equal keys (NULL equals nothing) for which the residual, over left columns then right columns, is true.
     * Without keys every pair is tried.
     */
    record Join(
            PlanNode left,
            PlanNode right,
            JoinKind kind,
            List<Integer> leftKeys,
            List<Integer> rightKeys,
            @Nullable Expression residual,
            Schema schema)
            implements PlanNode {
        public Join {
            leftKeys = List.copyOf(leftKeys);
            rightKeys = List.copyOf(rightKeys);
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(left, right);
        }
    }

    /**
     * Each left row with the nearest right row of equal keys for which {@code left.time match right.time} holds; copies of
     * that row count once, ties are broken by all columns ascending. NULL keys and times match nothing. {@code outer} keeps
     * left rows without a match, NULL-padded.
     */
    record AsofJoin(
            PlanNode left,
            PlanNode right,
            boolean outer,
            List<Integer> leftKeys,
            List<Integer> rightKeys,
            int leftTime,
            int rightTime,
            AsofMatch match,
            Schema schema)
            implements PlanNode {
        public AsofJoin {
            leftKeys = List.copyOf(leftKeys);
            rightKeys = List.copyOf(rightKeys);
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(left, right);
        }
    }

    /** One row per group: group columns, then aggregates. Without group columns one row always, also for no input. */
    record Aggregate(PlanNode input, List<Integer> groups, List<AggregateCall> calls, Schema schema)
            implements PlanNode {
        public Aggregate {
            groups = List.copyOf(groups);
            calls = List.copyOf(calls);
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /**
     * A row is there while {@code from ≤ now < until} holds for the epoch's own time and every one of these; NULL is never.
     */
    record TemporalFilter(PlanNode input, List<Expression> from, List<Expression> until) implements PlanNode {
        public TemporalFilter {
            from = List.copyOf(from);
            until = List.copyOf(until);
        }

        @Override
        public Schema schema() {
            return input.schema();
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /**
     * Rows appear when the watermark has passed them in a column, and then never change. {@code bound} is what the column has
     * by {@link EventTime}.
     */
    record Final(PlanNode input, int column, EventTime.Bound bound) implements PlanNode {
        @Override
        public Schema schema() {
            return input.schema();
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /** Each row with positive weight once. */
    record Distinct(PlanNode input) implements PlanNode {
        @Override
        public Schema schema() {
            return input.schema();
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /** UNION ALL; all inputs have the same column types. */
    record Union(List<PlanNode> inputs, Schema schema) implements PlanNode {
        public Union {
            inputs = List.copyOf(inputs);
        }
    }

    /** INTERSECT or EXCEPT; both inputs have the same column types. */
    record SetOperation(PlanNode left, PlanNode right, SetKind kind, boolean all, Schema schema) implements PlanNode {
        @Override
        public List<PlanNode> inputs() {
            return List.of(left, right);
        }
    }

    /**
     * Per partition the rows behind the first {@code offset} ones, at most {@code limit} (-1 for all), in an order whose
     * ties are broken by all columns ascending.
     */
    record TopK(PlanNode input, List<Integer> partition, List<SortKey> order, long offset, long limit)
            implements PlanNode {
        public TopK {
            partition = List.copyOf(partition);
            order = List.copyOf(order);
        }

        @Override
        public Schema schema() {
            return input.schema();
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /**
     * Window functions that share their partition and order: the input's columns, then one per call. Where the position
     * within the order decides, ties are broken by all columns ascending.
     */
    record Window(PlanNode input, List<Integer> partition, List<SortKey> order, List<WindowCall> calls, Schema schema)
            implements PlanNode {
        public Window {
            partition = List.copyOf(partition);
            order = List.copyOf(order);
            calls = List.copyOf(calls);
        }

        @Override
        public List<PlanNode> inputs() {
            return List.of(input);
        }
    }

    /** Inside a {@link Recursion}: what the relation of this name holds so far. */
    record Variable(String name, Schema schema) implements PlanNode {
        @Override
        public List<PlanNode> inputs() {
            return List.of();
        }
    }

    /** Inside a {@link Recursion}: one of its inputs by position. */
    record External(int input, Schema schema) implements PlanNode {
        @Override
        public List<PlanNode> inputs() {
            return List.of();
        }
    }

    /**
     * Relations defined by each other: all begin empty, and each round computes all bodies from what the round before gave,
     * until nothing changes any more or {@code rounds} (-1: no bound) are done. Gives the relation at {@code result}.
     */
    record Recursion(
            List<PlanNode> externals, List<String> names, List<PlanNode> bodies, int result, long rounds, Schema schema)
            implements PlanNode {
        public Recursion {
            externals = List.copyOf(externals);
            names = List.copyOf(names);
            bodies = List.copyOf(bodies);
        }

        @Override
        public List<PlanNode> inputs() {
            return externals;
        }
    }
}
