package dev.freshet.ingest.format;

/** The byte order mark that some programs put before UTF-8. */
final class Bom {
    private Bom() {}

    /** The index behind the mark, or {@code from}. */
    static int skip(byte[] b, int from, int to) {
        boolean mark =
                to - from >= 3 && b[from] == (byte) 0xef && b[from + 1] == (byte) 0xbb && b[from + 2] == (byte) 0xbf;
        return mark ? from + 3 : from;
    }
}
