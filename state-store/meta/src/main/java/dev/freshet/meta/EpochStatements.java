package dev.freshet.meta;

import dev.freshet.meta.EncodedEpoch.Entry;
import dev.freshet.spi.connect.Intake.StoredReply;
import dev.freshet.spi.connect.Rejected;
import dev.freshet.spi.id.Generation;
import dev.freshet.spi.id.PipelineId;
import dev.freshet.spi.store.EpochRecord;
import dev.freshet.spi.sys.CrashPoint;
import dev.freshet.spi.sys.Failpoint;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The statements of one epoch's transaction, on a connection with auto-commit off. Neither commits nor rolls back. */
final class EpochStatements {
    /** What the check under the row lock said; {@code at} is set with "ok". */
    record Check(String outcome, long activeGeneration, long head, Instant at) {}

    private static final String COMMIT = """
            SELECT outcome, active, head, at
              FROM freshet.commit_epoch(?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?::jsonb, ?, ?, ?, ?, ?, ?)""";
    private static final String MORE = """
            INSERT INTO freshet.hot_journal
              (tenant_id, pipeline_uid, epoch, kind, collection, row_count, codec, raw_bytes, bytes)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""";
    private static final String MORE_BYTES =
            "UPDATE freshet.ledger SET hot_bytes = hot_bytes + ? WHERE pipeline_uid = ?";
    private static final String REJECTED = """
            INSERT INTO freshet.rejected (tenant_id, pipeline_uid, epoch, kind, source, code, detail, origin, payload)
            SELECT ?, ?, ?, 'INPUT', s, c, d, o::jsonb, p
              FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bytea[]) AS u(s, c, d, o, p)""";
    private static final String VIEW_REJECTED = """
            INSERT INTO freshet.rejected AS old
              (tenant_id, pipeline_uid, epoch, kind, source, code, detail, origin, payload, weight, state,
               healed_epoch, digest)
            SELECT ?, ?, e, 'VIEW', s, c, d, '{}', p, w, CASE WHEN w > 0 THEN 'OPEN' ELSE 'HEALED' END,
                   CASE WHEN w > 0 THEN NULL ELSE e END, g
              FROM (SELECT ?::bigint) AS epoch(e),
                   unnest(?::text[], ?::text[], ?::text[], ?::bytea[], ?::bigint[], ?::bytea[]) AS u(s, c, d, p, w, g)
            ON CONFLICT (pipeline_uid, digest) WHERE kind = 'VIEW' DO UPDATE SET
              weight = old.weight + excluded.weight,
              state = CASE WHEN old.weight + excluded.weight > 0 THEN 'OPEN' ELSE 'HEALED' END,
              epoch = CASE WHEN old.weight <= 0 AND old.weight + excluded.weight > 0 THEN excluded.epoch
                           ELSE old.epoch END,
              healed_epoch = CASE WHEN old.weight + excluded.weight > 0 THEN NULL ELSE excluded.epoch END""";
    private static final String REPLY = """
            INSERT INTO freshet.stored_reply AS old
              (tenant_id, scope, key, pipeline_uid, epoch, body_sha256, status, body)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (tenant_id, scope, key) DO UPDATE
              SET pipeline_uid = excluded.pipeline_uid, epoch = excluded.epoch, body_sha256 = excluded.body_sha256,
                  status = excluded.status, body = excluded.body, created_at = excluded.created_at
              WHERE old.created_at < now() - interval '24 hours'""";

    private final Connection connection;
    private final PipelineId pipeline;

    EpochStatements(Connection connection, PipelineId pipeline) {
        this.connection = connection;
        this.pipeline = pipeline;
    }

    /** Locks, checks and, when the answer is "ok", writes everything. */
    Check write(EncodedEpoch epoch, Generation generation, int version) throws SQLException {
        int first = epoch.firstCount();
        Check check = commitEpoch(epoch, epoch.batches().subList(0, first), generation, version);
        if (check.outcome().equals("ok")) {
            more(epoch, epoch.batches().subList(first, epoch.batches().size()));
            rejected(epoch.record());
            viewRejected(epoch);
            replies(epoch.record());
        }
        return check;
    }

