package dev.freshet.ingest.format;

import dev.freshet.spi.connect.InputRows;
import dev.freshet.spi.connect.Op;
import dev.freshet.spi.connect.Rejected;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ByteString;
import dev.freshet.spi.data.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects what a decoder yields for one table: accepted rows in columns, and the rejected records. Not thread-safe. */
public final class DecodedRows {
    /** Bytes of a bad record that are kept. */
    public static final int MAX_PAYLOAD = 64 * 1024;

    private final String source;
    private final BatchBuilder builder;
    private byte @Nullable [] ops;
    private List<Rejected> rejected = new ArrayList<>();
    private Supplier<Map<String, String>> origin = Map::of;

    /** {@code source} names the source in bad records. */
    public DecodedRows(String source, Schema schema) {
        this.source = source;
        this.builder = new BatchBuilder(schema);
    }

    /** Where what follows comes from (file, partition, request …); the decoder adds the line. */
    public void origin(Map<String, String> newOrigin) {
        origin = () -> newOrigin;
    }

    /** The same, asked only when there is a bad record. */
    public void origins(Supplier<Map<String, String>> newOrigins) {
        origin = newOrigins;
    }

    public int accepted() {
        return builder.size();
    }

    public int rejectedCount() {
        return rejected.size();
    }

    public boolean isEmpty() {
        return builder.size() == 0 && rejected.isEmpty();
    }

    /** For who appends values itself; each row is closed by {@link #endRow}. */
    public BatchBuilder builder() {
        return builder;
    }

    public void endRow(Op op) {
        int row = builder.size();
        if (op != Op.UPSERT && ops == null) {
            ops = new byte[Math.max(16, row + 1)];
            Arrays.fill(ops, 0, row, Op.UPSERT.code());
        }
        if (ops != null) {
            if (row == ops.length) {
                ops = Arrays.copyOf(ops, row + (row >> 1) + 1);
            }
            ops[row] = op.code();
        }
        builder.endRow();
    }

    /** A bad record; {@code line} 0 when lines mean nothing there. */
    public void reject(BadValueException why, long line, byte[] bytes, int from, int to) {
        Map<String, String> where = origin.get();
        if (line > 0) {
            where = new LinkedHashMap<>(where);
            where.put("line", Long.toString(line));
        }
        byte[] payload = Arrays.copyOfRange(bytes, from, Math.min(to, from + MAX_PAYLOAD));
        rejected.add(new Rejected(source, why.code(), why.detail(), where, new ByteString(payload)));
    }

    /** The accepted rows since the last call, for the given table. */
    public InputRows takeRows(String table) {
        byte[] taken = ops;
        ops = null;
        return new InputRows(table, builder.build(), taken);
    }

    /** The rejected records since the last call. */
    public List<Rejected> takeRejected() {
        List<Rejected> taken = rejected;
        rejected = new ArrayList<>();
        return taken;
    }
}
