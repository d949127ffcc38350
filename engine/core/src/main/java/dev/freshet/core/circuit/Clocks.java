package dev.freshet.core.circuit;

import java.util.HashMap;
import java.util.Map;

/** The times of a circuit: the watermark of each table, and the epoch's own time. One owner thread. */
public final class Clocks {
    /** No time yet. */
    public static final long UNSET = Long.MIN_VALUE;

    private final Map<String, Long> watermarks = new HashMap<>();
    private long version;
    private long now = UNSET;

    /** The watermark of a table in µs, or {@link #UNSET}. */
    public long watermark(String table) {
        return watermarks.getOrDefault(table, UNSET);
    }

    /** Watermarks only advance. */
    public void advance(String table, long micros) {
        if (micros > watermark(table)) {
            watermarks.put(table, micros);
            version++;
        }
    }

    /** Changes whenever a watermark does. */
    public long version() {
        return version;
    }

    /** The epoch's time in µs since 1970, or {@link #UNSET}. */
    public long now() {
        return now;
    }

    /** The epoch's time only advances. */
    public void now(long micros) {
        now = Math.max(now, micros);
    }
}
