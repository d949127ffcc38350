package dev.freshet.sql.type;

import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.ArraySqlType;

/** VECTOR(n): to Calcite an array of REAL, with its size. */
final class VectorType extends ArraySqlType {
    private final int dimensions;

    VectorType(RelDataType element, int dimensions, boolean isNullable) {
        super(element, isNullable);
        this.dimensions = dimensions;
        computeDigest();
    }

    int dimensions() {
        return dimensions;
    }

    @Override
    protected void generateTypeString(StringBuilder sb, boolean withDetail) {
        sb.append("VECTOR(").append(dimensions).append(')');
    }
}
