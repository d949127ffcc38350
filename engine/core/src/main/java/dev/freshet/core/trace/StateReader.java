package dev.freshet.core.trace;

import dev.freshet.spi.data.BatchFormat1;
import dev.freshet.spi.data.ColumnBatch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Reads what a {@link StateWriter} wrote. */
public final class StateReader {
    private final List<byte[]> parts;

    public StateReader(List<byte[]> parts) {
        this.parts = parts;
    }

    public void batches(String tag, Consumer<ColumnBatch> reader) {
        for (byte[] part : parts) {
            int length = part[0] & 0xff;
            if (new String(part, 1, length, StandardCharsets.UTF_8).equals(tag)) {
                reader.accept(BatchFormat1.decode(Arrays.copyOfRange(part, 1 + length, part.length)));
            }
        }
    }

    /** All parts as they are, by their tag. */
    public void raw(BiConsumer<String, byte[]> reader) {
        for (byte[] part : parts) {
            int length = part[0] & 0xff;
            reader.accept(
                    new String(part, 1, length, StandardCharsets.UTF_8),
                    Arrays.copyOfRange(part, 1 + length, part.length));
        }
    }

    public void trace(String tag, HashTrace trace) {
        batches(tag, trace::apply);
    }
}
