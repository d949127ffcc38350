package dev.freshet.lake;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.iceberg.io.PositionOutputStream;

/** A file in the making: buffered, its length known; what makes it durable is done once, when it is closed. Used by one thread. */
abstract class CountedOutput extends PositionOutputStream {
    private final OutputStream out;
    private long position;
    private boolean closed;

    CountedOutput(OutputStream to) {
        this.out = new BufferedOutputStream(to, 1 << 16);
    }

    /** Writes out the buffer, closes what was written to, and makes it durable. */
    abstract void finish() throws IOException;

    @Override
    public final long getPos() {
        return position;
    }

    @Override
    public final void write(int b) throws IOException {
        out.write(b);
        position++;
    }

    @Override
    public final void write(byte[] b, int off, int len) throws IOException {
        out.write(b, off, len);
        position += len;
    }

    @Override
    public final void flush() throws IOException {
        out.flush();
    }

    @Override
    public final void close() throws IOException {
        if (!closed) {
            closed = true;
            finish();
        }
    }
}
