package dev.freshet.meta;

import dev.freshet.spi.data.ByteString;
import dev.freshet.spi.id.TenantId;
import dev.freshet.spi.store.Memo;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The memo of one tenant in Postgres. Many processes may use it at once; the first value of a key wins. */
public final class PostgresMemo implements Memo {
    private static final int KEYS = 1000;
    private static final int VALUES = 200;
    private static final long BYTES = 8 << 20;
    private static final String GET = """
            SELECT m.function, encode(m.sha256, 'hex'), m.failed, m.bytes
              FROM unnest(?::text[], ?::text[]) AS wanted(function, hex)
              JOIN freshet.memo m ON m.tenant_id = ? AND m.function = wanted.function
                                 AND m.sha256 = decode(wanted.hex, 'hex')""";
    private static final String PUT = """
            INSERT INTO freshet.memo (tenant_id, function, sha256, failed, bytes)
            SELECT ?, function, decode(hex, 'hex'), failed, bytes
              FROM unnest(?::text[], ?::text[], ?::bool[], ?::bytea[]) AS u(function, hex, failed, bytes)
            ON CONFLICT (tenant_id, function, sha256) DO NOTHING""";

    private final WorkerDatabase database;
    private final TenantId tenant;

    public PostgresMemo(WorkerDatabase database, TenantId tenant) {
        this.database = database;
        this.tenant = tenant;
    }

    @Override
    public Map<MemoKey, MemoValue> get(Collection<MemoKey> keys) {
        List<MemoKey> all = keys.stream().distinct().toList();
        Map<MemoKey, MemoValue> found = new HashMap<>();
        if (!all.isEmpty()) {
            database.run("read the memo", c -> {
                for (int from = 0; from < all.size(); from += KEYS) {
                    get(c, all.subList(from, Math.min(all.size(), from + KEYS)), found);
                }
                return found;
            });
        }
        return found;
    }

    private void get(Connection c, List<MemoKey> keys, Map<MemoKey, MemoValue> to) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(GET)) {
            s.setArray(1, texts(c, keys.stream().map(MemoKey::function).toList()));
            s.setArray(2, texts(c, keys.stream().map(MemoKey::sha256).toList()));
            s.setString(3, tenant.value());
            try (ResultSet rows = s.executeQuery()) {
                while (rows.next()) {
                    MemoKey key = new MemoKey(rows.getString(1), rows.getString(2));
                    to.put(key, new MemoValue(new ByteString(rows.getBytes(4)), rows.getBoolean(3)));
                }
            }
        }
    }

    @Override
    public Map<MemoKey, MemoValue> put(Map<MemoKey, MemoValue> values) {
        List<Map.Entry<MemoKey, MemoValue>> entries = inOrder(values);
        if (!entries.isEmpty()) {
            database.run("write the memo", c -> {
                for (int from = 0; from < entries.size(); ) {
                    int to = end(entries, from);
                    put(c, entries.subList(from, to));
                    from = to;
                }
                return entries.size();
            });
        }
        return get(values.keySet());
    }

    /** One order for everybody, so that two processes that remember the same keys never wait for each other in a ring. */
    private static List<Map.Entry<MemoKey, MemoValue>> inOrder(Map<MemoKey, MemoValue> values) {
        List<Map.Entry<MemoKey, MemoValue>> entries = new ArrayList<>(values.entrySet());
        entries.sort(
                Map.Entry.comparingByKey(Comparator.comparing(MemoKey::function).thenComparing(MemoKey::sha256)));
        return entries;
    }

    private static int end(List<Map.Entry<MemoKey, MemoValue>> entries, int from) {
        long bytes = 0;
        int to = from;
        while (to < entries.size() && to - from < VALUES && (bytes < BYTES || to == from)) {
            bytes += entries.get(to++).getValue().bytes().length();
        }
        return to;
    }

    private void put(Connection c, List<Map.Entry<MemoKey, MemoValue>> entries) throws SQLException {
        List<MemoKey> keys = entries.stream().map(Map.Entry::getKey).toList();
        List<MemoValue> values = entries.stream().map(Map.Entry::getValue).toList();
        try (PreparedStatement s = c.prepareStatement(PUT)) {
            s.setString(1, tenant.value());
            s.setArray(2, texts(c, keys.stream().map(MemoKey::function).toList()));
            s.setArray(3, texts(c, keys.stream().map(MemoKey::sha256).toList()));
            s.setArray(
                    4,
                    c.createArrayOf(
                            "bool", values.stream().map(MemoValue::failed).toArray()));
            byte[][] bytes = values.stream().map(v -> v.bytes().toArray()).toArray(byte[][]::new);
            s.setArray(5, c.createArrayOf("bytea", bytes));
            s.executeUpdate();
        }
    }

    private static java.sql.Array texts(Connection c, List<String> texts) throws SQLException {
        return c.createArrayOf("text", texts.toArray());
    }
}
