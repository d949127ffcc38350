package dev.freshet.spi.store;

/** What must have happened to an epoch before it is shown and answered. */
public enum Durability {
    /** It lies in Iceberg. */
    SYNC,
    /** It lies in the hot journal. */
    BALANCED,
    /** As BALANCED, in epochs of up to a minute; a push is answered before, unless it asks to wait. */
    ECONOMY,
    /** Nothing: it becomes durable soon after, and a crash may lose it. */
    PREVIEW;

    /** The longest wait of queued input where the definition says nothing, in milliseconds. */
    public long defaultMaxMillis() {
        return this == ECONOMY ? 60_000 : 200;
    }
}
