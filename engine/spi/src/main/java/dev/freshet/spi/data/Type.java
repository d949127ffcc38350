package dev.freshet.spi.data;

import java.util.List;

/**
 * A SQL type without its nullability. The physical form of each in a {@link ColumnBatch}:
 *
 * <ul>
 *   <li>{@link LongColumn}: Bool (0, 1), Int, Date (days since 1970), Time (µs of day), Timestamp (µs since 1970, UTC),
 *       Interval (months, or µs), Decimal with precision up to 18 (unscaled value)
 *   <li>{@link DoubleColumn}: Real and Double
 *   <li>{@link DecimalColumn}: Decimal above precision 18 (128-bit unscaled value)
 *   <li>{@link BytesColumn}: Text (UTF-8), Bytes, Uuid (16 bytes), Variant (JSON text), Vector (little-endian floats)
 *   <li>{@link ListColumn}: Array; Map as a list of two-field rows; {@link StructColumn}: Row
 * </ul>
 */
public sealed interface Type {
    /** Digits that fit an unscaled 64-bit value. */
    int LONG_DIGITS = 18;

    record Bool() implements Type {}

    /** Signed integer of 8, 16, 32 or 64 bits. */
    record Int(int bits) implements Type {}

    record Real() implements Type {}

    record Double() implements Type {}

    /** Precision 1 to 38, scale 0 to precision. */
    record Decimal(int precision, int scale) implements Type {
        public Decimal {
            if (precision < 1 || precision > 38 || scale < 0 || scale > precision) {
                throw new IllegalArgumentException("DECIMAL(" + precision + "," + scale + ") is not a type");
            }
        }

        public boolean isLong() {
            return precision <= LONG_DIGITS;
        }
    }

    /** Characters; {@code length} 0 means unlimited; {@code padded} is CHAR(n). */
    record Text(int length, boolean padded) implements Type {}

    record Bytes() implements Type {}

    record Date() implements Type {}

    record Time() implements Type {}

    /** Microseconds; {@code zoned} is TIMESTAMP WITH TIME ZONE, an instant. */
    record Timestamp(boolean zoned) implements Type {}

    /** Either whole months or microseconds. */
    record Interval(boolean months) implements Type {}

    record Uuid() implements Type {}

    /** Any JSON value, kept as canonical JSON text. */
    record Variant() implements Type {}

    record Array(DataType element) implements Type {}

    record MapOf(DataType key, DataType value) implements Type {}

    record Row(List<Field> fields) implements Type {
        public Row {
            fields = List.copyOf(fields);
        }
    }

    /** Fixed number of 32-bit floats. */
    record Vector(int dimensions) implements Type {}

    Type BOOLEAN = new Bool();
    Type TINYINT = new Int(8);
    Type SMALLINT = new Int(16);
    Type INTEGER = new Int(32);
    Type BIGINT = new Int(64);
    Type REAL = new Real();
    Type DOUBLE = new Double();
    Type TEXT = new Text(0, false);
    Type BYTES = new Bytes();
    Type DATE = new Date();
    Type TIME = new Time();
    Type TIMESTAMP = new Timestamp(false);
    Type TIMESTAMPTZ = new Timestamp(true);
    Type MONTHS = new Interval(true);
    Type MICROS = new Interval(false);
    Type UUID = new Uuid();
    Type VARIANT = new Variant();

    /** The type as SQL spells it, e.g. {@code DECIMAL(12,2)}. */
    default String sql() {
        return switch (this) {
            case Bool _ -> "BOOLEAN";
            case Int(int bits) -> bits == 8 ? "TINYINT" : bits == 16 ? "SMALLINT" : bits == 32 ? "INTEGER" : "BIGINT";
            case Real _ -> "REAL";
            case Double _ -> "DOUBLE";
            case Decimal(int p, int s) -> "DECIMAL(" + p + "," + s + ")";
            case Text(int n, boolean padded) -> (padded ? "CHAR" : "VARCHAR") + (n > 0 ? "(" + n + ")" : "");
            case Bytes _ -> "BYTES";
            case Date _ -> "DATE";
            case Time _ -> "TIME";
            case Timestamp(boolean zoned) -> zoned ? "TIMESTAMP WITH TIME ZONE" : "TIMESTAMP";
            case Interval(boolean months) -> months ? "INTERVAL YEAR TO MONTH" : "INTERVAL DAY TO SECOND";
            case Uuid _ -> "UUID";
            case Variant _ -> "VARIANT";
            case Array(DataType e) -> e.type().sql() + " ARRAY";
            case MapOf(DataType k, DataType v) ->
                "MAP<" + k.type().sql() + "," + v.type().sql() + ">";
            case Row(List<Field> fields) ->
                "ROW("
                        + String.join(
                                ", ",
                                fields.stream()
                                        .map(f ->
                                                f.name() + " " + f.type().type().sql())
                                        .toList()) + ")";
            case Vector(int n) -> "VECTOR(" + n + ")";
        };
    }

    default DataType nullable() {
        return new DataType(this, true);
    }

    default DataType notNull() {
        return new DataType(this, false);
    }
}
