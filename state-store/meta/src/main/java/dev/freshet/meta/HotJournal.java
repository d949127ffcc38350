package dev.freshet.meta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.id.PipelineId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads a pipeline's epochs and the part of their rows that still lies in Postgres. Thread-safe; blocks on IO. */
public final class HotJournal {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final WorkerDatabase database;
    private final PipelineId pipeline;

    public HotJournal(WorkerDatabase database, PipelineId pipeline) {
        this.database = database;
        this.pipeline = pipeline;
    }

    /** Where the history lies: {@code since} ≤ {@code lake} ≤ {@code head}; later than {@code lake} it is hot. */
    public record Bounds(long since, long lake, long head, long hotBytes) {}

    /** An epoch without its rows. */
    public record Epoch(
            long number, int version, Map<String, String> positions, Map<String, Long> ticks, String outputHash) {}

    /** Place and size of one stored batch. */
    public record Slot(long epoch, String kind, String collection, long bytes) {}

    /** A stored batch; kind J, O or V. */
    public record Stored(long epoch, String kind, String collection, ColumnBatch rows) {}

    /** What one snapshot of the database said; {@code rows} covers the epochs of {@code epochs} later than the lake's. */
    public record Page(Bounds bounds, List<Epoch> epochs, List<Stored> rows) {}

    public Bounds bounds() {
        return database.run("read the bounds of the journal", this::bounds);
    }

