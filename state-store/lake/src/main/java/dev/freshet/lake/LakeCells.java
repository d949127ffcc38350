package dev.freshet.lake;

import dev.freshet.spi.data.BytesColumn;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.DecimalColumn;
import dev.freshet.spi.data.DoubleColumn;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.ListColumn;
import dev.freshet.spi.data.LittleEndian;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.StructColumn;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.Values;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.iceberg.StructLike;
import org.jspecify.annotations.Nullable;

/** Moves single values between columns and Iceberg's internal form (days and microseconds as numbers, bytes as buffers). */
final class LakeCells {
    private LakeCells() {}

    /** Reads one column in Iceberg's form. */
    @FunctionalInterface
    interface Cell {
        @Nullable
        Object at(int row);
    }

    static Cell of(Type type, Column column) {
        Cell value = nonNull(type, column);
        return column.mayHaveNulls() ? row -> column.isNull(row) ? null : value.at(row) : value;
    }

    private static Cell nonNull(Type type, Column column) {
        return switch (column) {
            case LongColumn c -> longs(type, c);
            case DoubleColumn c -> type instanceof Type.Real ? row -> (float) c.get(row) : c::get;
            case DecimalColumn c -> {
                int scale = ((Type.Decimal) type).scale();
                yield row -> new BigDecimal(c.get(row), scale);
            }
            case BytesColumn c -> bytes(type, c);
            case ListColumn c -> lists(type, c);
            case StructColumn c -> {
                List<Cell> cells = cells(((Type.Row) type).fields(), c.fields());
                yield row -> new CellStruct(cells, row);
            }
        };
    }

    private static List<Cell> cells(List<Field> fields, List<Column> columns) {
        List<Cell> out = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            out.add(of(fields.get(i).type().type(), columns.get(i)));
        }
        return out;
    }

    private static Cell longs(Type type, LongColumn c) {
        return switch (type) {
            case Type.Bool _ -> row -> c.get(row) != 0;
            case Type.Int(int bits) when bits < 64 -> row -> (int) c.get(row);
            case Type.Date _ -> row -> (int) c.get(row);
            case Type.Decimal(int _, int scale) -> row -> BigDecimal.valueOf(c.get(row), scale);
            default -> c::get;
        };
    }

    private static Cell bytes(Type type, BytesColumn c) {
        return switch (type) {
            case Type.Text _, Type.Variant _ -> c::text;
            case Type.Uuid _ -> row -> Values.uuid(c.get(row));
            case Type.Vector _ -> row -> floats(c, row);
            default -> row -> ByteBuffer.wrap(c.data(), c.start(row), c.length(row));
        };
    }

    private static List<Float> floats(BytesColumn c, int row) {
        List<Float> out = new ArrayList<>(c.length(row) / 4);
        for (int i = 0; i < c.length(row); i += 4) {
            out.add((float) LittleEndian.FLOAT.get(c.data(), c.start(row) + i));
        }
        return out;
    }

    private static Cell lists(Type type, ListColumn c) {
        if (type instanceof Type.MapOf(DataType k, DataType v)) {
            StructColumn entries = (StructColumn) c.elements();
            Cell keys = of(k.type(), entries.fields().get(0));
            Cell values = of(v.type(), entries.fields().get(1));
            return row -> {
                Map<@Nullable Object, @Nullable Object> out = new LinkedHashMap<>();
                for (int i = c.start(row); i < c.end(row); i++) {
                    out.put(keys.at(i), values.at(i));
                }
                return out;
            };
        }
        Cell elements = of(((Type.Array) type).element().type(), c.elements());
        return row -> {
            List<@Nullable Object> out = new ArrayList<>(c.end(row) - c.start(row));
            for (int i = c.start(row); i < c.end(row); i++) {
                out.add(elements.at(i));
            }
            return out;
        };
    }

    /** A row as a value inside a column. */
    private record CellStruct(List<Cell> cells, int row) implements StructLike {
        @Override
        public int size() {
            return cells.size();
        }

        @Override
        public <T> T get(int pos, Class<T> javaClass) {
            return cast(javaClass, cells.get(pos).at(row));
        }

        @Override
        public <T> void set(int pos, T value) {
            throw new UnsupportedOperationException("read only");
        }
    }

    /** Iceberg's interfaces know no nullness: NULL cells go through as they are. */
    @SuppressWarnings({"NullAway", "unchecked"})
    static <T> T cast(Class<T> javaClass, @Nullable Object value) {
        return (T) value;
    }

    /** Appends a value that was read in Iceberg's form. */
    static void append(Type type, ColumnBuilder to, @Nullable Object value) {
        if (value == null) {
            to.appendNull();
            return;
        }
        switch (type) {
            case Type.Bool _ -> to.appendLong((Boolean) value ? 1 : 0);
            case Type.Int _, Type.Date _, Type.Time _, Type.Timestamp _, Type.Interval _ ->
                to.appendLong(((Number) value).longValue());
            case Type.Real _, Type.Double _ -> to.appendDouble(((Number) value).doubleValue());
            case Type.Decimal(int _, int scale) -> to.appendDecimal(((BigDecimal) value).setScale(scale));
            case Type.Text _, Type.Variant _ -> to.appendBytes(value.toString().getBytes(StandardCharsets.UTF_8));
            case Type.Bytes _ -> appendBuffer(to, (ByteBuffer) value);
            case Type.Uuid _ -> to.appendBytes(Values.uuidBytes((UUID) value));
            case Type.Vector _ -> to.appendBytes(floatBytes((List<?>) value));
            case Type.Array(DataType e) -> {
                ColumnBuilder.Lists lists = (ColumnBuilder.Lists) to;
                ((List<?>) value).forEach(v -> append(e.type(), lists.elements(), v));
                lists.endList();
            }
            case Type.MapOf(DataType k, DataType v) -> appendMap(k.type(), v.type(), to, (Map<?, ?>) value);
            case Type.Row(List<Field> fields) -> {
                ColumnBuilder.Structs structs = (ColumnBuilder.Structs) to;
                StructLike row = (StructLike) value;
                for (int i = 0; i < fields.size(); i++) {
                    append(fields.get(i).type().type(), structs.field(i), row.get(i, Object.class));
                }
                structs.endRow();
            }
        }
    }

    private static void appendBuffer(ColumnBuilder to, ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        to.appendBytes(bytes);
    }

    private static byte[] floatBytes(List<?> floats) {
        byte[] out = new byte[floats.size() * 4];
        for (int i = 0; i < floats.size(); i++) {
            LittleEndian.FLOAT.set(out, i * 4, ((Number) floats.get(i)).floatValue());
        }
        return out;
    }

    private static void appendMap(Type key, Type value, ColumnBuilder to, Map<?, ?> map) {
        ColumnBuilder.Lists lists = (ColumnBuilder.Lists) to;
        ColumnBuilder.Structs entries = (ColumnBuilder.Structs) lists.elements();
        map.forEach((k, v) -> {
            append(key, entries.field(0), k);
            append(value, entries.field(1), v);
            entries.endRow();
        });
        lists.endList();
    }
}
