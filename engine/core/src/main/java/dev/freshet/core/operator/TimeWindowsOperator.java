package dev.freshet.core.operator;

import dev.freshet.core.circuit.Operator;
import dev.freshet.core.circuit.Rejects;
import dev.freshet.core.expr.Errors;
import dev.freshet.core.expr.Evaluator;
import dev.freshet.core.expr.Vec;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.error.RowError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * HOP and CUMULATE. Linear: each changed row once per window that it lies in, with the window's start and end (exclusive)
 * behind its columns. Arguments: time, slide or step, size, and offset if there is one, all in microseconds. A row without
 * a time is in one window without bounds.
 */
public final class TimeWindowsOperator extends Operator {
    private static final int MOST = 100_000;

    private final Schema input;
    private final List<Evaluator> arguments;
    private final boolean cumulate;

    public TimeWindowsOperator(String id, PlanNode.TableCall node, List<Evaluator> arguments) {
        super(id, node.function(), node.schema());
        this.input = node.input().schema();
        this.arguments = List.copyOf(arguments);
        this.cumulate = node.function().equals("cumulate");
    }

    @Override
    protected ColumnBatch step(List<ColumnBatch> inputs, Rejects rejects) {
        ColumnBatch in = inputs.get(0);
        List<Vec> vectors = arguments.stream().map(a -> a.evaluate(in)).toList();
        Errors errors = new Errors(in.size()).addAll(vectors);
        Expansion out = new Expansion();
        for (int row = 0; row < in.size(); row++) {
            RowError error = errors.has(row) ? first(vectors, row) : expand(vectors, row, out);
            if (error != null) {
                rejects.add(error, input, in, row, in.weight(row));
            }
        }
        touch(in.size() + out.count);
        return out.join(in);
    }

    private static RowError first(List<Vec> vectors, int row) {
        for (Vec v : vectors) {
            RowError error = v.error(row);
            if (error != null) {
                return error;
            }
        }
        throw new IllegalStateException("no error");
    }

    private static long at(List<Vec> vectors, int argument, int row) {
        return ((LongColumn) vectors.get(argument).column()).get(row);
    }

    private @org.jspecify.annotations.Nullable RowError expand(List<Vec> vectors, int row, Expansion out) {
        for (Vec v : vectors) {
            if (v.column().isNull(row)) {
                out.add(row);
                return null;
            }
        }
        long time = at(vectors, 0, row);
        long step = at(vectors, 1, row);
        long size = at(vectors, 2, row);
        long offset = vectors.size() > 3 ? at(vectors, 3, row) : 0;
        if (step <= 0 || size <= 0 || size / step > MOST || cumulate && size % step != 0) {
            return new RowError("bad_window", "window of " + size + " µs with steps of " + step + " µs");
        }
        if (cumulate) {
            long start = floor(time - offset, size) + offset;
            for (long end = floor(time - start, step) + step; end <= size; end += step) {
                out.add(row, start, start + end);
            }
        } else {
            for (long start = floor(time - offset, step) + offset; start > time - size; start -= step) {
                out.add(row, start, start + size);
            }
        }
        return null;
    }

    private static long floor(long value, long unit) {
        return Math.floorDiv(value, unit) * unit;
    }

    /** Windows produced so far and which input row each belongs to. */
    private final class Expansion {
        private final ColumnBuilder starts = ColumnBuilder.of(output().type(input.size()));
        private final ColumnBuilder ends = ColumnBuilder.of(output().type(input.size()));
        private int[] parents = new int[16];
        private int count;

        private void parent(int row) {
            if (count == parents.length) {
                parents = Arrays.copyOf(parents, count * 2);
            }
            parents[count++] = row;
        }

        void add(int row) {
            parent(row);
            starts.appendNull();
            ends.appendNull();
        }

        void add(int row, long start, long end) {
            parent(row);
            starts.appendLong(start);
            ends.appendLong(end);
        }

        ColumnBatch join(ColumnBatch in) {
            ColumnBatch left = in.gather(parents, count);
            List<Column> columns = new ArrayList<>(left.columns());
            columns.add(starts.build());
            columns.add(ends.build());
            return new ColumnBatch(columns, left.weights(), count);
        }
    }
}
