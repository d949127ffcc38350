package dev.freshet.spi.data;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Boxed values, for edges and tests; never on a hot path. Bool ↔ Boolean, Int ↔ Long, Real ↔ Float, Double ↔ Double,
 * Decimal ↔ BigDecimal with the type's scale, Text ↔ String, Bytes ↔ {@link ByteString}, Date ↔ LocalDate, Time ↔
 * LocalTime, Timestamp ↔ LocalDateTime or (zoned) Instant, Interval ↔ Period (months) or Duration, Uuid ↔ UUID, Variant ↔
 * {@link VariantValue}, Array ↔ List, MapOf ↔ LinkedHashMap, Row ↔ List, Vector ↔ List of Float.
 */
public final class Values {
    private static final long DAY_MICROS = 86_400_000_000L;

    private Values() {}

    public static @Nullable Object get(Type type, Column column, int row) {
        if (column.isNull(row)) {
            return null;
        }
        return switch (type) {
            case Type.Bool _ -> longAt(column, row) != 0;
            case Type.Int _ -> longAt(column, row);
            case Type.Real _ -> (float) ((DoubleColumn) column).get(row);
            case Type.Double _ -> ((DoubleColumn) column).get(row);
            case Type.Decimal d ->
                d.isLong()
                        ? BigDecimal.valueOf(longAt(column, row), d.scale())
                        : new BigDecimal(((DecimalColumn) column).get(row), d.scale());
            case Type.Text _ -> ((BytesColumn) column).text(row);
            case Type.Bytes _ -> new ByteString(((BytesColumn) column).get(row));
            case Type.Date _ -> LocalDate.ofEpochDay(longAt(column, row));
            case Type.Time _ -> LocalTime.ofNanoOfDay(longAt(column, row) * 1000);
            case Type.Timestamp(boolean zoned) -> {
                Instant at = Instant.EPOCH.plus(longAt(column, row), ChronoUnit.MICROS);
                yield zoned ? at : LocalDateTime.ofInstant(at, ZoneOffset.UTC);
            }
            case Type.Interval(boolean months) ->
                months
                        ? Period.ofMonths(Math.toIntExact(longAt(column, row)))
                        : Duration.of(longAt(column, row), ChronoUnit.MICROS);
            case Type.Uuid _ -> uuid(((BytesColumn) column).get(row));
            case Type.Variant _ -> new VariantValue(((BytesColumn) column).text(row));
            case Type.Vector _ -> floats(((BytesColumn) column).get(row));
            case Type.Array(DataType e) -> list(e.type(), (ListColumn) column, row);
            case Type.MapOf(DataType k, DataType v) -> map(k.type(), v.type(), (ListColumn) column, row);
            case Type.Row(List<Field> fields) -> struct(fields, (StructColumn) column, row);
        };
    }

    /** One row of a batch, boxed. */
    public static List<@Nullable Object> row(Schema schema, ColumnBatch batch, int row) {
        List<@Nullable Object> out = new ArrayList<>(schema.size());
        for (int c = 0; c < schema.size(); c++) {
            out.add(get(schema.type(c), batch.column(c), row));
        }
        return out;
    }

