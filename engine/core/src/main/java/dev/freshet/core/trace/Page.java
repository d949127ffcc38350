package dev.freshet.core.trace;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A piece of state that {@link StateMemory} may move to its file: a {@code long[]} or {@code byte[]}. */
final class Page {
    /** Where it is: at hand, in memory but out of its holder's sight, or in the file only. */
    enum Place {
        SHOWN,
        HIDDEN,
        FILED
    }

    final Pages<?> holder;
    final int index;
    final int bytes;
    private final boolean longs;
    Place place = Place.SHOWN;

    @Nullable
    Object data;

    /** Where in the file it has room, or -1. */
    long position = -1;

    /** The file does not have its present content. */
    boolean dirty = true;

    /** Neighbours in the queue of its place. */
    @Nullable
    Page before;

    @Nullable
    Page after;

    Page(Pages<?> holder, int index, int bytes, Object data) {
        this.holder = holder;
        this.index = index;
        this.bytes = bytes;
        this.data = data;
        this.longs = data instanceof long[];
    }

    /** The same for pages whose arrays are interchangeable. */
    int kind() {
        return longs ? -bytes : bytes;
    }

    Object newArray() {
        return longs ? new long[bytes / Long.BYTES] : new byte[bytes];
    }

    /** Pages in the order in which they came. */
    static final class Queue {
        private @Nullable Page first;
        private @Nullable Page last;
        private int size;

        int size() {
            return size;
        }

        /** The page that came first; there is one. */
        Page first() {
            return Objects.requireNonNull(first);
        }

        void add(Page p) {
            p.before = last;
            p.after = null;
            if (last == null) {
                first = p;
            } else {
                last.after = p;
            }
            last = p;
            size++;
        }

        void remove(Page p) {
            Page b = p.before;
            Page a = p.after;
            if (b == null) {
                first = a;
            } else {
                b.after = a;
            }
            if (a == null) {
                last = b;
            } else {
                a.before = b;
            }
            size--;
        }
    }
}
