package dev.freshet.core.operator;

import dev.freshet.core.circuit.Operator;
import dev.freshet.core.circuit.Rejects;
import dev.freshet.core.expr.Errors;
import dev.freshet.core.expr.Evaluator;
import dev.freshet.core.expr.Vec;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.Values;
import dev.freshet.spi.error.RowError;
import dev.freshet.spi.function.TableFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Linear: for each changed row the rows of a pure table function, with the row's weight. */
public final class TableCallOperator extends Operator {
    private final Schema input;
    private final Schema produced;
    private final List<Evaluator> arguments;
    private final List<Type> argumentTypes;
    private final TableFunction function;
    private final boolean ordinality;
    private final boolean outer;

    public TableCallOperator(String id, PlanNode.TableCall node, List<Evaluator> arguments, TableFunction function) {
        super(id, node.function(), node.schema());
        this.input = node.input().schema();
        this.produced = function.output();
        this.arguments = List.copyOf(arguments);
        this.argumentTypes = node.arguments().stream().map(a -> a.type().type()).toList();
        this.function = function;
        this.ordinality = node.ordinality();
        this.outer = node.outer();
    }

    @Override
    protected ColumnBatch step(List<ColumnBatch> inputs, Rejects rejects) {
        ColumnBatch in = inputs.get(0);
        List<Vec> vectors = new ArrayList<>(arguments.size());
        for (Evaluator a : arguments) {
            vectors.add(a.evaluate(in));
        }
        Errors errors = new Errors(in.size()).addAll(vectors);
        Expansion out = new Expansion();
        for (int row = 0; row < in.size(); row++) {
            RowError error = errors.has(row) ? firstError(vectors, row) : out.expand(arguments(vectors, row), row);
            if (error != null) {
                rejects.add(error, input, in, row, in.weight(row));
            }
        }
        touch(in.size() + out.count);
        return out.join(in);
    }

    private static @Nullable RowError firstError(List<Vec> vectors, int row) {
        for (Vec v : vectors) {
            if (v.error(row) != null) {
                return v.error(row);
            }
        }
        return null;
    }

    private List<@Nullable Object> arguments(List<Vec> vectors, int row) {
        List<@Nullable Object> out = new ArrayList<>(vectors.size());
        for (int k = 0; k < vectors.size(); k++) {
            out.add(Values.get(argumentTypes.get(k), vectors.get(k).column(), row));
        }
        return out;
    }

    /** Rows produced so far and which input row each belongs to. */
    private final class Expansion {
        private final BatchBuilder rows = new BatchBuilder(produced);
        private final ColumnBuilder ordinals = ColumnBuilder.of(Type.BIGINT);
        private int[] parents = new int[16];
        private int count;

        /** The function's rows for one call go into a batch of their own first, so that a failure leaves nothing. */
        @Nullable
        RowError expand(List<@Nullable Object> call, int parent) {
            BatchBuilder own = new BatchBuilder(produced);
            RowError error = function.apply(call, own);
            if (error != null) {
                return error;
            }
            ColumnBatch batch = own.build();
            for (int i = 0; i < batch.size(); i++) {
                rows.append(batch, i, 1);
                add(parent, i + 1L);
            }
            if (outer && batch.isEmpty()) {
                rows.row(1, new @Nullable Object[produced.size()]);
                add(parent, -1);
            }
            return null;
        }

        private void add(int parent, long ordinal) {
            if (count == parents.length) {
                parents = Arrays.copyOf(parents, count * 2);
            }
            parents[count++] = parent;
            if (ordinal < 0) {
                ordinals.appendNull();
            } else {
                ordinals.appendLong(ordinal);
            }
        }

        ColumnBatch join(ColumnBatch in) {
            ColumnBatch left = in.gather(parents, count);
            List<Column> columns = new ArrayList<>(left.columns());
            columns.addAll(rows.build().columns());
            if (ordinality) {
                columns.add(ordinals.build());
            }
            return new ColumnBatch(columns, left.weights(), count);
        }
    }

    /** UNNEST of an array or map: elements that are rows give one column per field. */
    public record Unnest(Type collection) implements TableFunction {
        @Override
        public String name() {
            return "unnest";
        }

        @Override
        public Schema output() {
            return switch (collection) {
                case Type.Array a when a.element().type() instanceof Type.Row r -> new Schema(r.fields(), List.of());
                case Type.Array a -> Schema.of(new Field("element", a.element()));
                case Type.MapOf m -> Schema.of(new Field("key", m.key()), new Field("value", m.value()));
                default -> throw new IllegalArgumentException("UNNEST of " + collection.sql());
            };
        }

        @Override
        public @Nullable RowError apply(List<@Nullable Object> call, BatchBuilder out) {
            boolean rows = collection instanceof Type.Array a && a.element().type() instanceof Type.Row;
            switch (call.get(0)) {
                case List<?> l when rows -> l.forEach(r -> out.row(1, fields(r)));
                case List<?> l -> l.forEach(v -> out.row(1, v));
                case java.util.Map<?, ?> m -> m.forEach((k, v) -> out.row(1, k, v));
                case null, default -> {}
            }
            return null;
        }

        private @Nullable Object[] fields(@Nullable Object row) {
            return row == null ? new @Nullable Object[output().size()] : ((List<?>) row).toArray();
        }
    }
}
