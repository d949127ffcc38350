package dev.freshet.ingest.flow;

/**
 * When an epoch is cut.
 *
 * @param maxRows rows after which an epoch is full; an intake larger than that makes an epoch of its own
 * @param maxMillis longest wait of a queued intake before its epoch is cut
 * @param urgentMillis the same for an intake that somebody waits for ({@link dev.freshet.spi.connect.Intake.Reply#isAwaited})
 * @param maxBytes what may be queued in all before sources have to wait
 */
public record CutRules(int maxRows, long maxMillis, long urgentMillis, long maxBytes) {
    public CutRules {
        if (maxRows < 1 || maxMillis < 0 || urgentMillis < 0 || maxBytes < 1) {
            throw new IllegalArgumentException("epoch rules must be positive: max_rows " + maxRows + ", max_ms "
                    + maxMillis + ", bytes " + maxBytes);
        }
    }

    private static final long MAX_QUEUED = 64L << 20;
    /** Decoded rows take more than the bytes they came in. */
    private static final int SHARE_OF_HEAP = 16;

    /** A waiting request lingers 2 ms at most; 64 MiB may queue, less in a small heap. */
    public static CutRules of(int maxRows, long maxMillis) {
        long heap = Runtime.getRuntime().maxMemory();
        return new CutRules(maxRows, maxMillis, Math.min(2, maxMillis), Math.min(MAX_QUEUED, heap / SHARE_OF_HEAP));
    }
}
