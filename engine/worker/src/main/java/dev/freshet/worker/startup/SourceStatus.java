package dev.freshet.worker.startup;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What people should know of one source. Thread-safe. */
final class SourceStatus {
    private static final long WINDOW = 10_000;

    private final String connector;
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong bad = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private volatile String state = "RUNNING";
    private volatile @Nullable String trouble;
    private volatile boolean looked;
    private double recentRows;
    private double recentBad;

    SourceStatus(String connector) {
        this.connector = connector;
    }

    void state(String newState, @Nullable String why) {
        state = newState;
        trouble = why;
    }

    /** It was asked and had nothing more. */
    void looked() {
        looked = true;
    }

    /** Whether it may hold something that nobody has asked for yet. */
    boolean isUnread() {
        return !looked && state.equals("RUNNING") && !connector.equals("push");
    }

    /** Counts one intake; the shares of the last rows fade as later ones come. */
    synchronized void count(long accepted, long rejected, long size) {
        rows.addAndGet(accepted);
        bad.addAndGet(rejected);
        bytes.addAndGet(size);
        double fade = Math.max(0, 1 - (accepted + rejected) / (double) WINDOW);
        recentRows = recentRows * fade + accepted + rejected;
        recentBad = recentBad * fade + rejected;
    }

    /** Share of bad rows among the latest, 0 while there are fewer than a hundred bad ones. */
    synchronized double badShare() {
        return recentBad < 100 || recentRows == 0 ? 0 : recentBad / recentRows;
    }

    long rows() {
        return rows.get();
    }

    long badRows() {
        return bad.get();
    }

    Map<String, Object> describe() {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("connector", connector);
        out.put("state", state);
        out.put("rows", rows.get());
        out.put("bad_rows", bad.get());
        out.put("bytes", bytes.get());
        String t = trouble;
        if (t != null) {
            out.put("trouble", t);
        }
        return out;
    }
}
