package dev.freshet.spi.data;

import java.util.List;

/** Columns in order, and the positions of the primary key's columns (empty: no key, rows append). */
public record Schema(List<Field> fields, List<Integer> key) {
    public Schema {
        fields = List.copyOf(fields);
        key = List.copyOf(key);
        for (int k : key) {
            if (k < 0 || k >= fields.size()) {
                throw new IllegalArgumentException("key column " + k + " of " + fields.size());
            }
        }
    }

    public static Schema of(Field... fields) {
        return new Schema(List.of(fields), List.of());
    }

    public Schema withKey(Integer... columns) {
        return new Schema(fields, List.of(columns));
    }

    public int size() {
        return fields.size();
    }

    public Field field(int i) {
        return fields.get(i);
    }

    public Type type(int i) {
        return fields.get(i).type().type();
    }

    /** Position of a column by its exact name, or -1. */
    public int indexOf(String name) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    public List<String> names() {
        return fields.stream().map(Field::name).toList();
    }
}
