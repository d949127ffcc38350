package dev.freshet.sql.parse;

import java.util.List;
import java.util.Set;

/** Types in casts that the parser behind does not know: quoted, they pass through it as a name. */
final class CastTypes {

    private CastTypes() {}

    static boolean isOurs(List<Token> tokens, int type) {
        Token t = tokens.get(type);
        if (t.kind() != Token.Kind.WORD) {
            return false;
        }
        if (Set.of("vector", "map", "row").contains(t.name())) {
            return true;
        }
        Cursor cursor = new Cursor(tokens, type);
        try {
            TypeText.parse(cursor);
        } catch (SqlTextException e) {
            return false;
        }
        return tokens.get(cursor.position() - 1).isSymbol("]");
    }

    /** The cast whose bracket opens at {@code open}. */
    static void quote(List<Token> tokens, int open, List<Edits.Edit> edits) {
        int depth = 0;
        for (int i = open; i < tokens.size() - 1; i++) {
            Token t = tokens.get(i);
            depth += t.isSymbol("(") ? 1 : t.isSymbol(")") ? -1 : 0;
            if (depth == 0) {
                return;
            }
            if (depth == 1 && t.is("AS") && isOurs(tokens, i + 1)) {
                Cursor cursor = new Cursor(tokens, i + 1);
                TypeText.parse(cursor);
                int start = tokens.get(i + 1).start();
                int end = tokens.get(cursor.position() - 1).end();
                edits.add(new Edits.Edit(start, start, "\""));
                edits.add(new Edits.Edit(end, end, "\""));
                return;
            }
        }
    }
}
