package dev.freshet.spi.connect;

/** What a source's row does to its table. The codes are stable: they are stored in {@link InputRows#ops}. */
public enum Op {
    /** Adds the row; with a primary key an existing key makes it a rejected row. */
    INSERT,
    /** Replaces the row of that key, or adds it. Without a key the same as adding. */
    UPSERT,
    /** Removes the row of that key (only key columns matter), or without a key one copy of the whole row. */
    DELETE;

    public byte code() {
        return (byte) ordinal();
    }

    public static Op of(byte code) {
        return values()[code];
    }
}
