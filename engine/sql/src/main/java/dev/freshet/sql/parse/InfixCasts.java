package dev.freshet.sql.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Writes {@code operand::TYPE} as CAST. It binds tightest in PostgreSQL; the parser behind takes everything to the left of it
 * for its operand.
 */
final class InfixCasts {
    /** Words before a text literal that belong to it. */
    private static final Set<String> TYPED_LITERAL = Set.of("date", "time", "timestamp", "interval");

    /** Words that are no function's name before a bracket, although they are not reserved. */
    private static final Set<String> BEFORE_OPERAND = Set.of("by", "between", "escape", "zone");

    private final List<Token> tokens;
    private final List<Edits.Edit> edits = new ArrayList<>();

    private InfixCasts(List<Token> tokens) {
        this.tokens = tokens;
    }

    static InfixCasts over(List<Token> tokens) {
        return new InfixCasts(tokens);
    }

    static List<Edits.Edit> edits(List<Token> tokens) {
        InfixCasts casts = new InfixCasts(tokens);
        for (int i = 1; i < tokens.size(); i++) {
            if (tokens.get(i).isSymbol("::")) {
                casts.rewrite(i);
            }
        }
        return casts.edits;
    }

    private void rewrite(int i) {
        int first = operand(i - 1);
        Cursor cursor = new Cursor(tokens, i + 1);
        TypeText.parse(cursor);
        boolean ours = CastTypes.isOurs(tokens, i + 1);
        int start = tokens.get(first).start();
        int end = tokens.get(cursor.position() - 1).end();
        edits.add(new Edits.Edit(start, start, "CAST("));
        edits.add(new Edits.Edit(tokens.get(i).start(), tokens.get(i).end(), ours ? " AS \"" : " AS "));
        edits.add(new Edits.Edit(end, end, ours ? "\")" : ")"));
    }

    /** Index of the first token of the operand that ends with token {@code last}. */
    int operand(int last) {
        Token token = tokens.get(last);
        if (token.isSymbol(")")) {
            return name(opening(last, "(", ")"));
        }
        if (token.isSymbol("]")) {
            int open = opening(last, "[", "]");
            return open > 0 && endsOperand(open - 1) ? operand(open - 1) : open;
        }
        if (token.is("END")) {
            return opening(last);
        }
        if (token.kind() == Token.Kind.WORD
                && last > 1
                && isInterval(last - 2)
                && IntervalText.unit(token.text()) != null) {
            return last - 2;
        }
        if (token.kind() == Token.Kind.STRING) {
            if (last > 4
                    && tokens.get(last - 1).is("ZONE")
                    && tokens.get(last - 4).is("TIMESTAMP")) {
                return last - 4;
            }
            boolean typed =
                    last > 0 && TYPED_LITERAL.contains(tokens.get(last - 1).name());
            return typed && tokens.get(last - 1).kind() == Token.Kind.WORD ? last - 1 : last;
        }
        if (type(last) >= 0) {
            return operand(type(last) - 1);
        }
        return qualified(last);
    }

    /** Where the {@code ::} stands whose type ends with token {@code last}, or -1. */
    private int type(int last) {
        for (int i = last - 1; i >= Math.max(0, last - 6); i--) {
            if (tokens.get(i).isSymbol("::")) {
                Cursor cursor = new Cursor(tokens, i + 1);
                TypeText.parse(cursor);
                return cursor.position() == last + 1 ? i : -1;
            }
        }
        return -1;
    }

    private boolean isInterval(int i) {
        return tokens.get(i).is("INTERVAL") && tokens.get(i + 1).kind() == Token.Kind.STRING;
    }

    private boolean endsOperand(int i) {
        Token t = tokens.get(i);
        return t.isSymbol(")") || t.isSymbol("]") || t.isName() && !Reserved.is(t.text()) || t.is("ARRAY");
    }

    private int opening(int last, String open, String close) {
        int depth = 0;
        for (int i = last; i >= 0; i--) {
            if (tokens.get(i).isSymbol(close)) {
                depth++;
            } else if (tokens.get(i).isSymbol(open) && --depth == 0) {
                return i;
            }
        }
        throw Cursor.unexpected(tokens.get(last), "a matching '" + open + "'", null);
    }

    /** The CASE of an END. */
    private int opening(int end) {
        int depth = 0;
        for (int i = end; i >= 0; i--) {
            if (tokens.get(i).is("END")) {
                depth++;
            } else if (tokens.get(i).is("CASE") && --depth == 0) {
                return i;
            }
        }
        throw Cursor.unexpected(tokens.get(end), "a matching CASE", null);
    }

    /** A bracket may be a function's: then its name belongs to the operand; or a type's, of an earlier cast. */
    private int name(int open) {
        int close = open;
        for (int depth = 0; close < tokens.size(); close++) {
            depth += tokens.get(close).isSymbol("(") ? 1 : tokens.get(close).isSymbol(")") ? -1 : 0;
            if (depth == 0) {
                break;
            }
        }
        int cast = type(close);
        if (cast >= 0) {
            return operand(cast - 1);
        }
        if (open == 0) {
            return open;
        }
        Token before = tokens.get(open - 1);
        boolean function = before.kind() == Token.Kind.QUOTED
                || before.kind() == Token.Kind.WORD
                        && !BEFORE_OPERAND.contains(before.name())
                        && (!Reserved.is(before.text())
                                || before.is("CAST")
                                || before.is("LEFT")
                                || before.is("RIGHT"));
        return function ? qualified(open - 1) : open;
    }

    private int qualified(int last) {
        int first = last;
        while (first > 1
                && tokens.get(first - 1).isSymbol(".")
                && tokens.get(first - 2).isName()) {
            first -= 2;
        }
        return first;
    }
}
