package dev.freshet.ingest.format;

import java.nio.charset.StandardCharsets;

/** Strings in JSON's quotes. */
final class JsonText {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private JsonText() {}

    static void quote(String text, ByteSink out) {
        byte[] b = text.getBytes(StandardCharsets.UTF_8);
        quote(b, 0, b.length, out);
    }

    /** Quotes UTF-8 bytes, escaping only what JSON demands. */
    static void quote(byte[] b, int from, int length, ByteSink out) {
        out.write('"');
        int clean = from;
        int to = from + length;
        for (int i = from; i < to; i++) {
            int c = b[i];
            if (c >= 0 && (c < 0x20 || c == '"' || c == '\\')) {
                out.write(b, clean, i - clean);
                escape(c, out);
                clean = i + 1;
            }
        }
        out.write(b, clean, to - clean).write('"');
    }

    private static void escape(int c, ByteSink out) {
        out.write('\\');
        switch (c) {
            case '"', '\\' -> out.write(c);
            case '\n' -> out.write('n');
            case '\r' -> out.write('r');
            case '\t' -> out.write('t');
            case '\b' -> out.write('b');
            case '\f' -> out.write('f');
            default -> out.write('u').write('0').write('0').write(HEX[c >> 4]).write(HEX[c & 15]);
        }
    }
}
