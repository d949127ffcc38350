package dev.freshet.spi.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

/**
 * Byte strings on their way into or out of a snapshot that need not fit into memory: they lie in a file without a name, which
 * goes with the last reference to it. Thread-safe; an interrupt does not harm it.
 */
public final class PartFile {
    private final RandomAccessFile file;
    private long end;

    private PartFile(RandomAccessFile file) {
        this.file = file;
    }

    /** A piece of the file. */
    public record Extent(long position, int length) {}

    /** @throws UncheckedIOException when the folder cannot be written to */
    public static PartFile in(Path folder) {
        try {
            Files.createDirectories(folder);
            Path path = Files.createTempFile(folder, "state-", ".parts");
            PartFile made = new PartFile(new RandomAccessFile(path.toFile(), "rw"));
            Files.delete(path);
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException("no file for state can be made in " + folder + ": " + e.getMessage(), e);
        }
    }

    public synchronized Extent add(byte[] bytes) {
        try {
            file.seek(end);
            file.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("state on its way cannot be written: " + e.getMessage(), e);
        }
        Extent added = new Extent(end, bytes.length);
        end += bytes.length;
        return added;
    }

    private synchronized void read(Extent extent, byte[] into, int at) {
        try {
            file.seek(extent.position());
            file.readFully(into, at, extent.length());
        } catch (IOException e) {
            throw new UncheckedIOException("state on its way cannot be read back: " + e.getMessage(), e);
        }
    }

    /** Byte strings of one or more extents each, read whenever they are asked for. */
    public List<byte[]> list(List<List<Extent>> parts) {
        List<List<Extent>> copy = new ArrayList<>(parts);
        return new AbstractList<>() {
            @Override
            public byte[] get(int index) {
                List<Extent> extents = copy.get(index);
                byte[] out = new byte[extents.stream().mapToInt(Extent::length).sum()];
                int at = 0;
                for (Extent e : extents) {
                    read(e, out, at);
                    at += e.length();
                }
                return out;
            }

            @Override
            public int size() {
                return copy.size();
            }
        };
    }
}
