package dev.freshet.vector.query;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Parameters in order: text, numbers, and lists as arrays of text. */
final class Binder {
    private Binder() {}

    static void bind(PreparedStatement s, List<Object> parameters) throws SQLException {
        for (int i = 0; i < parameters.size(); i++) {
            switch (parameters.get(i)) {
                case String text -> s.setString(i + 1, text);
                case Integer n -> s.setInt(i + 1, n);
                case Long n -> s.setLong(i + 1, n);
                case List<?> list -> s.setArray(i + 1, s.getConnection().createArrayOf("text", list.toArray()));
                default -> throw new IllegalArgumentException("cannot bind " + parameters.get(i));
            }
        }
    }
}
