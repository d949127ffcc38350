package dev.freshet.shell.sql;

import dev.freshet.core.expr.RowException;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.sql.parse.ShellStatement.Cell;
import dev.freshet.sql.parse.ShellStatement.Piece;
import dev.freshet.sql.parse.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Conditions of the form {@code key = constant AND …} that name one row, found without compiling anything. */
final class KeyLookup {
    private KeyLookup() {}

    /** The row or no row; null when the condition is of another form. */
    static @Nullable ColumnBatch find(ShellTable table, Cell where) {
        Schema schema = table.schema();
        if (schema.key().isEmpty()) {
            return null;
        }
        Map<Integer, Object> wanted = new TreeMap<>();
        for (List<Token> term : terms(where.tokens())) {
            if (!equality(schema, term, wanted)) {
                return null;
            }
        }
        if (!wanted.keySet().equals(java.util.Set.copyOf(schema.key()))) {
            return null;
        }
        BatchBuilder row = new BatchBuilder(schema);
        for (int c = 0; c < schema.size(); c++) {
            dev.freshet.spi.data.Values.append(schema.type(c), row.column(c), wanted.get(c));
        }
        row.endRow();
        return table.present(row.build());
    }

    private static List<List<Token>> terms(List<Token> tokens) {
        List<List<Token>> out = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= tokens.size(); i++) {
            if (i == tokens.size() || tokens.get(i).is("AND")) {
                out.add(tokens.subList(from, i));
                from = i + 1;
            }
        }
        return out;
    }

    private static boolean equality(Schema schema, List<Token> term, Map<Integer, Object> wanted) {
        if (term.size() < 3 || !term.get(0).isName() || !term.get(1).isSymbol("=")) {
            return false;
        }
        int column = schema.indexOf(term.get(0).name());
        List<Token> right = term.subList(2, term.size());
        if (column < 0 || !schema.key().contains(column) || wanted.containsKey(column)) {
            return false;
        }
        Object value = exact(schema, column, right);
        if (value != null) {
            wanted.put(column, value);
        }
        return value != null;
    }

    /** Only where the constant's type leaves no doubt: whole numbers and texts. */
    private static @Nullable Object exact(Schema schema, int column, List<Token> tokens) {
        Type type = schema.type(column);
        try {
            Constant constant = Constant.of(new Cell(
                    new Piece(tokens.getFirst().start(), tokens.getLast().end()), tokens));
            if (constant == null || constant.value() == null) {
                return null;
            }
            boolean number = type instanceof Type.Int && constant.type() instanceof Type.Int;
            boolean text = type instanceof Type.Text(int length, boolean padded)
                    && length == 0
                    && !padded
                    && constant.type() == null;
            return number || text ? Assigned.value(constant.value(), constant.type(), schema.field(column)) : null;
        } catch (RowException e) {
            return null;
        }
    }
}
