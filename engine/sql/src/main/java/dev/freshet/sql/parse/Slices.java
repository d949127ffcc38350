package dev.freshet.sql.parse;

import java.util.ArrayList;
import java.util.List;

/** {@code a[from:to]} as a call. */
final class Slices {
    private static final String FIRST = "1";
    private static final String LAST = "2147483647";

    private Slices() {}

    static List<Edits.Edit> edits(List<Token> tokens) {
        List<Edits.Edit> out = new ArrayList<>();
        Operands operands = new Operands(tokens);
        for (int i = 1; i < tokens.size() - 1; i++) {
            if (tokens.get(i).isSymbol("[")
                    && operands.ends(i - 1)
                    && !tokens.get(i - 1).is("ARRAY")) {
                slice(tokens, operands, i, out);
            }
        }
        return out;
    }

    private static void slice(List<Token> tokens, Operands operands, int open, List<Edits.Edit> out) {
        int depth = 0;
        int colon = -1;
        int close = open;
        for (; close < tokens.size() - 1; close++) {
            Token t = tokens.get(close);
            depth += t.isSymbol("[") || t.isSymbol("(") ? 1 : t.isSymbol("]") || t.isSymbol(")") ? -1 : 0;
            colon = depth == 1 && t.isSymbol(":") ? close : colon;
            if (depth == 0) {
                break;
            }
        }
        if (colon < 0) {
            return;
        }
        int start = tokens.get(operands.primaryStart(open - 1)).start();
        out.add(new Edits.Edit(start, start, "op_slice("));
        out.add(replaced(tokens.get(open), colon == open + 1 ? ", " + FIRST : ","));
        out.add(replaced(tokens.get(colon), colon + 1 == close ? ", " + LAST : ","));
        out.add(replaced(tokens.get(close), ")"));
    }

    private static Edits.Edit replaced(Token t, String by) {
        return new Edits.Edit(t.start(), t.end(), by);
    }
}
