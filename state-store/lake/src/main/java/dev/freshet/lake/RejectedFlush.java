package dev.freshet.lake;

import dev.freshet.meta.HotJournal;
import dev.freshet.meta.HotJournal.Stored;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ByteString;
import dev.freshet.spi.data.BytesColumn;
import dev.freshet.spi.data.ColumnBatch;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.iceberg.Table;

/** Writes the bad records of a range of epochs to the table {@code rejected}: new inputs, and the changes of view rejects. */
final class RejectedFlush {
    private static final int PAGE = 2000;

    private final PipelineCatalog catalog;
    private final HotJournal hot;

    RejectedFlush(PipelineCatalog catalog, HotJournal hot) {
        this.catalog = catalog;
        this.hot = hot;
    }

    private record Line(
            long epoch, long id, String source, String code, String detail, String origin, byte[] payload) {}

    void write(LakeTransaction tx, long from, long to) {
        Table table = tx.table(LakeNames.REJECTED, LakeTypes.weighted(LakeNames.REJECTED_COLUMNS));
        TreeMap<Long, List<ColumnBatch>> byEpoch = new TreeMap<>();
        inputs(from, to, byEpoch);
        for (Stored s : hot.rows("V", "", from, to)) {
            byEpoch.computeIfAbsent(s.epoch(), _ -> new ArrayList<>()).add(views(s.rows()));
        }
        try (TableWriter writer = new TableWriter(table, LakeNames.REJECTED_COLUMNS, "e" + from + "-" + to)) {
            byEpoch.forEach((epoch, batches) -> batches.forEach(b -> writer.write(epoch, b)));
            JournalFlusher.append(table, writer.finish());
        }
    }

    private static ColumnBatch views(ColumnBatch rejects) {
        BatchBuilder out = new BatchBuilder(LakeNames.REJECTED_COLUMNS);
        for (int i = 0; i < rejects.size(); i++) {
            ByteString row = new ByteString(((BytesColumn) rejects.column(3)).get(i));
            out.row(
                    rejects.weight(i),
                    "VIEW",
                    text(rejects, 0, i),
                    text(rejects, 1, i),
                    text(rejects, 2, i),
                    null,
                    row);
        }
        return out.build();
    }

    private static String text(ColumnBatch batch, int column, int row) {
        return ((BytesColumn) batch.column(column)).text(row);
    }

    private void inputs(long from, long to, TreeMap<Long, List<ColumnBatch>> byEpoch) {
        long epoch = from;
        long id = -1;
        List<Line> page = page(epoch, id, to);
        while (!page.isEmpty()) {
            for (Line l : page) {
                ColumnBatch row = new BatchBuilder(LakeNames.REJECTED_COLUMNS)
                        .row(1, "INPUT", l.source, l.code, l.detail, l.origin, new ByteString(l.payload))
                        .build();
                byEpoch.computeIfAbsent(l.epoch, _ -> new ArrayList<>()).add(row);
            }
            epoch = page.getLast().epoch;
            id = page.getLast().id;
            page = page.size() < PAGE ? List.of() : page(epoch, id, to);
        }
    }

    private List<Line> page(long epoch, long afterId, long to) {
        return catalog.database().run("read bad records", c -> {
            try (PreparedStatement s = c.prepareStatement("""
                    SELECT epoch, id, source, code, detail, origin, payload FROM freshet.rejected
                     WHERE pipeline_uid = ? AND kind = 'INPUT' AND (epoch, id) > (?, ?) AND epoch <= ?
                     ORDER BY epoch, id LIMIT ?""")) {
                s.setObject(1, catalog.pipeline().uid());
                s.setLong(2, epoch);
                s.setLong(3, afterId);
                s.setLong(4, to);
                s.setInt(5, PAGE);
                return lines(s);
            }
        });
    }

    private static List<Line> lines(PreparedStatement s) throws SQLException {
        try (ResultSet r = s.executeQuery()) {
            List<Line> out = new ArrayList<>();
            while (r.next()) {
                out.add(new Line(
                        r.getLong(1),
                        r.getLong(2),
                        r.getString(3),
                        r.getString(4),
                        r.getString(5),
                        r.getString(6),
                        r.getBytes(7)));
            }
            return out;
        }
    }
}
