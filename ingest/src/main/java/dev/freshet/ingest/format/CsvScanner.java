package dev.freshet.ingest.format;

import java.util.Arrays;

/** Splits CSV records into fields, as spans; quotes may span lines. */
final class CsvScanner {
    private static final byte PLAIN = 0;
    private static final byte QUOTED = 1;
    private static final byte ESCAPED = 2;

    private byte[] b = new byte[0];
    private int[] from = new int[16];
    private int[] to = new int[16];
    private byte[] how = new byte[16];
    private int count;
    private int lines;
    private boolean ascii;
    private byte[] plain = new byte[256];
    private int used;

    int count() {
        return count;
    }

    /** Lines that the record took. */
    int lines() {
        return lines;
    }

    boolean isBlank() {
        return count == 1 && isNull(0);
    }

    boolean isNull(int i) {
        return how[i] == PLAIN && from[i] == to[i];
    }

    /** The field's text without quotes; valid until the next record. */
    void field(int i, Token token) {
        if (how[i] != ESCAPED) {
            token.set(Token.Kind.TEXT, b, from[i], to[i]);
            return;
        }
        int length = to[i] - from[i];
        if (used + length > plain.length) {
            plain = Arrays.copyOf(plain, Math.max(used + length, plain.length * 2));
        }
        int out = used;
        for (int k = from[i]; k < to[i]; k++) {
            plain[out++] = b[k];
            if (b[k] == '"') {
                k++;
            }
        }
        token.set(Token.Kind.TEXT, plain, used, out);
        used = out;
    }

    /** Splits the record at {@code start}; returns the index behind it, or -1 when it goes on behind {@code end}. */
    int record(byte[] bytes, int start, int end, boolean last) {
        b = bytes;
        count = 0;
        used = 0;
        lines = 1;
        ascii = true;
        int p = start;
        while (true) {
            p = p < end && b[p] == '"' ? quoted(p + 1, end, last) : unquoted(p, end);
            if (p < 0 || (p == end && !last)) {
                return -1;
            }
            if (p == end || b[p] != ',') {
                break;
            }
            p++;
        }
        checkText(start, p);
        return behindNewline(p, end, last);
    }

    private int behindNewline(int p, int end, boolean last) {
        if (p == end) {
            return p;
        }
        if (b[p] == '\r') {
            if (p + 1 == end) {
                return last ? end : -1;
            }
            return b[p + 1] == '\n' ? p + 2 : p + 1;
        }
        return p + 1;
    }

    private int unquoted(int start, int end) {
        int p = start;
        while (p < end && b[p] != ',' && b[p] != '\n' && b[p] != '\r') {
            if (b[p] == '"') {
                throw BadValueException.csv("Field " + (count + 1)
                        + " has a quote inside; put the whole field in quotes and double those inside.");
            }
            ascii &= b[p] > 0;
            p++;
        }
        add(start, p, PLAIN);
        return p;
    }

    private int quoted(int start, int end, boolean last) {
        byte kind = QUOTED;
        int p = start;
        while (p < end) {
            if (b[p] == '"') {
                if (p + 1 == end && !last) {
                    return -1;
                }
                if (p + 1 == end || b[p + 1] != '"') {
                    add(start, p, kind);
                    return closed(p + 1, end);
                }
                kind = ESCAPED;
                p++;
            } else if (b[p] == '\n') {
                lines++;
            }
            ascii &= b[p] > 0;
            p++;
        }
        if (last) {
            throw BadValueException.csv("Field " + (count + 1) + " opens a quote that is never closed; close it.");
        }
        return -1;
    }

    private int closed(int p, int end) {
        if (p < end && b[p] != ',' && b[p] != '\n' && b[p] != '\r') {
            throw BadValueException.csv(
                    "Field " + count + " goes on behind its closing quote; double the quotes inside a field.");
        }
        return p;
    }

    private void add(int start, int end, byte kind) {
        if (count == from.length) {
            from = Arrays.copyOf(from, count * 2);
            to = Arrays.copyOf(to, count * 2);
            how = Arrays.copyOf(how, count * 2);
        }
        from[count] = start;
        to[count] = end;
        how[count++] = kind;
    }

    private void checkText(int start, int end) {
        if (ascii) {
            return;
        }
        int bad = Utf8.firstInvalid(b, start, end);
        for (int i = start; bad < 0 && i < end; i++) {
            bad = b[i] == 0 ? i : -1;
        }
        if (bad >= 0) {
            throw BadValueException.csv("Byte " + (bad - start + 1) + " of the record is not UTF-8 text; send UTF-8.");
        }
    }

    /** The index behind the first newline. */
    static int lineEnd(byte[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            if (b[i] == '\n') {
                return i + 1;
            }
        }
        return to;
    }
}
