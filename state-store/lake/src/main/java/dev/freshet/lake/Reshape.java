package dev.freshet.lake;

import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.List;

/** Brings a batch of an older version's columns into another version's: by name, NULL where there was none. */
final class Reshape {
    private Reshape() {}

    static ColumnBatch columns(ColumnBatch batch, Schema from, Schema to) {
        if (sameColumns(from, to)) {
            return batch;
        }
        List<Column> out = new ArrayList<>();
        for (int i = 0; i < to.size(); i++) {
            int source = from.indexOf(to.field(i).name());
            out.add(
                    source < 0
                            ? nulls(to.type(i), batch.size())
                            : convert(batch.column(source), from.type(source), to.type(i)));
        }
        return batch.withColumns(out);
    }

    private static boolean sameColumns(Schema from, Schema to) {
        if (from.size() != to.size()) {
            return false;
        }
        for (int i = 0; i < from.size(); i++) {
            if (!from.field(i).name().equals(to.field(i).name())
                    || !from.type(i).equals(to.type(i))) {
                return false;
            }
        }
        return true;
    }

    private static Column convert(Column column, Type from, Type to) {
        if (from.equals(to)) {
            return column;
        }
        LakeCells.Cell cell = LakeCells.of(from, column);
        ColumnBuilder builder = ColumnBuilder.of(to);
        boolean promoted = promotes(from, to);
        for (int row = 0; row < column.size(); row++) {
            LakeCells.append(to, builder, promoted ? cell.at(row) : null);
        }
        return builder.build();
    }

    /** The promotions that Iceberg knows, so that hot and flushed rows read the same; texts and widths are one there. */
    private static boolean promotes(Type from, Type to) {
        return switch (from) {
            case Type.Int(int bits) -> to instanceof Type.Int(int wide) && bits <= wide;
            case Type.Real _ -> to instanceof Type.Real || to instanceof Type.Double;
            case Type.Decimal(int p, int s) -> to instanceof Type.Decimal(int q, int t) && s == t && p <= q;
            case Type.Text _, Type.Variant _ -> to instanceof Type.Text || to instanceof Type.Variant;
            case Type.Interval _ -> to instanceof Type.Interval;
            case Type.Vector _ -> to instanceof Type.Vector;
            default -> false;
        };
    }

    private static Column nulls(Type type, int size) {
        ColumnBuilder builder = ColumnBuilder.of(type);
        for (int i = 0; i < size; i++) {
            builder.appendNull();
        }
        return builder.build();
    }
}
