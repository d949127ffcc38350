package dev.freshet.shell.sql;

import dev.freshet.sql.parse.ShellStatement.Piece;
import dev.freshet.sql.parse.SqlTextException;
import java.util.ArrayList;
import java.util.List;

/** SQL put together from pieces of a statement: mistakes are told at their place in the statement. */
final class Spliced {
    private record Part(int at, int from) {}

    private final String statement;
    private final StringBuilder sql = new StringBuilder();
    private final List<Part> parts = new ArrayList<>();

    Spliced(String statement) {
        this.statement = statement;
    }

    Spliced add(String text) {
        sql.append(text);
        return this;
    }

    Spliced add(Piece piece) {
        parts.add(new Part(sql.length(), piece.from()));
        sql.append(piece.of(statement));
        return this;
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    String sql() {
        return sql.toString();
    }

    SqlTextException atItsPlace(SqlTextException e) {
        int offset = parts.isEmpty() ? 0 : parts.getFirst().from();
        for (Part p : parts) {
            if (p.at() <= e.offset()) {
                offset = p.from() + e.offset() - p.at();
            }
        }
        return new SqlTextException(
                e.code(), Math.min(offset, statement.length()), String.valueOf(e.getMessage()), e.hint());
    }
}