    private Bounds bounds(Connection c) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("""
                SELECT since_epoch, lake_epoch, head_epoch, hot_bytes FROM freshet.ledger WHERE pipeline_uid = ?""")) {
            s.setObject(1, pipeline.uid());
            try (ResultSet row = s.executeQuery()) {
                if (!row.next()) {
                    throw new LedgerException("the ledger has no pipeline " + pipeline + " for this login");
                }
                return new Bounds(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
            }
        }
    }

    /** At most {@code limit} epochs in {@code (after, upTo]}, in order. */
    public List<Epoch> epochs(long after, long upTo, int limit) {
        return database.run("read epochs", c -> epochs(c, after, upTo, limit));
    }

    private List<Epoch> epochs(Connection c, long after, long upTo, int limit) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("""
                SELECT epoch, version, positions, ticks, output_hash FROM freshet.epoch
                 WHERE pipeline_uid = ? AND epoch > ? AND epoch <= ? ORDER BY epoch LIMIT ?""")) {
            s.setObject(1, pipeline.uid());
            s.setLong(2, after);
            s.setLong(3, upTo);
            s.setInt(4, limit);
            try (ResultSet row = s.executeQuery()) {
                List<Epoch> out = new ArrayList<>();
                while (row.next()) {
                    out.add(new Epoch(
                            row.getLong(1),
                            row.getInt(2),
                            texts(row.getString(3)),
                            longs(row.getString(4)),
                            row.getString(5)));
                }
                return out;
            }
        }
    }

    /** Where hot batches of epochs in {@code [from, to]} lie, by kind, collection and epoch. */
    public List<Slot> slots(long from, long to) {
        return database.run("list the hot journal", c -> slots(c, from, to));
    }

    private List<Slot> slots(Connection c, long from, long to) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("""
                SELECT epoch, kind, collection, raw_bytes FROM freshet.hot_journal
                 WHERE pipeline_uid = ? AND epoch BETWEEN ? AND ? ORDER BY kind, collection, epoch""")) {
            s.setObject(1, pipeline.uid());
            s.setLong(2, from);
            s.setLong(3, to);
            try (ResultSet row = s.executeQuery()) {
                List<Slot> out = new ArrayList<>();
                while (row.next()) {
                    out.add(new Slot(row.getLong(1), row.getString(2), row.getString(3), row.getLong(4)));
                }
                return out;
            }
        }
    }

    /** One collection's batches of epochs in {@code [from, to]}, in order. */
    public List<Stored> rows(String kind, String collection, long from, long to) {
        return database.run("read the hot journal", c -> {
            try (PreparedStatement s = c.prepareStatement("""
                    SELECT epoch, kind, collection, row_count, codec, raw_bytes, bytes FROM freshet.hot_journal
                     WHERE pipeline_uid = ? AND epoch BETWEEN ? AND ? AND kind = ? AND collection = ?
                     ORDER BY epoch""")) {
                s.setObject(1, pipeline.uid());
                s.setLong(2, from);
                s.setLong(3, to);
                s.setString(4, kind);
                s.setString(5, collection);
                return stored(s);
            }
        });
    }

    private static List<Stored> stored(PreparedStatement s) throws SQLException {
        try (ResultSet row = s.executeQuery()) {
            List<Stored> out = new ArrayList<>();
            while (row.next()) {
                HotBatch batch = new HotBatch(row.getInt(4), row.getInt(5), row.getInt(6), row.getBytes(7));
                out.add(new Stored(row.getLong(1), row.getString(2), row.getString(3), batch.unpack()));
            }
            return out;
        }
    }

    /**
     * Epochs {@code after+1 …} as far as they reach {@code upTo}, {@code limit} epochs or about {@code bytes} of hot
     * rows, all of one snapshot: whether an epoch's rows are here or in the lake is decided by the page's bounds.
     */
    public Page page(long after, long upTo, int limit, long bytes) {
        return database.run("read the journal", c -> {
            c.setAutoCommit(false);
            try {
                c.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                Page page = page(c, new Reach(after, upTo, limit, bytes));
                c.commit();
                return page;
            } finally {
                c.rollback();
                c.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                c.setAutoCommit(true);
            }
        });
    }

    private record Reach(long after, long upTo, int limit, long bytes) {}

    private Page page(Connection c, Reach reach) throws SQLException {
        Bounds bounds = bounds(c);
        List<Epoch> epochs = epochs(c, reach.after(), Math.min(reach.upTo(), bounds.head()), reach.limit());
        if (epochs.isEmpty() || epochs.getFirst().number() <= bounds.lake()) {
            return new Page(bounds, epochs, List.of());
        }
        long last = lastWithin(c, reach.after() + 1, epochs.getLast().number(), reach.bytes());
        epochs.removeIf(e -> e.number() > last);
        try (PreparedStatement s = c.prepareStatement("""
                SELECT epoch, kind, collection, row_count, codec, raw_bytes, bytes FROM freshet.hot_journal
                 WHERE pipeline_uid = ? AND epoch BETWEEN ? AND ? AND kind IN ('J', 'O') ORDER BY epoch""")) {
            s.setObject(1, pipeline.uid());
            s.setLong(2, reach.after() + 1);
            s.setLong(3, last);
            return new Page(bounds, epochs, stored(s));
        }
    }

    /** The last epoch up to which the rows stay below the limit; at least the first. */
    private long lastWithin(Connection c, long from, long to, long limit) throws SQLException {
        TreeMap<Long, Long> sizes = new TreeMap<>();
        slots(c, from, to).forEach(s -> sizes.merge(s.epoch(), s.bytes(), Long::sum));
        long sum = 0;
        for (Map.Entry<Long, Long> e : sizes.entrySet()) {
            sum += e.getValue();
            if (sum > limit) {
                return Math.max(from, e.getKey() - 1);
            }
        }
        return to;
    }

    private static Map<String, String> texts(String json) {
        Map<String, String> out = new LinkedHashMap<>();
        tree(json).properties().forEach(e -> out.put(e.getKey(), e.getValue().toString()));
        return out;
    }

    private static Map<String, Long> longs(String json) {
        Map<String, Long> out = new LinkedHashMap<>();
        tree(json).properties().forEach(e -> out.put(e.getKey(), e.getValue().asLong()));
        return out;
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new LedgerException("a stored epoch is not JSON: " + e.getMessage(), e);
        }
    }
}
