package dev.freshet.core.trace;

import dev.freshet.spi.data.BytesColumn;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Byte strings of one column, each named by a word: up to seven bytes stand in the word itself, longer ones in pages, behind
 * their slot and length. A page that is mostly garbage is given up after its living strings have moved, so that a change
 * never costs more than a page. One owner thread.
 */
final class ByteHeap {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int INLINE = 7;
    private static final int HEAD = 8;
    private static final int FIRST_PAGE = 1 << 9;
    private static final int LARGEST_PAGE = 1 << 18;
    /** As {@link #LARGEST_PAGE}, where pages may be moved to a file. */
    private static final int LARGEST_MOVABLE = 1 << 14;

    private static final int OFFSET_BITS = 28;
    private static final long OFFSET_MASK = (1L << OFFSET_BITS) - 1;
    private static final long HEAP = 0xffL << 56;

    /** The word of an empty string. */
    static final long EMPTY = 0;

    private final SlotRows rows;
    private final int word;
    private final Pages<byte[]> pages;
    private final int largest;
    private int[] sizes = new int[4];
    private int[] used = new int[4];
    private int[] garbage = new int[4];
    private int pageCount;
    private int[] unused = new int[4];
    private int unusedCount;
    private int current = -1;
    private int nextSize = FIRST_PAGE;
    private long total;

    /** @param word where in a row its string's word stands: it changes when the string moves */
    ByteHeap(SlotRows rows, int word, StateMemory memory) {
        this.rows = rows;
        this.word = word;
        this.pages = new Pages<>(memory);
        this.largest = memory.isBounded() ? LARGEST_MOVABLE : LARGEST_PAGE;
    }

    private static boolean isInline(long w) {
        return w >>> 56 <= INLINE;
    }

    private static int page(long w) {
        return (int) ((w & ~HEAP) >>> OFFSET_BITS);
    }

    private static int offset(long w) {
        return (int) (w & OFFSET_MASK);
    }

    private static long pack(byte[] b, int from, int length) {
        long w = 0;
        if (from + 8 <= b.length) {
            w = (long) LONG.get(b, from) & ((1L << (8 * length)) - 1);
        } else {
            for (int i = 0; i < length; i++) {
                w |= (b[from + i] & 0xffL) << (8 * i);
            }
        }
        return w | ((long) length << 56);
    }

    /** The word of a new string of the row; what it had is freed before with {@link #free}. */
    long put(int slot, BytesColumn source, int row) {
        int from = source.start(row);
        int length = source.length(row);
        return length <= INLINE ? pack(source.data(), from, length) : store(slot, source.data(), from, length);
    }

    private long store(int slot, byte[] source, int from, int length) {
        int size = Math.addExact(length, HEAD);
        int p = size > largest / 4 ? open(size) : roomFor(size);
        int at = used[p];
        byte[] page = pages.write(p);
        INT.set(page, at, slot);
        INT.set(page, at + 4, length);
        System.arraycopy(source, from, page, at + HEAD, length);
        used[p] = at + size;
        return HEAP | (long) p << OFFSET_BITS | at;
    }

    private int roomFor(int size) {
        if (current < 0 || used[current] + size > sizes[current]) {
            current = open(Math.max(nextSize, size));
            nextSize = Math.min(largest, nextSize * 2);
        }
        return current;
    }

    private int open(int size) {
        int p = unusedCount > 0 ? unused[--unusedCount] : pageCount++;
        if (p == used.length) {
            sizes = Arrays.copyOf(sizes, p * 2);
            used = Arrays.copyOf(used, p * 2);
            garbage = Arrays.copyOf(garbage, p * 2);
        }
        pages.put(p, new byte[size], size);
        sizes[p] = size;
        used[p] = 0;
        garbage[p] = 0;
        total += size;
        return p;
    }

    /** The row has no string any more. */
    void free(int slot) {
        long w = rows.word(slot, word);
        if (isInline(w)) {
            return;
        }
        rows.setWord(slot, word, EMPTY);
        int p = page(w);
        garbage[p] += HEAD + length(w);
        if (garbage[p] == used[p]) {
            drop(p);
        } else if (p != current && garbage[p] > used[p] / 2) {
            evacuate(p);
        }
    }

    private void evacuate(int p) {
        int end = used[p];
        for (int at = 0; at < end; ) {
            byte[] page = pages.read(p);
            int slot = (int) INT.get(page, at);
            int length = (int) INT.get(page, at + 4);
            if (rows.word(slot, word) == (HEAP | (long) p << OFFSET_BITS | at)) {
                rows.setWord(slot, word, store(slot, page, at + HEAD, length));
            }
            at += HEAD + length;
        }
        drop(p);
    }

    private void drop(int p) {
        if (p == current) {
            used[p] = 0;
            garbage[p] = 0;
            return;
        }
        total -= sizes[p];
        pages.free(p);
        if (unusedCount == unused.length) {
            unused = Arrays.copyOf(unused, unusedCount * 2);
        }
        unused[unusedCount++] = p;
    }

    int length(long w) {
        return isInline(w) ? (int) (w >>> 56) : (int) INT.get(pages.read(page(w)), offset(w) + 4);
    }

    /** Where the bytes of a string lie: in a page, or unpacked into {@code room}. */
    byte[] data(long w, byte[] room) {
        if (isInline(w)) {
            LONG.set(room, 0, w);
            return room;
        }
        return pages.read(page(w));
    }

    /** Start of the bytes within {@link #data}. */
    int start(long w) {
        return isInline(w) ? 0 : offset(w) + HEAD;
    }

    boolean equal(long w, BytesColumn other, int row) {
        int n = other.length(row);
        int from = other.start(row);
        if (isInline(w)) {
            return n == (int) (w >>> 56) && w == pack(other.data(), from, n);
        }
        byte[] page = pages.read(page(w));
        int at = offset(w);
        return n == (int) INT.get(page, at + 4)
                && Arrays.equals(page, at + HEAD, at + HEAD + n, other.data(), from, from + n);
    }

    /** Order of unsigned bytes, of a string here and one there. Between inline strings a comparison of reversed words: bytes first, then the length. */
    int compare(long a, ByteHeap other, long b) {
        if (isInline(a) && isInline(b)) {
            return Long.compareUnsigned(Long.reverseBytes(a), Long.reverseBytes(b));
        }
        byte[] x = data(a, new byte[8]);
        byte[] y = other.data(b, new byte[8]);
        int s = start(a);
        int t = start(b);
        return Arrays.compareUnsigned(x, s, s + length(a), y, t, t + other.length(b));
    }

    /** Appends the string's bytes to {@code out}, from {@code at} on. */
    void copy(long w, byte[] out, int at, int length) {
        if (!isInline(w)) {
            System.arraycopy(pages.read(page(w)), offset(w) + HEAD, out, at, length);
        } else if (at + 8 <= out.length) {
            LONG.set(out, at, w);
        } else {
            for (int i = 0; i < length; i++) {
                out[at + i] = (byte) (w >>> (8 * i));
            }
        }
    }

    long bytes() {
        return total + 12L * used.length + pages.bytes();
    }
}
