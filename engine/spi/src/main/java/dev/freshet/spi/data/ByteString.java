package dev.freshet.spi.data;

import java.util.Arrays;
import java.util.HexFormat;

/** Immutable bytes with value equality: the boxed form of BYTES. */
public final class ByteString {
    private final byte[] bytes;

    public ByteString(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    public byte[] toArray() {
        return bytes.clone();
    }

    public int length() {
        return bytes.length;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof ByteString b && Arrays.equals(bytes, b.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "\\x" + HexFormat.of().formatHex(bytes);
    }
}
