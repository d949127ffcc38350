package dev.freshet.sql.type;

import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rel.type.StructKind;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;

/** Calcite's types ↔ the engine's. */
public final class RelTypes {
    private RelTypes() {}

    public static RelDataType rel(FreshetTypeFactory factory, DataType type) {
        return factory.createTypeWithNullability(rel(factory, type.type()), type.nullable());
    }

    public static RelDataType rel(FreshetTypeFactory factory, Type type) {
        return switch (type) {
            case Type.Bool _ -> factory.createSqlType(SqlTypeName.BOOLEAN);
            case Type.Int(int bits) ->
                factory.createSqlType(
                        bits == 8
                                ? SqlTypeName.TINYINT
                                : bits == 16
                                        ? SqlTypeName.SMALLINT
                                        : bits == 32 ? SqlTypeName.INTEGER : SqlTypeName.BIGINT);
            case Type.Real _ -> factory.createSqlType(SqlTypeName.REAL);
            case Type.Double _ -> factory.createSqlType(SqlTypeName.DOUBLE);
            case Type.Decimal(int p, int s) -> factory.createSqlType(SqlTypeName.DECIMAL, p, s);
            case Type.Text(int length, boolean padded) ->
                padded
                        ? factory.padded(length)
                        : length == 0
                                ? factory.createSqlType(SqlTypeName.VARCHAR)
                                : factory.createSqlType(SqlTypeName.VARCHAR, length);
            case Type.Bytes _ -> factory.createSqlType(SqlTypeName.VARBINARY);
            case Type.Date _ -> factory.createSqlType(SqlTypeName.DATE);
            case Type.Time _ -> factory.createSqlType(SqlTypeName.TIME, 6);
            case Type.Timestamp(boolean zoned) ->
                factory.createSqlType(zoned ? SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE : SqlTypeName.TIMESTAMP, 6);
            case Type.Interval(boolean months) -> factory.createSqlIntervalType(qualifier(months));
            case Type.Uuid _ -> factory.createSqlType(SqlTypeName.UUID);
            case Type.Variant _ -> factory.createSqlType(SqlTypeName.VARIANT);
            case Type.Array(DataType element) -> factory.createArrayType(rel(factory, element), -1);
            case Type.Vector(int n) -> new VectorType(rel(factory, Type.REAL.notNull()), n, false);
            case Type.MapOf(DataType key, DataType value) ->
                factory.createMapType(rel(factory, key), rel(factory, value));
            case Type.Row(List<Field> fields) -> row(factory, fields);
        };
    }

    private static SqlIntervalQualifier qualifier(boolean months) {
        return months
                ? new SqlIntervalQualifier(TimeUnit.YEAR, 10, TimeUnit.MONTH, -1, SqlParserPos.ZERO)
                : new SqlIntervalQualifier(TimeUnit.DAY, 10, TimeUnit.SECOND, 6, SqlParserPos.ZERO);
    }

    public static RelDataType row(FreshetTypeFactory factory, List<Field> fields) {
        return factory.createStructType(
                StructKind.FULLY_QUALIFIED,
                fields.stream().map(f -> rel(factory, f.type())).toList(),
                fields.stream().map(Field::name).toList());
    }

    public static DataType spi(RelDataType type) {
        return new DataType(plain(type), type.isNullable());
    }

    /** Throws {@link UnsupportedTypeException} for types the engine has no form for. */
    public static Type plain(RelDataType type) {
        return switch (type.getSqlTypeName()) {
            case BOOLEAN -> Type.BOOLEAN;
            case TINYINT -> Type.TINYINT;
            case SMALLINT -> Type.SMALLINT;
            case INTEGER -> Type.INTEGER;
            case BIGINT -> Type.BIGINT;
            case REAL -> Type.REAL;
            case FLOAT, DOUBLE -> Type.DOUBLE;
            case DECIMAL -> new Type.Decimal(type.getPrecision(), Math.max(0, type.getScale()));
            case CHAR -> new Type.Text(type.getPrecision(), true);
            case VARCHAR -> new Type.Text(Math.max(0, type.getPrecision()), false);
            case NULL -> Type.TEXT;
            case BINARY, VARBINARY -> Type.BYTES;
            case DATE -> Type.DATE;
            case TIME -> Type.TIME;
            case TIMESTAMP -> Type.TIMESTAMP;
            case TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ -> Type.TIMESTAMPTZ;
            case INTERVAL_YEAR, INTERVAL_YEAR_MONTH, INTERVAL_MONTH -> Type.MONTHS;
            case INTERVAL_DAY,
                    INTERVAL_DAY_HOUR,
                    INTERVAL_DAY_MINUTE,
                    INTERVAL_DAY_SECOND,
                    INTERVAL_HOUR,
                    INTERVAL_HOUR_MINUTE,
                    INTERVAL_HOUR_SECOND,
                    INTERVAL_MINUTE,
                    INTERVAL_MINUTE_SECOND,
                    INTERVAL_SECOND -> Type.MICROS;
            case UUID -> Type.UUID;
            case VARIANT -> Type.VARIANT;
            case ARRAY ->
                type instanceof VectorType v
                        ? new Type.Vector(v.dimensions())
                        : new Type.Array(spi(Objects.requireNonNull(type.getComponentType())));
            case MAP ->
                new Type.MapOf(
                        spi(Objects.requireNonNull(type.getKeyType())),
                        spi(Objects.requireNonNull(type.getValueType())));
            case ROW -> new Type.Row(fields(type));
            default -> throw new UnsupportedTypeException(type.toString());
        };
    }

    public static List<Field> fields(RelDataType row) {
        List<Field> out = new ArrayList<>();
        for (RelDataTypeField f : row.getFieldList()) {
            out.add(new Field(f.getName(), spi(f.getType())));
        }
        return out;
    }

    public static Schema schema(RelDataType row) {
        return new Schema(fields(row), List.of());
    }

    /** A type that Calcite has and the engine has not. */
    public static final class UnsupportedTypeException extends RuntimeException {
        UnsupportedTypeException(String type) {
            super("the type " + type + " is not supported yet", null, false, false);
        }
    }
}
