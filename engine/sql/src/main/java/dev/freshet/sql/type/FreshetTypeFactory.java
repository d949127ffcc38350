package dev.freshet.sql.type;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCollation;
import org.apache.calcite.sql.type.BasicSqlType;
import org.apache.calcite.sql.type.SqlTypeFactoryImpl;
import org.apache.calcite.sql.type.SqlTypeMappingRule;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Calcite's types with two turns towards PostgreSQL: a text literal is VARCHAR (Calcite's CHAR(n) would pad), so CHAR(n)
 * is only what {@link #padded} makes; and a common numeric keeps its scale.
 */
public final class FreshetTypeFactory extends SqlTypeFactoryImpl {
    public FreshetTypeFactory() {
        super(FreshetTypeSystem.INSTANCE);
    }

    @Override
    public Charset getDefaultCharset() {
        return StandardCharsets.UTF_8;
    }

    @Override
    public RelDataType createSqlType(SqlTypeName typeName, int precision) {
        return switch (typeName) {
            case CHAR -> super.createSqlType(SqlTypeName.VARCHAR);
            // Microseconds are the only precision there is; Calcite would give a literal that of its text.
            case TIME, TIMESTAMP, TIMESTAMP_WITH_LOCAL_TIME_ZONE -> super.createSqlType(typeName, 6);
            default -> super.createSqlType(typeName, precision);
        };
    }

    @Override
    public RelDataType createSqlType(SqlTypeName typeName) {
        return super.createSqlType(typeName == SqlTypeName.CHAR ? SqlTypeName.VARCHAR : typeName);
    }

    @Override
    public RelDataType createTypeWithNullability(RelDataType type, boolean nullable) {
        return type instanceof VectorType v
                ? new VectorType(v.getComponentType(), v.dimensions(), nullable)
                : super.createTypeWithNullability(type, nullable);
    }

    /** CHAR(length). */
    RelDataType padded(int length) {
        BasicSqlType plain = new BasicSqlType(getTypeSystem(), SqlTypeName.CHAR, length);
        return createTypeWithCharsetAndCollation(plain, getDefaultCharset(), SqlCollation.IMPLICIT);
    }

    @Override
    public @Nullable RelDataType leastRestrictive(List<RelDataType> types, SqlTypeMappingRule mappingRule) {
        RelDataType found = super.leastRestrictive(types, mappingRule);
        if (found == null || found.getSqlTypeName() != SqlTypeName.DECIMAL) {
            return found;
        }
        int scale = 0;
        int whole = 0;
        for (RelDataType t : types) {
            if (t.getSqlTypeName() != SqlTypeName.NULL) {
                scale = Math.max(scale, Math.max(0, t.getScale()));
                whole = Math.max(whole, t.getPrecision() - Math.max(0, t.getScale()));
            }
        }
        int precision = Math.min(38, Math.max(1, whole + scale));
        return createTypeWithNullability(
                createSqlType(SqlTypeName.DECIMAL, precision, Math.min(scale, 38)), found.isNullable());
    }
}
