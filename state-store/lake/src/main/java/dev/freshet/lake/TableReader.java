package dev.freshet.lake;

import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * Reads a weighted table epoch by epoch. Flushes write disjoint, rising ranges of epochs, so reading the files by their
 * first epoch yields the rows in order with one file open at a time; a file that breaks the order is reported as damage.
 * Used by one thread.
 */
final class TableReader implements AutoCloseable {
    private final Table table;
    private final Schema schema;
    private final long after;
    private final long upTo;
    private final org.apache.iceberg.Schema projection;
    private final int[] positions;
    private final int epochPosition;
    private final int weightPosition;
    private final Iterator<DataFile> files;
    private @Nullable FileRows rows;
    private @Nullable StructLike next;
    private long nextEpoch;

    /** Rows of epochs in {@code (after, upTo]} as {@code schema}'s columns; those the table does not have are NULL. */
    TableReader(Table table, Schema schema, long after, long upTo) {
        this(table, schema, after, upTo, TableFiles.inOrder(table, after, upTo));
    }

    /** The same from some of the table's files, in order. */
    TableReader(Table table, Schema schema, long after, long upTo, List<DataFile> files) {
        this.table = table;
        this.schema = schema;
        this.after = after;
        this.upTo = upTo;
        this.projection = projection();
        this.positions = schema.names().stream().mapToInt(this::position).toArray();
        this.epochPosition = position(LakeTypes.EPOCH);
        this.weightPosition = position(LakeTypes.WEIGHT);
        this.files = files.iterator();
        advance();
    }

    private org.apache.iceberg.Schema projection() {
        Set<String> wanted = new LinkedHashSet<>(schema.names());
        wanted.add(LakeTypes.EPOCH);
        wanted.add(LakeTypes.WEIGHT);
        List<NestedField> fields = table.schema().columns().stream()
                .filter(f -> wanted.contains(f.name()))
                .map(this::asAsked)
                .filter(Objects::nonNull)
                .toList();
        return new org.apache.iceberg.Schema(fields);
    }

    /** A column that had another type at the time counts as unknown: Iceberg itself will read its old rows so after a change. */
    private @Nullable NestedField asAsked(NestedField there) {
        NestedField asked = LakeTypes.weighted(schema).findField(there.name());
        if (asked == null || SchemaEvolution.sameShape(there.type(), asked.type())) {
            return there;
        }
        return asked.type().isPrimitiveType()
                        && TypeUtil.isPromotionAllowed(
                                there.type(), asked.type().asPrimitiveType())
                ? NestedField.from(there).ofType(asked.type()).build()
                : null;
    }

    private int position(String name) {
        List<NestedField> fields = projection.columns();
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** The epoch of the next row, or {@link Long#MAX_VALUE} at the end. */
    long nextEpoch() {
        return next == null ? Long.MAX_VALUE : nextEpoch;
    }

    /** The rows of {@link #nextEpoch}, at most {@code limit} of them; call again while the epoch stays the same. */
    ColumnBatch take(int limit) {
        BatchBuilder builder = new BatchBuilder(schema);
        long epoch = nextEpoch();
        while (next != null && nextEpoch == epoch && builder.size() < limit) {
            append(builder, next);
            advance();
        }
        return builder.build();
    }

    private void append(BatchBuilder builder, StructLike row) {
        for (int i = 0; i < positions.length; i++) {
            Object value = positions[i] < 0 ? null : row.get(positions[i], Object.class);
            LakeCells.append(schema.type(i), builder.column(i), value);
        }
        builder.endRow(row.get(weightPosition, Long.class));
    }

    private void advance() {
        long last = nextEpoch;
        do {
            next = row();
            nextEpoch = next == null ? Long.MAX_VALUE : next.get(epochPosition, Long.class);
        } while (next != null && (nextEpoch <= after || nextEpoch > upTo));
        if (nextEpoch < last) {
            throw new LakeException("the table " + table.name() + " holds epoch " + nextEpoch + " after epoch " + last
                    + ": its files are not in order");
        }
    }

    private @Nullable StructLike row() {
        while (true) {
            StructLike row = rows == null ? null : rows.next();
            if (row != null) {
                return row;
            }
            close();
            if (!files.hasNext()) {
                return null;
            }
            rows = new FileRows(table, files.next(), projection, after, upTo);
        }
    }

    @Override
    public void close() {
        FileRows open = rows;
        rows = null;
        if (open != null) {
            open.close();
        }
    }
}