    private Check commitEpoch(EncodedEpoch epoch, List<Entry> first, Generation generation, int version)
            throws SQLException {
        EpochRecord record = epoch.record();
        try (PreparedStatement s = connection.prepareStatement(COMMIT)) {
            s.setObject(1, pipeline.uid());
            s.setLong(2, generation.number());
            s.setLong(3, record.epoch());
            s.setObject(4, epoch.commitId());
            s.setInt(5, version);
            positions(s, 6, record.positions());
            s.setString(8, epoch.countsJson());
            s.setString(9, record.outputHash());
            s.setString(10, PgText.json(record.ticks()));
            array(s, 11, "text", first, Entry::kind);
            array(s, 12, "text", first, Entry::collection);
            array(s, 13, "int4", first, e -> e.batch().rows());
            array(s, 14, "int4", first, e -> e.batch().codec());
            array(s, 15, "int4", first, e -> e.batch().rawBytes());
            bytes(s, 16, first, e -> e.batch().bytes());
            try (ResultSet row = s.executeQuery()) {
                row.next();
                OffsetDateTime at = row.getObject(4, OffsetDateTime.class);
                Instant instant = at == null ? Instant.EPOCH : at.toInstant();
                return new Check(row.getString(1), row.getLong(2), row.getLong(3), instant);
            }
        }
    }

    private void positions(PreparedStatement s, int at, Map<String, String> positions) throws SQLException {
        List<Map.Entry<String, String>> entries = List.copyOf(positions.entrySet());
        array(s, at, "text", entries, Map.Entry::getKey);
        array(s, at + 1, "text", entries, Map.Entry::getValue);
    }

    private void more(EncodedEpoch epoch, List<Entry> rest) throws SQLException {
        long bytes = 0;
        for (Entry e : rest) {
            try (PreparedStatement s = connection.prepareStatement(MORE)) {
                s.setString(1, pipeline.tenant().value());
                s.setObject(2, pipeline.uid());
                s.setLong(3, epoch.record().epoch());
                s.setString(4, e.kind());
                s.setString(5, e.collection());
                s.setInt(6, e.batch().rows());
                s.setInt(7, e.batch().codec());
                s.setInt(8, e.batch().rawBytes());
                s.setBytes(9, e.batch().bytes());
                s.executeUpdate();
            }
            bytes += e.batch().bytes().length;
        }
        if (bytes > 0) {
            try (PreparedStatement s = connection.prepareStatement(MORE_BYTES)) {
                s.setLong(1, bytes);
                s.setObject(2, pipeline.uid());
                s.executeUpdate();
            }
        }
    }

    private void rejected(EpochRecord record) throws SQLException {
        List<Rejected> rows = record.rejected();
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement s = connection.prepareStatement(REJECTED)) {
            owner(s, record.epoch());
            array(s, 4, "text", rows, Rejected::source);
            array(s, 5, "text", rows, r -> PgText.clean(r.code()));
            array(s, 6, "text", rows, r -> PgText.clean(r.detail()));
            array(s, 7, "text", rows, r -> PgText.json(r.origin()));
            bytes(s, 8, rows, r -> r.payload().toArray());
            s.executeUpdate();
            Failpoint.hit(CrashPoint.C30);
        }
    }

    private void viewRejected(EncodedEpoch epoch) throws SQLException {
        List<ViewRejectDelta> rows = epoch.viewRejects();
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement s = connection.prepareStatement(VIEW_REJECTED)) {
            owner(s, epoch.record().epoch());
            array(s, 4, "text", rows, ViewRejectDelta::view);
            array(s, 5, "text", rows, ViewRejectDelta::code);
            array(s, 6, "text", rows, ViewRejectDelta::detail);
            bytes(s, 7, rows, ViewRejectDelta::row);
            array(s, 8, "int8", rows, ViewRejectDelta::weight);
            bytes(s, 9, rows, r -> r.digest().toArray());
            s.executeUpdate();
        }
    }

    private void replies(EpochRecord record) throws SQLException {
        if (record.replies().isEmpty()) {
            return;
        }
        try (PreparedStatement s = connection.prepareStatement(REPLY)) {
            for (StoredReply reply : record.replies()) {
                s.setString(1, pipeline.tenant().value());
                s.setString(2, reply.scope());
                s.setString(3, reply.key());
                s.setObject(4, pipeline.uid());
                s.setLong(5, record.epoch());
                s.setString(6, reply.bodySha256());
                s.setInt(7, reply.status());
                s.setString(8, PgText.clean(reply.body()));
                s.addBatch();
            }
            s.executeBatch();
        }
    }

    private void owner(PreparedStatement s, long epoch) throws SQLException {
        s.setString(1, pipeline.tenant().value());
        s.setObject(2, pipeline.uid());
        s.setLong(3, epoch);
    }

    private <T> void array(PreparedStatement s, int at, String type, List<T> rows, Function<T, Object> value)
            throws SQLException {
        s.setArray(at, connection.createArrayOf(type, rows.stream().map(value).toArray()));
    }

    private <T> void bytes(PreparedStatement s, int at, List<T> rows, Function<T, byte[]> value) throws SQLException {
        s.setArray(
                at, connection.createArrayOf("bytea", rows.stream().map(value).toArray(byte[][]::new)));
    }
}
