package dev.freshet.ingest.format;

/** Turns bytes into rows for one schema. Reusable, used by one thread at a time. Bad input never throws. */
public interface Decoder {
    /** A new file, request or record follows: forgets any header; its first line has this 1-based number. */
    void start(long firstLine);

    /**
     * Decodes the records in {@code bytes[from, to)} in order and returns the index behind the last complete one. With
     * {@code last} the bytes end the input, so that all of them are taken. The bytes are not kept.
     */
    int decode(byte[] bytes, int from, int to, boolean last, DecodedRows out);

    /**
     * After {@link #start}: takes the header, where the format has one, and goes on at the given line elsewhere in the
     * input. Returns the index behind the header.
     */
    default int resume(byte[] bytes, int from, int to, long atLine) {
        start(atLine);
        return from;
    }

    /** The 1-based number of the line that comes next. */
    long line();

    /** Decodes a whole input. */
    default void decodeAll(byte[] bytes, DecodedRows out) {
        start(1);
        decode(bytes, 0, bytes.length, true, out);
    }
}
