package dev.freshet.sql.parse;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks over tokens; never beyond the END token. */
final class Cursor {
    private final List<Token> tokens;
    private int at;

    Cursor(List<Token> tokens, int from) {
        this.tokens = tokens;
        this.at = from;
    }

    Token peek() {
        return peek(0);
    }

    Token peek(int ahead) {
        return tokens.get(Math.min(at + ahead, tokens.size() - 1));
    }

    int position() {
        return at;
    }

    void reset(int position) {
        at = position;
    }

    Token take() {
        Token token = peek();
        if (at < tokens.size() - 1) {
            at++;
        }
        return token;
    }

    boolean accept(String word) {
        if (peek().is(word)) {
            take();
            return true;
        }
        return false;
    }

    boolean accept(String first, String second) {
        if (peek().is(first) && peek(1).is(second)) {
            take();
            take();
            return true;
        }
        return false;
    }

    boolean acceptSymbol(String symbol) {
        if (peek().isSymbol(symbol)) {
            take();
            return true;
        }
        return false;
    }

    void expect(String word) {
        if (!accept(word)) {
            throw unexpected(word, null);
        }
    }

    void expectSymbol(String symbol) {
        if (!acceptSymbol(symbol)) {
            throw unexpected("'" + symbol + "'", null);
        }
    }

    Token name(String what) {
        Token token = take();
        if (!token.isName()) {
            throw unexpected(token, what, null);
        }
        return token;
    }

    SqlTextException unexpected(String wanted, @Nullable String hint) {
        return unexpected(peek(), wanted, hint);
    }

    static SqlTextException unexpected(Token found, String wanted, @Nullable String hint) {
        String shown = found.kind() == Token.Kind.END ? "the end" : "'" + found.text() + "'";
        return new SqlTextException("syntax_error", found.start(), wanted + " expected, found " + shown, hint);
    }
}
