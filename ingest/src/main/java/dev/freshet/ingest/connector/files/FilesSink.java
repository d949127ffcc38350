package dev.freshet.ingest.connector.files;

import dev.freshet.ingest.connector.ConnectorException;
import dev.freshet.ingest.format.ByteSink;
import dev.freshet.spi.connect.Delivery;
import dev.freshet.spi.connect.Sink;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.id.Generation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/**
 * A folder of CSV or JSON files: every change with {@code _epoch} and {@code _weight} last, or at the end of a bounded run
 * the rows that are left, in bytewise order of their text, each as often as it stands in the view.
 */
public final class FilesSink implements Sink {
    private static final int FLUSH = 1 << 20;

    /**
     * How a folder is written.
     *
     * @param json JSON lines instead of CSV
     * @param snapshot only the final rows, kept in memory until then
     * @param durable progress survives a crash; otherwise each opening starts afresh
     */
    public record Options(Path folder, boolean json, boolean snapshot, boolean durable) {}

    private final String name;
    private final Options options;
    private final RowLines lines;
    private final ChangeFiles files;
    private final ByteSink buffer = new ByteSink(2 * FLUSH);
    private final TreeMap<String, Long> rows = new TreeMap<>();

    public FilesSink(String name, Schema schema, Options options) {
        this.name = name;
        this.options = options;
        this.lines = new RowLines(schema, options.json(), !options.snapshot());
        this.files = new ChangeFiles(
                options.folder(), options.json() ? "json" : "csv", options.durable() && !options.snapshot());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Delivery delivery() {
        return options.durable() && !options.snapshot() ? Delivery.EXACTLY_ONCE : Delivery.AT_LEAST_ONCE;
    }

    @Override
    public long open(Generation generation) {
        try {
            return files.open(generation.number());
        } catch (IOException e) {
            throw new ConnectorException("cannot write into " + options.folder(), e);
        }
    }

    @Override
    public void apply(List<EpochChanges> changes, long upTo) {
        try {
            for (EpochChanges epoch : changes) {
                if (options.snapshot()) {
                    count(epoch.changes());
                } else {
                    write(epoch);
                }
            }
            flush();
            files.progress(upTo);
        } catch (IOException e) {
            throw new ConnectorException("cannot write into " + options.folder(), e);
        }
    }

    private void write(EpochChanges epoch) throws IOException {
        for (int i = 0; i < epoch.changes().size(); i++) {
            header();
            lines.change(epoch.changes(), i, epoch.epoch(), buffer);
            if (buffer.size() >= FLUSH) {
                flush();
            }
        }
    }

    private void header() {
        if (files.atStart() && buffer.size() == 0) {
            lines.header(buffer);
        }
    }

    private void flush() throws IOException {
        if (buffer.size() > 0) {
            files.write(buffer);
            buffer.clear();
        }
    }

    private void count(ColumnBatch batch) {
        ByteSink line = new ByteSink();
        for (int i = 0; i < batch.size(); i++) {
            line.clear();
            lines.row(batch, i, line);
            rows.merge(line.toString(), batch.weight(i), (a, b) -> a + b == 0 ? null : a + b);
        }
    }

    @Override
    public void finish() {
        if (!options.snapshot()) {
            return;
        }
        try {
            header();
            for (var row : rows.entrySet()) {
                for (long n = row.getValue(); n > 0; n--) {
                    buffer.write(row.getKey().getBytes(StandardCharsets.UTF_8));
                }
                if (buffer.size() >= FLUSH) {
                    flush();
                }
            }
            flush();
        } catch (IOException e) {
            throw new ConnectorException("cannot write into " + options.folder(), e);
        }
    }

    @Override
    public void close() {
        files.close();
    }
}
