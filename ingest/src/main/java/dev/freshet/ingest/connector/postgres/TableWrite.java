package dev.freshet.ingest.connector.postgres;

import dev.freshet.ingest.connector.RowRef;
import dev.freshet.ingest.format.ByteSink;
import dev.freshet.ingest.format.CsvRows;
import dev.freshet.spi.connect.Sink.EpochChanges;
import dev.freshet.spi.data.ColumnBatch;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** Writes the net changes of some epochs in the transaction at hand: through two temporary tables filled by COPY. */
final class TableWrite {
    /** A row: where it stands, and its net weight so far. */
    private static final class Net {
        private final ColumnBatch batch;
        private final int row;
        private long weight;

        Net(ColumnBatch batch, int row, long weight) {
            this.batch = batch;
            this.row = row;
            this.weight = weight;
        }
    }

    private final Connection connection;
    private final TableSql sql;
    private final CsvRows csv;
    private final ByteSink fresh = new ByteSink(1 << 16);
    private final ByteSink doomed = new ByteSink(1 << 16);
    private final Set<BitSet> nullPatterns = new HashSet<>();

    TableWrite(Connection connection, TableSql sql) {
        this.connection = connection;
        this.sql = sql;
        this.csv = new CsvRows(sql.columns());
    }

    void write(List<EpochChanges> epochs) throws SQLException {
        if (sql.key().isEmpty()) {
            netRows(epochs).values().forEach(this::split);
        } else {
            splitByKey(epochs);
        }
        copy(TableSql.DOOMED, doomed);
        copy(TableSql.FRESH, fresh);
        try (Statement statement = connection.createStatement()) {
            if (doomed.size() > 0) {
                delete(statement);
            }
            if (fresh.size() > 0) {
                statement.execute(sql.key().isEmpty() ? sql.insertCopies() : sql.upsert());
            }
        }
    }

    private void delete(Statement statement) throws SQLException {
        if (!sql.key().isEmpty()) {
            statement.execute(sql.deleteByKey());
            return;
        }
        for (BitSet pattern : nullPatterns) {
            boolean[] nulls = new boolean[sql.columns().size()];
            pattern.stream().forEach(c -> nulls[c] = true);
            statement.execute(sql.deleteCopies(nulls));
        }
    }

    private Map<RowRef, Net> netRows(List<EpochChanges> epochs) {
        Map<RowRef, Net> net = new LinkedHashMap<>();
        int[] all = new int[sql.columns().size()];
        Arrays.setAll(all, c -> c);
        for (EpochChanges e : epochs) {
            for (int i = 0; i < e.changes().size(); i++) {
                int row = i;
                net.computeIfAbsent(new RowRef(e.changes(), i, all), _ -> new Net(e.changes(), row, 0)).weight +=
                        e.changes().weight(i);
            }
        }
        return net;
    }

    private void split(Net net) {
        if (net.weight > 0) {
            line(net.batch, net.row, net.weight, fresh);
        } else if (net.weight < 0) {
            line(net.batch, net.row, -net.weight, doomed);
            BitSet nulls = new BitSet();
            for (int c = 0; c < sql.columns().size(); c++) {
                nulls.set(c, net.batch.column(c).isNull(net.row));
            }
            nullPatterns.add(nulls);
        }
    }

    /** Per key: the last row that came to be, or a deletion when none did since it went. */
    private void splitByKey(List<EpochChanges> epochs) {
        int[] key = sql.key().stream().mapToInt(Integer::intValue).toArray();
        Map<RowRef, Net> last = new LinkedHashMap<>();
        for (EpochChanges e : epochs) {
            ColumnBatch batch = e.changes();
            for (int i = 0; i < batch.size(); i++) {
                if (batch.weight(i) < 0) {
                    last.put(new RowRef(batch, i, key), new Net(batch, i, -1));
                }
            }
            for (int i = 0; i < batch.size(); i++) {
                if (batch.weight(i) > 0) {
                    last.put(new RowRef(batch, i, key), new Net(batch, i, 1));
                }
            }
        }
        last.values().forEach(net -> line(net.batch, net.row, 1, net.weight > 0 ? fresh : doomed));
    }

    private void line(ColumnBatch batch, int row, long copies, ByteSink out) {
        csv.fields(batch, row, out);
        out.write(',').number(copies).write('\n');
    }

    private void copy(String table, ByteSink lines) throws SQLException {
        if (lines.size() == 0) {
            return;
        }
        CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
        try {
            copies.copyIn(sql.copy(table), new ByteArrayInputStream(lines.array(), 0, lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
