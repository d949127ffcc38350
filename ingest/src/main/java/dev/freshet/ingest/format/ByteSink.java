package dev.freshet.ingest.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing byte array to print into. Not thread-safe. */
public final class ByteSink {
    private byte[] bytes;
    private int size;

    public ByteSink() {
        this(256);
    }

    public ByteSink(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    public int size() {
        return size;
    }

    /** The array itself; valid up to {@link #size} and until the next write. */
    public byte[] array() {
        return bytes;
    }

    public void clear() {
        size = 0;
    }

    /** Takes back the last byte. */
    public void dropLast() {
        size--;
    }

    public byte[] toArray() {
        return Arrays.copyOf(bytes, size);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, size, StandardCharsets.UTF_8);
    }

    private void reserve(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), bytes.length + (bytes.length >> 1)));
        }
    }

    public ByteSink write(int b) {
        reserve(1);
        bytes[size++] = (byte) b;
        return this;
    }

    public ByteSink write(byte[] source) {
        return write(source, 0, source.length);
    }

    public ByteSink write(byte[] source, int from, int length) {
        reserve(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
        return this;
    }

    public ByteSink text(String text) {
        return write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Decimal digits of a number. */
    public ByteSink number(long value) {
        if (value < 0) {
            return value == Long.MIN_VALUE
                    ? text(Long.toString(value))
                    : write('-').number(-value);
        }
        int digits = 1;
        for (long v = value; v >= 10; v /= 10) {
            digits++;
        }
        return padded(value, digits);
    }

    /** A non-negative number with leading zeros, its last {@code digits} digits. */
    public ByteSink padded(long value, int digits) {
        reserve(digits);
        long rest = value;
        for (int i = size + digits - 1; i >= size; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += digits;
        return this;
    }
}
