package dev.freshet.lake;

import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.BytesColumn;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.store.PartFile;
import dev.freshet.spi.store.PartFile.Extent;
import dev.freshet.spi.store.SnapshotStore;
import dev.freshet.spi.sys.CrashPoint;
import dev.freshet.spi.sys.Failpoint;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;

/**
 * Operator states as rows of the Iceberg table {@code snapshot_state}, cut into chunks. A snapshot counts once its line
 * stands in the ledger's database, and it is used only when its digest matches; the one before it is kept until the new
 * one has been read back intact. Thread-safe; blocks on IO.
 */
public final class LakeSnapshotStore implements SnapshotStore {
    private static final System.Logger LOG = System.getLogger(LakeSnapshotStore.class.getName());
    private static final int CHUNK = 1 << 20;
    private static final int BATCH = 16;
    /** Part number of the line that stands for a node without parts. */
    private static final int NO_PARTS = -1;

    private static final Schema COLUMNS = Schema.of(
            new Field("snapshot", Type.TEXT.notNull()),
            new Field("node", Type.TEXT.notNull()),
            new Field("part", Type.INTEGER.notNull()),
            new Field("chunk", Type.INTEGER.notNull()),
            new Field("bytes", Type.BYTES.notNull()));
    /** Rows are large: row groups must be looked at after every few of them. */
    private static final Map<String, String> PROPERTIES = Map.of(
            "write.parquet.row-group-size-bytes", Integer.toString(16 << 20),
            "write.parquet.row-group-check-min-record-count", "4",
            "write.parquet.row-group-check-max-record-count", "8");

    private final PipelineCatalog catalog;
    private final Path scratch;

