package dev.freshet.sql.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code x [NOT] LIKE ANY (patterns)} as a call. */
final class QuantifiedLike {
    private QuantifiedLike() {}

    static List<Edits.Edit> edits(List<Token> tokens) {
        List<Edits.Edit> out = new ArrayList<>();
        Operands operands = new Operands(tokens);
        for (int i = 1; i < tokens.size() - 3; i++) {
            boolean like = tokens.get(i).is("LIKE") || tokens.get(i).is("ILIKE");
            Token which = tokens.get(i + 1);
            boolean any = which.is("ANY") || which.is("SOME");
            if (like && (any || which.is("ALL")) && tokens.get(i + 2).isSymbol("(")) {
                boolean not = tokens.get(i - 1).is("NOT");
                int before = not ? i - 2 : i - 1;
                int start = tokens.get(operands.chainStart(before)).start();
                int end = tokens.get(operands.primaryEnd(i + 2) - 1).end();
                String how =
                        (not ? "not " : "") + tokens.get(i).text().toLowerCase(Locale.ROOT) + (any ? " any" : " all");
                out.add(new Edits.Edit(start, start, "like_quantified("));
                out.add(new Edits.Edit(tokens.get(before + 1).start(), which.end(), ","));
                out.add(new Edits.Edit(end, end, ", '" + how + "')"));
            }
        }
        return out;
    }
}
