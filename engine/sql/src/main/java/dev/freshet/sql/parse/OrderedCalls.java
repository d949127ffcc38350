package dev.freshet.sql.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code f(a, b ORDER BY c)} as {@code f(a, b) WITHIN GROUP (ORDER BY c)}, which the parser takes for every function. */
final class OrderedCalls {
    /** Words before a bracket that is no call's. */
    private static final Set<String> NO_FUNCTION = Set.of("over", "group", "as", "in", "exists", "any", "all", "from");

    private OrderedCalls() {}

    static List<Edits.Edit> edits(List<Token> tokens) {
        List<Edits.Edit> out = new ArrayList<>();
        for (int i = 1; i < tokens.size() - 1; i++) {
            Token name = tokens.get(i - 1);
            boolean call = tokens.get(i).isSymbol("(")
                    && name.isName()
                    && !NO_FUNCTION.contains(name.name())
                    && !tokens.get(i + 1).is("SELECT")
                    && !tokens.get(i + 1).is("WITH")
                    && !tokens.get(i + 1).is("VALUES");
            int order = call ? orderBy(tokens, i) : -1;
            if (order > i + 1) {
                Token by = tokens.get(order);
                out.add(new Edits.Edit(by.start(), by.start(), ") WITHIN GROUP ("));
            }
        }
        return out;
    }

    /** Index of an ORDER BY directly within the bracket that opens at {@code open}, or -1. */
    private static int orderBy(List<Token> tokens, int open) {
        int depth = 0;
        for (int i = open; i < tokens.size() - 1; i++) {
            Token t = tokens.get(i);
            depth += t.isSymbol("(") || t.isSymbol("[") ? 1 : t.isSymbol(")") || t.isSymbol("]") ? -1 : 0;
            if (depth == 0) {
                return -1;
            }
            if (depth == 1 && t.is("ORDER") && tokens.get(i + 1).is("BY")) {
                return i;
            }
        }
        return -1;
    }
}
