package dev.freshet.core.trace;

import dev.freshet.spi.data.BatchFormat1;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.store.PartFile;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects one operator's state as parts: a tag (length u8, UTF-8) and a batch of format 1. */
public final class StateWriter {
    private static final int ROWS_PER_PART = 65_536;

    private final List<byte[]> parts = new ArrayList<>();
    private final List<List<PartFile.Extent>> filed = new ArrayList<>();
    private final @Nullable PartFile file;

    /** Parts are collected in memory. */
    public StateWriter() {
        this(null);
    }

    /** Parts are collected in a file, unless that is null. */
    public StateWriter(@Nullable PartFile file) {
        this.file = file;
    }

    public void batch(String tag, ColumnBatch batch) {
        raw(tag, BatchFormat1.encode(batch));
    }

    /** A part of something's state inside this one's. */
    public void raw(String tag, byte[] body) {
        byte[] name = tag.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(1 + name.length + body.length);
        out.write(name.length);
        out.writeBytes(name);
        out.writeBytes(body);
        if (file == null) {
            parts.add(out.toByteArray());
        } else {
            filed.add(List.of(file.add(out.toByteArray())));
        }
    }

    public void trace(String tag, HashTrace trace) {
        HashTrace.Cursor cursor = trace.scan(ROWS_PER_PART);
        for (ColumnBatch b = cursor.next(); !b.isEmpty(); b = cursor.next()) {
            batch(tag, b);
        }
    }

    public List<byte[]> parts() {
        return file == null ? parts : file.list(filed);
    }
}
