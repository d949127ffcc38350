package dev.freshet.ingest.format;

import java.util.Arrays;

/**
 * A cursor over one JSON text that hands out tokens as spans, without objects. Nested values are only skipped; their
 * inside is checked when they are read. Spans of strings with escapes lie in a buffer that is reused for the next text.
 */
final class JsonScanner {
    private byte[] b = new byte[0];
    private int start;
    private int p;
    private int end;
    private byte[] plain = new byte[256];
    private int used;

    void over(byte[] bytes, int from, int to) {
        b = bytes;
        start = from;
        p = from;
        end = to;
        used = 0;
    }

    /** Consumes the character if it comes next behind white space. */
    boolean take(char c) {
        space();
        if (p < end && b[p] == c) {
            p++;
            return true;
        }
        return false;
    }

    void expect(char c) {
        if (!take(c)) {
            throw wrong("expected '" + c + "'");
        }
    }

    void expectEnd() {
        space();
        if (p < end) {
            throw wrong("expected the end of the record");
        }
    }

    /** Reads a string, as a field's name must be. */
    void name(Token token) {
        space();
        if (p == end || b[p] != '"') {
            throw wrong("expected a field name in double quotes");
        }
        string(token);
    }

    void value(Token token) {
        space();
        int c = p < end ? b[p] : -1;
        switch (c) {
            case '"' -> string(token);
            case '{', '[' -> nested(token);
            case 't' -> literal("true", Token.Kind.TRUE, token);
            case 'f' -> literal("false", Token.Kind.FALSE, token);
            case 'n' -> literal("null", Token.Kind.NULL, token);
            default -> number(token, c);
        }
    }

    private void space() {
        while (p < end && (b[p] == ' ' || b[p] == '\n' || b[p] == '\r' || b[p] == '\t')) {
            p++;
        }
    }

    private void literal(String word, Token.Kind kind, Token token) {
        int from = p;
        for (int i = 0; i < word.length(); i++, p++) {
            if (p == end || b[p] != word.charAt(i)) {
                throw wrong("expected a value");
            }
        }
        token.set(kind, b, from, p);
    }

    private void number(Token token, int first) {
        int from = p;
        if (first == '-') {
            p++;
        }
        int whole = p;
        digits();
        if (p > whole + 1 && b[whole] == '0') {
            p = whole + 1;
            throw wrong("a number must not start with 0");
        }
        if (p < end && b[p] == '.') {
            p++;
            digits();
        }
        if (p < end && (b[p] == 'e' || b[p] == 'E')) {
            p++;
            if (p < end && (b[p] == '+' || b[p] == '-')) {
                p++;
            }
            digits();
        }
        token.set(Token.Kind.NUMBER, b, from, p);
    }

    private void digits() {
        int from = p;
        while (p < end && b[p] >= '0' && b[p] <= '9') {
            p++;
        }
        if (p == from) {
            throw wrong("expected a value");
        }
    }

    private void string(Token token) {
        int from = ++p;
        boolean ascii = true;
        while (p < end) {
            int c = b[p];
            if (c == '"') {
                checkUtf8(from, p, ascii);
                token.set(Token.Kind.TEXT, b, from, p++);
                return;
            }
            if (c == '\\') {
                escaped(token, from);
                return;
            }
            if (c < 0) {
                ascii = false;
            } else if (c < 0x20) {
                throw wrong("a control character in a string must be escaped");
            }
            p++;
        }
        throw wrong("a string is not closed");
    }

    private void checkUtf8(int from, int to, boolean ascii) {
        int bad = ascii ? -1 : Utf8.firstInvalid(b, from, to);
        if (bad >= 0) {
            p = bad;
            throw wrong("a byte that is not UTF-8");
        }
    }

    /** The rest of a string whose first backslash is at p, unescaped into the reused buffer. */
    private void escaped(Token token, int from) {
        int out = used;
        int clean = from;
        while (p < end && b[p] != '"') {
            if (b[p] == '\\') {
                copy(clean, p);
                p++;
                escape();
                clean = p;
            } else if (b[p] >= 0 && b[p] < 0x20) {
                throw wrong("a control character in a string must be escaped");
            } else {
                p++;
            }
        }
        if (p >= end) {
            throw wrong("a string is not closed");
        }
        copy(clean, p);
        p++;
        if (Utf8.firstInvalid(plain, out, used) >= 0) {
            throw wrong("a string that is not UTF-8");
        }
        token.set(Token.Kind.TEXT, plain, out, used);
    }

    private void copy(int from, int to) {
        room(to - from);
        System.arraycopy(b, from, plain, used, to - from);
        used += to - from;
    }

    private void room(int more) {
        if (used + more > plain.length) {
            plain = Arrays.copyOf(plain, Math.max(used + more, plain.length * 2));
        }
    }

    private void escape() {
        int c = p < end ? b[p++] : -1;
        switch (c) {
            case '"', '\\', '/' -> put(c);
            case 'n' -> put('\n');
            case 't' -> put('\t');
            case 'r' -> put('\r');
            case 'b' -> put('\b');
            case 'f' -> put('\f');
            case 'u' -> unicode();
            default -> throw wrong("an unknown escape in a string");
        }
    }

    private void put(int c) {
        room(1);
        plain[used++] = (byte) c;
    }

    private void unicode() {
        int c = hex4();
        if (Character.isHighSurrogate((char) c) && p + 1 < end && b[p] == '\\' && b[p + 1] == 'u') {
            p += 2;
            int low = hex4();
            c = Character.isLowSurrogate((char) low) ? Character.toCodePoint((char) c, (char) low) : -1;
        }
        if (c <= 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw wrong("an escape that is no character (U+0000 or half a surrogate pair)");
        }
        encode(c);
    }

    private int hex4() {
        int value = 0;
        for (int i = 0; i < 4; i++, p++) {
            int digit = p < end ? Character.digit(b[p], 16) : -1;
            if (digit < 0) {
                throw wrong("an escape needs four hexadecimal digits");
            }
            value = value * 16 + digit;
        }
        return value;
    }

    private void encode(int c) {
        if (c < 0x80) {
            put(c);
        } else if (c < 0x800) {
            put(0xc0 | c >> 6);
            put(0x80 | c & 0x3f);
        } else if (c < 0x10000) {
            put(0xe0 | c >> 12);
            put(0x80 | c >> 6 & 0x3f);
            put(0x80 | c & 0x3f);
        } else {
            put(0xf0 | c >> 18);
            put(0x80 | c >> 12 & 0x3f);
            put(0x80 | c >> 6 & 0x3f);
            put(0x80 | c & 0x3f);
        }
    }

    private void nested(Token token) {
        int from = p;
        int depth = 0;
        while (p < end) {
            int c = b[p];
            if (c == '"') {
                skipString();
                continue;
            }
            p++;
            if (c == '{' || c == '[') {
                depth++;
            } else if ((c == '}' || c == ']') && --depth == 0) {
                token.set(Token.Kind.NESTED, b, from, p);
                return;
            }
        }
        throw wrong("a nested value is not closed");
    }

    private void skipString() {
        int from = p++;
        while (p < end && b[p] != '"') {
            p += b[p] == '\\' ? 2 : 1;
        }
        if (p >= end) {
            p = end;
            throw wrong("a string is not closed");
        }
        p++;
        checkUtf8(from, p, false);
    }

    BadValueException wrong(String what) {
        String where = p >= end ? "at the end" : "at column " + (p - start + 1);
        return BadValueException.json(
                "The record is not JSON: " + what + " " + where + "; send one JSON object per line.");
    }
}
