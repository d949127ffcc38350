package dev.freshet.core.operator;

import dev.freshet.core.trace.HashTrace;

/** Keeps an {@link Expiry} in step with a trace, besides what another observer does. */
final class KeptSlots implements HashTrace.Observer {
    private final HashTrace rows;
    private final Expiry expiry;
    private final HashTrace.Observer inner;

    KeptSlots(HashTrace rows, Expiry expiry, HashTrace.Observer inner) {
        this.rows = rows;
        this.expiry = expiry;
        this.inner = inner;
    }

    /** Forgets what is due; returns how many rows. */
    static int forget(HashTrace rows, Expiry expiry) {
        int n = 0;
        for (int slot = expiry.poll(); slot >= 0; slot = expiry.poll()) {
            rows.forget(slot);
            n++;
        }
        return n;
    }

    @Override
    public void inserted(int slot) {
        if (!rows.isNull(expiry.column(), slot)) {
            expiry.add(slot, rows.longAt(expiry.column(), slot));
        }
        inner.inserted(slot);
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
