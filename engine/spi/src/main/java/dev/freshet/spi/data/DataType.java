package dev.freshet.spi.data;

/** A type and whether NULL is among its values. */
public record DataType(Type type, boolean nullable) {
    public DataType asNullable() {
        return nullable ? this : new DataType(type, true);
    }

    public DataType asNotNull() {
        return nullable ? new DataType(type, false) : this;
    }

    @Override
    public String toString() {
        return type.sql() + (nullable ? "" : " NOT NULL");
    }
}
