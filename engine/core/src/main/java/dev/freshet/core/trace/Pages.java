package dev.freshet.core.trace;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Arrays by number, some of which may lie in a file: asking for one brings it back. What is at hand costs a look and a test
 * for null; that a page is written to shows in a second list, which lacks the pages that the file has unchanged. An array that
 * was given out is good until some {@link StateMemory#HELD} others have been asked for. One owner thread.
 *
 * @param <A> {@code long[]} or {@code byte[]}
 */
final class Pages<A> {
    private final StateMemory memory;
    private @Nullable Object[] readable = new Object[4];
    /** The same array where nothing is ever moved away. */
    private @Nullable Object[] writable;

    private @Nullable Page[] pages;

    Pages(StateMemory memory) {
        this.memory = memory;
        this.writable = memory.isBounded() ? new Object[4] : readable;
        this.pages = memory.isBounded() ? new Page[4] : new Page[0];
    }

    @SuppressWarnings("unchecked")
    A read(int index) {
        Object page = readable[index];
        return (A) (page != null ? page : bring(index, false));
    }

    /** As {@link #read}, for changing it. */
    @SuppressWarnings("unchecked")
    A write(int index) {
        Object page = writable[index];
        return (A) (page != null ? page : bring(index, true));
    }

    boolean has(int index) {
        return index < readable.length && (readable[index] != null || index < pages.length && pages[index] != null);
    }

    private Object bring(int index, boolean forWriting) {
        Page page = pages.length == 0 ? null : pages[index];
        if (page == null) {
            throw new IllegalStateException("page " + index + " is not there");
        }
        return memory.bring(page, forWriting);
    }

    /** Puts a page, new or in the place of a smaller one; {@code bytes} is its length. */
    void put(int index, A data, int bytes) {
        free(index);
        if (index >= readable.length) {
            grow(Math.max(index + 1, readable.length * 2));
        }
        if (memory.isBounded()) {
            Page page = new Page(this, index, bytes, data);
            pages[index] = page;
            memory.add(page);
        }
        readable[index] = data;
        writable[index] = data;
    }

    /** Gives a page up. */
    void free(int index) {
        if (index < pages.length) {
            Page page = pages[index];
            if (page != null) {
                memory.remove(page);
                pages[index] = null;
            }
        }
        if (index < readable.length) {
            hide(index);
        }
    }

    private void grow(int capacity) {
        boolean same = readable == writable;
        readable = Arrays.copyOf(readable, capacity);
        writable = same ? readable : Arrays.copyOf(writable, capacity);
        if (memory.isBounded()) {
            pages = Arrays.copyOf(pages, capacity);
        }
    }

    void show(int index, Object data, boolean dirty) {
        readable[index] = data;
        writable[index] = dirty ? data : null;
    }

    void hide(int index) {
        readable[index] = null;
        writable[index] = null;
    }

    /** Bytes of the lists themselves. */
    long bytes() {
        return 4L * readable.length + (memory.isBounded() ? 4L * writable.length + 64L * pages.length : 0);
    }
}
