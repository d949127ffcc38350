package dev.freshet.core.operator;

import dev.freshet.core.trace.HashTrace;
import dev.freshet.core.trace.TraceObserver;
import dev.freshet.spi.data.ColumnBatch;
import org.jspecify.annotations.Nullable;

/** Keeps an {@link Expiry} in step with a trace, besides what another observer does. */
final class KeptSlots implements TraceObserver {
    private final HashTrace rows;
    private final Expiry expiry;
    private final TraceObserver inner;

    private KeptSlots(HashTrace rows, Expiry expiry, TraceObserver inner) {
        this.rows = rows;
        this.expiry = expiry;
        this.inner = inner;
    }

    /** Applies a delta; without an expiry as the trace does by itself. */
    static void apply(HashTrace rows, @Nullable Expiry expiry, ColumnBatch delta, TraceObserver observer) {
        rows.apply(delta, expiry == null ? observer : new KeptSlots(rows, expiry, observer));
    }

    /** Forgets what is due; returns how many rows. */
    static int forget(HashTrace rows, @Nullable Expiry expiry) {
        if (expiry == null) {
            return 0;
        }
        int n = 0;
        for (int slot = expiry.poll(); slot >= 0; slot = expiry.poll()) {
            rows.forget(slot);
            n++;
        }
        return n;
    }

    @Override
    public void inserted(int slot, int row) {
        if (!rows.isNull(expiry.column(), slot)) {
            expiry.add(slot, rows.longAt(expiry.column(), slot));
        }
        inner.inserted(slot, row);
    }

    @Override
    public void changing(int slot, long weightBefore, int row) {
        inner.changing(slot, weightBefore, row);
    }

    @Override
    public void settled() {
        inner.settled();
    }

    @Override
    public void removing(int slot) {
        expiry.remove(slot);
        inner.removing(slot);
    }
}
