package dev.freshet.sql.parse;

import java.util.ArrayList;
import java.util.List;

/** Cuts SQL into tokens, PostgreSQL's way; comments and blanks vanish. */
public final class Lexer {
    private static final List<String> LONG_SYMBOLS = longSymbols();

    private static List<String> longSymbols() {
        List<String> out = new ArrayList<>(InfixOperators.symbols());
        out.addAll(List.of("::", "<>", "!=", "<=", ">=", "=>", ":="));
        return out;
    }

    private final String sql;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private Lexer(String sql) {
        this.sql = sql;
    }

    /** The tokens, with an END token last. */
    public static List<Token> tokens(String sql) {
        Lexer lexer = new Lexer(sql);
        while (lexer.skipBlanks()) {
            lexer.next();
        }
        lexer.tokens.add(new Token(Token.Kind.END, "", sql.length(), sql.length()));
        return List.copyOf(lexer.tokens);
    }

    private boolean skipBlanks() {
        while (at < sql.length()) {
            if (Character.isWhitespace(sql.charAt(at))) {
                at++;
            } else if (sql.startsWith("--", at)) {
                int end = sql.indexOf('\n', at);
                at = end < 0 ? sql.length() : end;
            } else if (sql.startsWith("/*", at)) {
                comment();
            } else {
                return true;
            }
        }
        return false;
    }

    private void comment() {
        int start = at;
        int end = sql.indexOf("*/", at + 2);
        if (end < 0) {
            throw new SqlTextException("syntax_error", start, "a comment without its end", "close it with */");
        }
        at = end + 2;
    }

    private void next() {
        char c = sql.charAt(at);
        if (c == '"') {
            quoted();
        } else if (c == '\'') {
            string(at);
        } else if ((c == 'e' || c == 'E') && at + 1 < sql.length() && sql.charAt(at + 1) == '\'') {
            escapeString();
        } else if (Character.isUnicodeIdentifierStart(c) || c == '_') {
            word();
        } else if (isDigit(c) || (c == '.' && at + 1 < sql.length() && isDigit(sql.charAt(at + 1)))) {
            number();
        } else {
            symbol();
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private void add(Token.Kind kind, String text, int start) {
        tokens.add(new Token(kind, text, start, at));
    }

    private void quoted() {
        int start = at;
        int end = endOfQuote('"', "a quoted name");
        at = end;
        add(Token.Kind.QUOTED, sql.substring(start + 1, end - 1).replace("\"\"", "\""), start);
    }

    private void string(int start) {
        at = endOfQuote('\'', "a text");
        add(Token.Kind.STRING, sql.substring(start, at), start);
    }

    private int endOfQuote(char quote, String what) {
        int i = at + 1;
        while (i < sql.length()) {
            if (sql.charAt(i) != quote) {
                i++;
            } else if (i + 1 < sql.length() && sql.charAt(i + 1) == quote) {
                i += 2;
            } else {
                return i + 1;
            }
        }
        throw new SqlTextException("syntax_error", at, what + " without its closing quote", null);
    }

    private void escapeString() {
        int start = at;
        int i = at + 2;
        while (i < sql.length()) {
            char c = sql.charAt(i);
            if (c == '\\') {
                i += 2;
            } else if (c != '\'') {
                i++;
            } else if (i + 1 < sql.length() && sql.charAt(i + 1) == '\'') {
                i += 2;
            } else {
                at = i + 1;
                add(Token.Kind.STRING, sql.substring(start, at), start);
                return;
            }
        }
        throw new SqlTextException("syntax_error", start, "a text without its closing quote", null);
    }

    private void word() {
        int start = at;
        while (at < sql.length() && (Character.isUnicodeIdentifierPart(sql.charAt(at)) || sql.charAt(at) == '$')) {
            at++;
        }
        add(Token.Kind.WORD, sql.substring(start, at), start);
    }

    private void number() {
        int start = at;
        while (at < sql.length() && (isDigit(sql.charAt(at)) || sql.charAt(at) == '.')) {
            at++;
        }
        exponent();
        add(Token.Kind.NUMBER, sql.substring(start, at), start);
    }

    private void exponent() {
        if (at >= sql.length() || (sql.charAt(at) != 'e' && sql.charAt(at) != 'E')) {
            return;
        }
        int i = at + 1;
        if (i < sql.length() && (sql.charAt(i) == '+' || sql.charAt(i) == '-')) {
            i++;
        }
        if (i >= sql.length() || !isDigit(sql.charAt(i))) {
            return;
        }
        while (i < sql.length() && isDigit(sql.charAt(i))) {
            i++;
        }
        at = i;
    }

    private void symbol() {
        int start = at;
        for (String symbol : LONG_SYMBOLS) {
            if (sql.startsWith(symbol, at)) {
                at += symbol.length();
                add(Token.Kind.SYMBOL, symbol, start);
                return;
            }
        }
        at++;
        add(Token.Kind.SYMBOL, sql.substring(start, at), start);
    }
}