    public static void append(Type type, ColumnBuilder to, @Nullable Object value) {
        if (value == null) {
            to.appendNull();
            return;
        }
        switch (type) {
            case Type.Bool _ -> to.appendLong((Boolean) value ? 1 : 0);
            case Type.Int _ -> to.appendLong(((Number) value).longValue());
            case Type.Real _ -> to.appendDouble(((Number) value).floatValue());
            case Type.Double _ -> to.appendDouble(((Number) value).doubleValue());
            case Type.Decimal d -> to.appendDecimal(((BigDecimal) value).setScale(d.scale()));
            case Type.Text _ -> to.appendBytes(((String) value).getBytes(StandardCharsets.UTF_8));
            case Type.Bytes _ -> to.appendBytes(((ByteString) value).toArray());
            case Type.Date _ -> to.appendLong(((LocalDate) value).toEpochDay());
            case Type.Time _ -> to.appendLong(((LocalTime) value).toNanoOfDay() / 1000);
            case Type.Timestamp(boolean zoned) ->
                to.appendLong(micros(zoned ? (Instant) value : ((LocalDateTime) value).toInstant(ZoneOffset.UTC)));
            case Type.Interval(boolean months) ->
                to.appendLong(
                        months
                                ? ((Period) value).toTotalMonths()
                                : ((Duration) value).dividedBy(ChronoUnit.MICROS.getDuration()));
            case Type.Uuid _ -> to.appendBytes(uuidBytes((UUID) value));
            case Type.Variant _ -> to.appendBytes(((VariantValue) value).json().getBytes(StandardCharsets.UTF_8));
            case Type.Vector _ -> to.appendBytes(floatBytes((List<?>) value));
            case Type.Array(DataType e) -> {
                ColumnBuilder.Lists lists = (ColumnBuilder.Lists) to;
                ((List<?>) value).forEach(v -> append(e.type(), lists.elements(), v));
                lists.endList();
            }
            case Type.MapOf(DataType k, DataType v) -> appendMap(k.type(), v.type(), to, (Map<?, ?>) value);
            case Type.Row(List<Field> fields) -> {
                ColumnBuilder.Structs structs = (ColumnBuilder.Structs) to;
                List<?> row = (List<?>) value;
                for (int i = 0; i < fields.size(); i++) {
                    append(fields.get(i).type().type(), structs.field(i), row.get(i));
                }
                structs.endRow();
            }
        }
    }

    /** Microseconds since 1970 of an instant. */
    public static long micros(Instant at) {
        return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1000);
    }

    public static long microsPerDay() {
        return DAY_MICROS;
    }

    public static UUID uuid(byte[] b) {
        return new UUID(Long.reverseBytes((long) LittleEndian.LONG.get(b, 0)), Long.reverseBytes((long)
                LittleEndian.LONG.get(b, 8)));
    }

    public static byte[] uuidBytes(UUID value) {
        byte[] b = new byte[16];
        LittleEndian.LONG.set(b, 0, Long.reverseBytes(value.getMostSignificantBits()));
        LittleEndian.LONG.set(b, 8, Long.reverseBytes(value.getLeastSignificantBits()));
        return b;
    }

    private static long longAt(Column column, int row) {
        return ((LongColumn) column).get(row);
    }

    private static List<Float> floats(byte[] b) {
        List<Float> out = new ArrayList<>(b.length / 4);
        for (int i = 0; i < b.length; i += 4) {
            out.add((float) LittleEndian.FLOAT.get(b, i));
        }
        return out;
    }

    private static byte[] floatBytes(List<?> floats) {
        byte[] b = new byte[floats.size() * 4];
        for (int i = 0; i < floats.size(); i++) {
            LittleEndian.FLOAT.set(b, i * 4, ((Number) floats.get(i)).floatValue());
        }
        return b;
    }

    private static List<@Nullable Object> list(Type element, ListColumn lists, int row) {
        List<@Nullable Object> out = new ArrayList<>();
        for (int i = lists.start(row); i < lists.end(row); i++) {
            out.add(get(element, lists.elements(), i));
        }
        return out;
    }

    private static Map<@Nullable Object, @Nullable Object> map(Type key, Type value, ListColumn maps, int row) {
        StructColumn entries = (StructColumn) maps.elements();
        Map<@Nullable Object, @Nullable Object> out = new LinkedHashMap<>();
        for (int i = maps.start(row); i < maps.end(row); i++) {
            out.put(
                    get(key, entries.fields().get(0), i),
                    get(value, entries.fields().get(1), i));
        }
        return out;
    }

    private static List<@Nullable Object> struct(List<Field> fields, StructColumn structs, int row) {
        List<@Nullable Object> out = new ArrayList<>(fields.size());
        for (int i = 0; i < fields.size(); i++) {
            out.add(get(fields.get(i).type().type(), structs.fields().get(i), row));
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