    /** Reads back by way of the system's folder for temporary files. */
    public LakeSnapshotStore(PipelineCatalog catalog) {
        this(catalog, Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** @param scratch folder for state that is being read back */
    public LakeSnapshotStore(PipelineCatalog catalog, Path scratch) {
        this.catalog = catalog;
        this.scratch = scratch;
    }

    /** A snapshot's line in the database. */
    private record Line(long epoch, UUID id, int parts, long bytes, String sha256) {}

    @Override
    public void write(Snapshot snapshot) {
        Line line = new Line(
                snapshot.epoch(),
                UUID.randomUUID(),
                snapshot.parts().values().stream().mapToInt(List::size).sum(),
                snapshot.parts().values().stream()
                        .flatMap(List::stream)
                        .mapToLong(p -> p.length)
                        .sum(),
                StateDigest.of(snapshot.parts()));
        try (LakeTransaction tx = catalog.begin()) {
            Table table = tx.table(LakeNames.SNAPSHOTS, LakeTypes.weighted(COLUMNS), PROPERTIES);
            try (TableWriter writer = new TableWriter(table, COLUMNS, "e" + snapshot.epoch())) {
                rows(snapshot, line.id(), writer);
                JournalFlusher.append(table, writer.finish(), Expiry.STATES);
            }
            Failpoint.hit(CrashPoint.C18);
            tx.commit(insert(line));
        }
        Failpoint.hit(CrashPoint.C19);
        if (load(line).isEmpty()) {
            throw new LakeException("the snapshot of epoch " + line.epoch() + " of " + catalog.pipeline()
                    + " does not read back as it was written; the one before stays in force");
        }
        dropOlderThanPrevious(line.epoch());
    }

    private static void rows(Snapshot snapshot, UUID id, TableWriter writer) {
        BatchBuilder builder = new BatchBuilder(COLUMNS);
        snapshot.parts().forEach((node, parts) -> {
            if (parts.isEmpty()) {
                chunk(builder, id, node, NO_PARTS, 0, new byte[0]);
            }
            for (int p = 0; p < parts.size(); p++) {
                byte[] bytes = parts.get(p);
                for (int at = 0, chunk = 0; at < bytes.length || chunk == 0; at += CHUNK, chunk++) {
                    chunk(builder, id, node, p, chunk, bytes);
                    if (builder.size() == BATCH) {
                        writer.write(snapshot.epoch(), builder.build());
                    }
                }
            }
        });
        writer.write(snapshot.epoch(), builder.build());
    }

    private static void chunk(BatchBuilder to, UUID id, String node, int part, int chunk, byte[] bytes) {
        int from = chunk * CHUNK;
        LakeCells.append(Type.TEXT, to.column(0), id.toString());
        LakeCells.append(Type.TEXT, to.column(1), node);
        to.column(2).appendLong(part);
        to.column(3).appendLong(chunk);
        to.column(4).appendBytes(bytes, from, Math.min(CHUNK, bytes.length - from));
        to.endRow();
    }

    private LakeStep insert(Line line) {
        return new LakeStep() {
            @Override
            public void locked(Connection c) throws SQLException {
                try (PreparedStatement s = c.prepareStatement("""
                        INSERT INTO freshet.snapshot
                          (tenant_id, pipeline_uid, epoch, snapshot_id, generation, parts, bytes, sha256)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)""")) {
                    s.setString(1, catalog.pipeline().tenant().value());
                    s.setObject(2, catalog.pipeline().uid());
                    s.setLong(3, line.epoch());
                    s.setObject(4, line.id());
                    s.setLong(5, catalog.generation().number());
                    s.setInt(6, line.parts());
                    s.setLong(7, line.bytes());
                    s.setString(8, line.sha256());
                    s.executeUpdate();
                }
            }
        };
    }

    /** Keeps the new one and the newest before it. */
    private void dropOlderThanPrevious(long newest) {
        List<Line> lines = lines(newest);
        if (lines.size() < 3) {
            return;
        }
        long keep = lines.get(1).epoch();
        try (LakeTransaction tx = catalog.begin()) {
            Table table = tx.table(LakeNames.SNAPSHOTS);
            table.newDelete()
                    .deleteFromRowFilter(Expressions.lessThan(LakeTypes.EPOCH, keep))
                    .commit();
            Expiry.STATES.stage(table);
            tx.commit(new LakeStep() {
                @Override
                public void locked(Connection c) throws SQLException {
                    try (PreparedStatement s =
                            c.prepareStatement("DELETE FROM freshet.snapshot WHERE pipeline_uid = ? AND epoch < ?")) {
                        s.setObject(1, catalog.pipeline().uid());
                        s.setLong(2, keep);
                        s.executeUpdate();
                    }
                }
            });
        }
    }

    /** How many snapshots the ledger lists that could still serve. */
    int count() {
        return lines(Long.MAX_VALUE).size();
    }

    /** Newest first. One from before {@code since} is of no use: the changes after it have been merged away. */
    private List<Line> lines(long upTo) {
        return catalog.database().run("list snapshots", c -> {
            try (PreparedStatement s = c.prepareStatement("""
                    SELECT s.epoch, s.snapshot_id, s.parts, s.bytes, s.sha256
                      FROM freshet.snapshot s JOIN freshet.ledger l USING (pipeline_uid)
                     WHERE s.pipeline_uid = ? AND s.epoch BETWEEN l.since_epoch AND ?
                     ORDER BY s.epoch DESC, s.created_at DESC""")) {
                s.setObject(1, catalog.pipeline().uid());
                s.setLong(2, upTo);
                try (ResultSet r = s.executeQuery()) {
                    List<Line> out = new ArrayList<>();
                    while (r.next()) {
                        UUID id = r.getObject(2, UUID.class);
                        out.add(new Line(r.getLong(1), id, r.getInt(3), r.getLong(4), r.getString(5)));
                    }
                    return out;
                }
            }
        });
    }

    @Override
    public Optional<Snapshot> newest(long upTo) {
        for (Line line : lines(upTo)) {
            Optional<Snapshot> loaded = load(line);
            if (loaded.isPresent()) {
                return loaded;
            }
        }
        return Optional.empty();
    }

    /** Empty, and reported, when it is not intact. */
    private Optional<Snapshot> load(Line line) {
        String why;
        try {
            Map<String, List<byte[]>> parts = parts(line);
            if (StateDigest.of(parts).equals(line.sha256())) {
                return Optional.of(new Snapshot(line.epoch(), parts));
            }
            why = "its digest does not match";
        } catch (RuntimeException e) {
            why = String.valueOf(e.getMessage());
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "snapshot of epoch {0} of {1} is passed over: {2}",
                line.epoch(),
                catalog.pipeline(),
                why);
        return Optional.empty();
    }

    private Map<String, List<byte[]>> parts(Line line) {
        Table table = catalog.table(LakeNames.SNAPSHOTS)
                .orElseThrow(() -> new LakeException("the table " + LakeNames.SNAPSHOTS + " is missing"));
        PartFile file = PartFile.in(scratch);
        Map<String, TreeMap<Long, TreeMap<Long, Extent>>> found = new TreeMap<>();
        try (TableReader reader = new TableReader(table, COLUMNS, line.epoch() - 1, line.epoch())) {
            while (reader.nextEpoch() == line.epoch()) {
                collect(reader.take(BATCH), line.id().toString(), file, found);
            }
        }
        Map<String, List<byte[]>> out = new TreeMap<>();
        found.forEach((node, parts) -> {
            parts.remove((long) NO_PARTS);
            out.put(
                    node,
                    file.list(parts.values().stream()
                            .map(chunks -> List.copyOf(chunks.values()))
                            .toList()));
        });
        return out;
    }

    private static void collect(
            ColumnBatch rows, String id, PartFile file, Map<String, TreeMap<Long, TreeMap<Long, Extent>>> to) {
        for (int i = 0; i < rows.size(); i++) {
            if (((BytesColumn) rows.column(0)).text(i).equals(id)) {
                to.computeIfAbsent(((BytesColumn) rows.column(1)).text(i), _ -> new TreeMap<>())
                        .computeIfAbsent(((LongColumn) rows.column(2)).get(i), _ -> new TreeMap<>())
                        .put(((LongColumn) rows.column(3)).get(i), file.add(((BytesColumn) rows.column(4)).get(i)));
            }
        }
    }
}
