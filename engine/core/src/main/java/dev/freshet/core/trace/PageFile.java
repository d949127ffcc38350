package dev.freshet.core.trace;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Pages in a file without name: it is deleted as soon as it is open. It is opened with the first page. Freed places are given
 * to pages of the same length. Not a channel, which an interrupted thread would close. One owner thread.
 */
final class PageFile {
    private static final int UNIT = 512;

    private final Path folder;
    private @Nullable RandomAccessFile file;
    private long end;
    private final Map<Integer, Places> free = new HashMap<>();
    private byte[] buffer = new byte[1 << 14];

    PageFile(Path folder) {
        this.folder = folder;
    }

    /** Positions that are free. */
    private static final class Places {
        long[] positions = new long[16];
        int count;

        void add(long position) {
            if (count == positions.length) {
                positions = Arrays.copyOf(positions, count * 2);
            }
            positions[count++] = position;
        }
    }

    private static int rounded(int bytes) {
        return (bytes + UNIT - 1) / UNIT * UNIT;
    }

    long allocate(int bytes) {
        Places places = free.get(rounded(bytes));
        if (places != null && places.count > 0) {
            return places.positions[--places.count];
        }
        long position = end;
        end += rounded(bytes);
        return position;
    }

    void release(long position, int bytes) {
        free.computeIfAbsent(rounded(bytes), _ -> new Places()).add(position);
    }

    void write(long position, Object data) throws IOException {
        RandomAccessFile f = open();
        f.seek(position);
        if (data instanceof long[] longs) {
            byte[] b = buffer(longs.length * 8);
            ByteBuffer.wrap(b).order(ByteOrder.nativeOrder()).asLongBuffer().put(longs);
            f.write(b, 0, longs.length * 8);
        } else {
            f.write((byte[]) data);
        }
    }

    void read(long position, Object into) throws IOException {
        RandomAccessFile f = open();
        f.seek(position);
        if (into instanceof long[] longs) {
            byte[] b = buffer(longs.length * 8);
            readFully(f, b, longs.length * 8);
            ByteBuffer.wrap(b).order(ByteOrder.nativeOrder()).asLongBuffer().get(longs);
        } else {
            readFully(f, (byte[]) into, ((byte[]) into).length);
        }
    }

    private static void readFully(RandomAccessFile f, byte[] into, int length) throws IOException {
        int at = 0;
        while (at < length) {
            int n = f.read(into, at, length - at);
            if (n < 0) {
                throw new EOFException("the file is shorter than it was");
            }
            at += n;
        }
    }

    private byte[] buffer(int length) {
        if (buffer.length < length) {
            buffer = new byte[length];
        }
        return buffer;
    }

    private RandomAccessFile open() throws IOException {
        RandomAccessFile f = file;
        if (f == null) {
            Files.createDirectories(folder);
            Path path = Files.createTempFile(folder, "state-", ".pages");
            f = new RandomAccessFile(path.toFile(), "rw");
            Files.delete(path);
            file = f;
        }
        return f;
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
