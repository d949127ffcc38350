package dev.freshet.sql.parse;

import java.util.List;
import java.util.Set;

/** Where operands begin and end among tokens. Ends are exclusive. */
final class Operands {
    private static final Set<String> TYPED = Set.of("date", "time", "timestamp", "timestamptz", "interval");

    private final List<Token> tokens;
    private final InfixCasts casts;

    Operands(List<Token> tokens) {
        this.tokens = tokens;
        this.casts = InfixCasts.over(tokens);
    }

    /** Whether an operand can end with this token. */
    boolean ends(int i) {
        Token t = tokens.get(i);
        return switch (t.kind()) {
            case STRING, NUMBER, QUOTED -> true;
            case SYMBOL -> t.isSymbol(")") || t.isSymbol("]");
            case WORD -> !Reserved.is(t.text()) || t.is("END") || t.is("NULL") || t.is("TRUE") || t.is("FALSE");
            case END -> false;
        };
    }

    /** First token of the primary that ends with token {@code last}. */
    int primaryStart(int last) {
        return casts.operand(last);
    }

    /** First token of the arithmetic expression that ends with token {@code last}. */
    int chainStart(int last) {
        int first = primaryStart(last);
        while (first > 0) {
            int before = first - 1;
            if (tokens.get(before).is("ZONE")
                    && before > 2
                    && tokens.get(before - 2).is("AT")) {
                first = primaryStart(before - 3);
            } else if (!InfixOperators.isArithmetic(tokens.get(before))) {
                return first;
            } else if (before > 0 && ends(before - 1)) {
                first = primaryStart(before - 1);
            } else {
                first = before;
            }
        }
        return first;
    }

    /** Behind the signs that begin at {@code i}. */
    int signs(int i) {
        int at = i;
        while (at < tokens.size()
                && (tokens.get(at).isSymbol("-")
                        || tokens.get(at).isSymbol("+")
                        || tokens.get(at).isSymbol("~"))) {
            at++;
        }
        return at;
    }

    /** Behind the arithmetic expression that begins at {@code i}, or {@code i} when there is none. */
    int chainEnd(int i) {
        int at = primaryEnd(signs(i));
        if (at <= signs(i)) {
            return i;
        }
        while (at < tokens.size() && InfixOperators.isArithmetic(tokens.get(at))) {
            int next = primaryEnd(signs(at + 1));
            if (next <= signs(at + 1)) {
                return at;
            }
            at = next;
        }
        return at;
    }

    /** Behind the primary that begins at {@code i} with all that belongs to it, or {@code i} when there is none. */
    int primaryEnd(int i) {
        int at = bare(i);
        while (at > i && at < tokens.size()) {
            int more = postfix(at);
            if (more == at) {
                return at;
            }
            at = more;
        }
        return at;
    }

    private int bare(int i) {
        Token t = tokens.get(i);
        if (t.kind() == Token.Kind.STRING || t.kind() == Token.Kind.NUMBER) {
            return i + 1;
        }
        if (t.isSymbol("(")) {
            return closing(i, "(", ")");
        }
        if (t.is("CASE")) {
            return caseEnd(i);
        }
        if (t.kind() == Token.Kind.WORD && TYPED.contains(t.name())) {
            int typed = typed(i);
            if (typed > i) {
                return typed;
            }
        }
        boolean name = t.isName() && (!Reserved.is(t.text()) || starts(t) || opens(i));
        return name ? i + 1 : i;
    }

    private boolean opens(int i) {
        return i + 1 < tokens.size()
                && tokens.get(i + 1).isSymbol("(")
                && !tokens.get(i).is("IN");
    }

    private static boolean starts(Token t) {
        return t.is("NULL")
                || t.is("TRUE")
                || t.is("FALSE")
                || t.is("ARRAY")
                || t.is("CURRENT_DATE")
                || t.is("CURRENT_TIMESTAMP");
    }

    private int typed(int i) {
        int at = i + 1;
        if (tokens.get(at).is("WITH") || tokens.get(at).is("WITHOUT")) {
            at += 3;
        }
        if (at >= tokens.size() || tokens.get(at).kind() != Token.Kind.STRING) {
            return i;
        }
        at++;
        while (tokens.get(i).is("INTERVAL")
                && at < tokens.size()
                && tokens.get(at).kind() == Token.Kind.WORD
                && (IntervalText.unit(tokens.get(at).text()) != null
                        || tokens.get(at).is("TO"))) {
            at++;
        }
        return at;
    }

    private int postfix(int at) {
        Token t = tokens.get(at);
        if (t.isSymbol("(") && tokens.get(at - 1).isName()) {
            return closing(at, "(", ")");
        }
        if (t.isSymbol("[")) {
            return closing(at, "[", "]");
        }
        if (t.isSymbol(".")) {
            return at + 2;
        }
        if (t.isSymbol("::")) {
            Cursor cursor = new Cursor(tokens, at + 1);
            TypeText.parse(cursor);
            return cursor.position();
        }
        if (t.is("COLLATE")) {
            return at + 2;
        }
        if (t.is("AT") && at + 3 < tokens.size() && tokens.get(at + 1).is("TIME")) {
            return bare(at + 3);
        }
        boolean clause = t.is("FILTER") || t.is("OVER") || t.is("WITHIN");
        if (clause && tokens.get(at - 1).isSymbol(")")) {
            int open = t.is("WITHIN") ? at + 2 : at + 1;
            return tokens.get(open).isSymbol("(") ? closing(open, "(", ")") : open + 1;
        }
        return at;
    }

    private int closing(int open, String left, String right) {
        int depth = 0;
        for (int i = open; i < tokens.size(); i++) {
            if (tokens.get(i).isSymbol(left)) {
                depth++;
            } else if (tokens.get(i).isSymbol(right) && --depth == 0) {
                return i + 1;
            }
        }
        return open;
    }

    private int caseEnd(int start) {
        int depth = 0;
        for (int i = start; i < tokens.size(); i++) {
            if (tokens.get(i).is("CASE")) {
                depth++;
            } else if (tokens.get(i).is("END") && --depth == 0) {
                return i + 1;
            }
        }
        return start;
    }
}
