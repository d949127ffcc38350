package dev.freshet.shell.sql;

import java.io.BufferedReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Cuts a stream of characters into statements as their semicolons arrive. */
final class ScriptReader {
    /** A statement with its semicolon, and the line (from 1) and column (from 1) of its first character. */
    record Piece(String text, int line, int column) {}

    private final BufferedReader in;
    private final StringBuilder buffer = new StringBuilder();
    private int scanned;
    private int line = 1;
    private int column = 1;
    private char inside;
    private int commentDepth;
    private boolean ended;

    ScriptReader(BufferedReader in) {
        this.in = in;
    }

    /** True when a part of a statement has been read. */
    boolean midway() {
        return !buffer.toString().isBlank();
    }

    /** The next statement; null at the end of the input. */
    @Nullable
    Piece next() throws IOException {
        while (true) {
            int end = scan();
            if (end >= 0) {
                return cut(end);
            }
            if (ended) {
                return buffer.toString().isBlank() ? null : cut(buffer.length());
            }
            String more = in.readLine();
            if (more == null) {
                ended = true;
            } else {
                buffer.append(more).append('\n');
            }
        }
    }

    private Piece cut(int end) {
        int start = 0;
        while (start < end && Character.isWhitespace(buffer.charAt(start))) {
            start++;
        }
        advance(start);
        Piece piece = new Piece(buffer.substring(start, end), line, column);
        advance(start, end);
        buffer.delete(0, end);
        scanned = 0;
        return piece;
    }

    private void advance(int end) {
        advance(0, end);
    }

    private void advance(int from, int end) {
        for (int i = from; i < end; i++) {
            if (buffer.charAt(i) == '\n') {
                line++;
                column = 1;
            } else {
                column++;
            }
        }
    }

    /** Index behind the next semicolon that ends a statement, or −1. */
    private int scan() {
        for (; scanned < buffer.length(); scanned++) {
            char c = buffer.charAt(scanned);
            char next = scanned + 1 < buffer.length() ? buffer.charAt(scanned + 1) : 0;
            if (inside == 0) {
                if (c == ';') {
                    return ++scanned;
                }
                open(c, next);
            } else {
                inside(c, next);
            }
        }
        return -1;
    }

    private void open(char c, char next) {
        if (c == '\'') {
            boolean escapes = scanned > 0
                    && "eE".indexOf(buffer.charAt(scanned - 1)) >= 0
                    && (scanned < 2 || !Character.isUnicodeIdentifierPart(buffer.charAt(scanned - 2)));
            inside = escapes ? 'e' : '\'';
        } else if (c == '"') {
            inside = '"';
        } else if (c == '-' && next == '-') {
            inside = '-';
        } else if (c == '/' && next == '*') {
            inside = '*';
            commentDepth = 1;
            scanned++;
        }
    }

    private void inside(char c, char next) {
        boolean over = switch (inside) {
            case '-' -> c == '\n';
            case '*' -> comment(c, next);
            case 'e' -> {
                scanned += c == '\\' ? 1 : 0;
                yield c == '\'';
            }
            default -> c == inside;
        };
        if (over) {
            inside = 0;
        }
    }

    private boolean comment(char c, char next) {
        if (c == '*' && next == '/') {
            scanned++;
            commentDepth--;
        }
        return commentDepth == 0;
    }
}
