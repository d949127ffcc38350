package dev.freshet.sql.type;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystemImpl;
import org.apache.calcite.sql.type.SqlTypeName;

/** Sizes of types and result types of aggregates: PostgreSQL's, with numerics up to 38 digits. */
public final class FreshetTypeSystem extends RelDataTypeSystemImpl {
    public static final FreshetTypeSystem INSTANCE = new FreshetTypeSystem();

    private FreshetTypeSystem() {}

    @Override
    public int getMaxPrecision(SqlTypeName typeName) {
        return switch (typeName) {
            case DECIMAL -> 38;
            case TIME, TIMESTAMP, TIME_WITH_LOCAL_TIME_ZONE, TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ, TIME_TZ -> 6;
            default -> super.getMaxPrecision(typeName);
        };
    }

    @Override
    public int getMaxScale(SqlTypeName typeName) {
        return typeName == SqlTypeName.DECIMAL ? 38 : super.getMaxScale(typeName);
    }

    @Override
    public int getDefaultPrecision(SqlTypeName typeName) {
        return switch (typeName) {
            case DECIMAL -> 38;
            case TIME, TIMESTAMP, TIME_WITH_LOCAL_TIME_ZONE, TIMESTAMP_WITH_LOCAL_TIME_ZONE, TIMESTAMP_TZ, TIME_TZ -> 6;
            case INTERVAL_YEAR,
                    INTERVAL_YEAR_MONTH,
                    INTERVAL_MONTH,
                    INTERVAL_DAY,
                    INTERVAL_DAY_HOUR,
                    INTERVAL_DAY_MINUTE,
                    INTERVAL_DAY_SECOND,
                    INTERVAL_HOUR,
                    INTERVAL_HOUR_MINUTE,
                    INTERVAL_HOUR_SECOND,
                    INTERVAL_MINUTE,
                    INTERVAL_MINUTE_SECOND,
                    INTERVAL_SECOND -> 10;
            default -> super.getDefaultPrecision(typeName);
        };
    }

    @Override
    public RelDataType deriveSumType(RelDataTypeFactory factory, RelDataType argument) {
        return switch (argument.getSqlTypeName()) {
            case TINYINT, SMALLINT, INTEGER -> sized(factory, factory.createSqlType(SqlTypeName.BIGINT), argument);
            case BIGINT -> sized(factory, factory.createSqlType(SqlTypeName.DECIMAL, 38, 0), argument);
            case DECIMAL ->
                sized(factory, factory.createSqlType(SqlTypeName.DECIMAL, 38, argument.getScale()), argument);
            default -> argument;
        };
    }

    @Override
    public RelDataType deriveAvgAggType(RelDataTypeFactory factory, RelDataType argument) {
        return switch (argument.getSqlTypeName()) {
            case TINYINT, SMALLINT, INTEGER, BIGINT ->
                sized(factory, factory.createSqlType(SqlTypeName.DECIMAL, 38, Decimals.QUOTIENT_SCALE), argument);
            case DECIMAL ->
                sized(
                        factory,
                        factory.createSqlType(
                                SqlTypeName.DECIMAL, 38, Math.max(Decimals.QUOTIENT_SCALE, argument.getScale())),
                        argument);
            case REAL, FLOAT, DOUBLE -> sized(factory, factory.createSqlType(SqlTypeName.DOUBLE), argument);
            default -> argument;
        };
    }

    private static RelDataType sized(RelDataTypeFactory factory, RelDataType type, RelDataType argument) {
        return factory.createTypeWithNullability(type, argument.isNullable());
    }

    @Override
    public boolean shouldConvertRaggedUnionTypesToVarying() {
        return true;
    }

    @Override
    public boolean isSchemaCaseSensitive() {
        return true;
    }
}
