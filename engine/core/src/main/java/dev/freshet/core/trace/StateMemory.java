package dev.freshet.core.trace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How much of the state may be in memory: what is beyond it lies in a file, cold pages first. Traces belong to the memory in
 * whose {@link #scope} they are made, and to its one owner thread; without one they are unbounded.
 *
 * <p>Which pages are cold is found without counting reads: the pages that came first are hidden from their holders, who ask
 * for those that they still need and so bring them back to the end of the queue; of the others the one hidden longest goes to
 * the file (segmented first-in-first-out, Turner and Levy 1981).
 */
public final class StateMemory {
    /** A page stays where it is until so many others have come. */
    static final int HELD = 32;

    /** Nothing is moved away. */
    public static final StateMemory UNBOUNDED = new StateMemory(Long.MAX_VALUE, null);

    private static final ScopedValue<StateMemory> SCOPE = ScopedValue.newInstance();
    /** One page of this many is hidden, to see whether it is still needed. */
    private static final int HIDDEN_SHARE = 4;

    private static final int SPARE_ARRAYS = 64;

    private final @Nullable PageFile file;
    private final Page.Queue shown = new Page.Queue();
    private final Page.Queue hidden = new Page.Queue();
    /** Arrays without content, by length in bytes; those of longs negated. */
    private final Map<Integer, ArrayDeque<Object>> spare = new HashMap<>();

    private long limit;
    private long resident;
    private long filed;
    private long reads;
    private long writes;

    private StateMemory(long limit, @Nullable PageFile file) {
        this.limit = limit;
        this.file = file;
    }

    /** At most {@code bytes} in memory, the rest in a file of the folder, which is gone when the process ends. */
    public static StateMemory bounded(long bytes, Path folder) {
        return new StateMemory(bytes, new PageFile(folder));
    }

    /** The memory of the traces that are made here and now. */
    static StateMemory current() {
        return SCOPE.orElse(UNBOUNDED);
    }

    /** All traces that {@code maker} makes on this thread belong to this memory. */
    public <T> T scope(Supplier<T> maker) {
        return ScopedValue.where(SCOPE, this).call(maker::get);
    }

    public boolean isBounded() {
        return file != null;
    }

    /** From now on at most so many bytes; a few pages stay in any case. */
    public void limit(long bytes) {
        limit = bytes;
        fit(0);
    }

    /** Bytes of pages in memory. */
    public long residentBytes() {
        return resident;
    }

    /** Bytes of pages that are in the file only. */
    public long filedBytes() {
        return filed;
    }

    /** Pages read back from the file so far. */
    public long reads() {
        return reads;
    }

    /** Pages written to the file so far. */
    public long writes() {
        return writes;
    }

    void add(Page page) {
        fit(page.bytes);
        resident += page.bytes;
        shown.add(page);
    }

    /** The page's content, at hand; of {@code forWriting} the file's copy is out of date. */
    Object bring(Page page, boolean forWriting) {
        Object data = page.data;
        switch (page.place) {
            case SHOWN -> shown.remove(page);
            case HIDDEN -> hidden.remove(page);
            case FILED -> data = read(page);
        }
        if (data == null) {
            throw new IllegalStateException("a page without content");
        }
        page.place = Page.Place.SHOWN;
        page.dirty |= forWriting;
        shown.add(page);
        page.holder.show(page.index, data, page.dirty);
        return data;
    }

    private Object read(Page page) {
        fit(page.bytes);
        Object data = array(page);
        try {
            file().read(page.position, data);
        } catch (IOException e) {
            throw new UncheckedIOException("state cannot be read back from " + file() + ": " + e.getMessage(), e);
        }
        reads++;
        page.data = data;
        resident += page.bytes;
        filed -= page.bytes;
        return data;
    }

    private Object array(Page page) {
        ArrayDeque<Object> free = spare.get(page.kind());
        Object array = free == null ? null : free.poll();
        return array != null ? array : page.newArray();
    }

    /** Moves pages away until there is room for {@code bytes} more. */
    private void fit(long bytes) {
        while (resident + bytes > limit && shown.size() + hidden.size() > 2 * HELD) {
            while (hidden.size() < Math.max(HELD, shown.size() / HIDDEN_SHARE)) {
                hide(shown.first());
            }
            file(hidden.first());
        }
    }

    private void hide(Page page) {
        shown.remove(page);
        page.place = Page.Place.HIDDEN;
        page.holder.hide(page.index);
        hidden.add(page);
    }

    private void file(Page page) {
        Object data = page.data;
        if (page.dirty && data != null) {
            write(page, data);
        }
        hidden.remove(page);
        page.place = Page.Place.FILED;
        resident -= page.bytes;
        filed += page.bytes;
        if (data != null) {
            keep(page, data);
        }
        page.data = null;
    }

    private void write(Page page, Object data) {
        try {
            if (page.position < 0) {
                page.position = file().allocate(page.bytes);
            }
            file().write(page.position, data);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "state beyond the memory budget cannot be written to " + file() + ": " + e.getMessage(), e);
        }
        writes++;
        page.dirty = false;
    }

    private void keep(Page page, Object data) {
        ArrayDeque<Object> free = spare.computeIfAbsent(page.kind(), _ -> new ArrayDeque<>());
        if (free.size() < SPARE_ARRAYS) {
            free.push(data);
        }
    }

    private PageFile file() {
        if (file == null) {
            throw new IllegalStateException("an unbounded memory has no file");
        }
        return file;
    }

    /** The page's holder needs it no more. */
    void remove(Page page) {
        switch (page.place) {
            case SHOWN -> shown.remove(page);
            case HIDDEN -> hidden.remove(page);
            case FILED -> filed -= page.bytes;
        }
        if (page.place != Page.Place.FILED) {
            resident -= page.bytes;
        }
        if (page.position >= 0) {
            file().release(page.position, page.bytes);
        }
    }
}
