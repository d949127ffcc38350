package dev.freshet.cli.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts a stream of lines into batches of a size, at line boundaries only; in CSV a line break inside quotes is none, and
 * every batch begins with the header. A line larger than a batch goes alone. Holds one batch and one line in memory.
 */
final class LineBatches {
    /** What the service takes in one request: 8 MiB. */
    static final int MOST = 8 << 20;

    private final InputStream in;
    private final boolean csv;
    private final int size;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int end;
    private byte[] header = {};
    private byte[] ahead = {};
    private boolean begun;

    LineBatches(InputStream in, boolean csv, int size) {
        this.in = in;
        this.csv = csv;
        this.size = size;
    }

    /** The next batch, empty at the end. A CSV file with nothing but its header has none. */
    Optional<byte[]> next() throws IOException {
        if (!begun) {
            begun = true;
            header = csv ? line() : header;
            ahead = line();
        }
        if (ahead.length == 0) {
            return Optional.empty();
        }
        ByteArrayOutputStream batch = new ByteArrayOutputStream(Math.min(size, 1 << 20));
        batch.write(header);
        do {
            batch.write(ahead);
            ahead = line();
        } while (ahead.length > 0 && batch.size() + ahead.length <= size);
        return Optional.of(batch.toByteArray());
    }

    /** One line with its break, which is added where the last line lacks it; empty at the end. */
    private byte[] line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        boolean quoted = false;
        while (fill()) {
            int stop = at;
            boolean over = false;
            while (stop < end && !over) {
                byte b = buffer[stop++];
                quoted ^= csv && b == '"';
                over = b == '\n' && !quoted;
            }
            line.write(buffer, at, stop - at);
            at = stop;
            if (over) {
                return line.toByteArray();
            }
        }
        byte[] last = line.toByteArray();
        return last.length == 0 || last[last.length - 1] == '\n' ? last : withBreak(last);
    }

    private boolean fill() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, in.read(buffer));
        }
        return at < end;
    }

    private static byte[] withBreak(byte[] line) {
        byte[] ended = Arrays.copyOf(line, line.length + 1);
        ended[line.length] = '\n';
        return ended;
    }
}
