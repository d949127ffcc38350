package dev.freshet.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** The data files of a weighted table in the order of the epochs they hold. */
final class TableFiles {
    private TableFiles() {}

    static Expression range(long after, long upTo) {
        return Expressions.and(
                Expressions.greaterThan(LakeTypes.EPOCH, after), Expressions.lessThanOrEqual(LakeTypes.EPOCH, upTo));
    }

    /** Files that may hold rows of epochs in {@code (after, upTo]}. */
    static List<DataFile> inOrder(Table table, long after, long upTo) {
        List<DataFile> out = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().filter(range(after, upTo)).includeColumnStats().planFiles()) {
            tasks.forEach(t -> out.add(t.file()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the files of " + table.name(), e);
        }
        out.sort(Comparator.comparingLong((DataFile f) -> first(table, f))
                .thenComparingLong(f -> last(table, f))
                .thenComparing(DataFile::location));
        return out;
    }

    /** The first epoch that the file holds. */
    static long first(Table table, DataFile file) {
        return bound(table, file, file.lowerBounds());
    }

    /** The last epoch that the file holds. */
    static long last(Table table, DataFile file) {
        return bound(table, file, file.upperBounds());
    }

    private static long bound(Table table, DataFile file, @Nullable Map<Integer, ByteBuffer> bounds) {
        ByteBuffer value = bounds == null
                ? null
                : bounds.get(table.schema().findField(LakeTypes.EPOCH).fieldId());
        if (value == null) {
            throw new LakeException("the file " + file.location() + " does not tell which epochs it holds");
        }
        Long epoch = Conversions.fromByteBuffer(Types.LongType.get(), value);
        return epoch;
    }
}
