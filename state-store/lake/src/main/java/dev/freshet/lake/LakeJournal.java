package dev.freshet.lake;

import dev.freshet.meta.Collections;
import dev.freshet.meta.Collections.Schemas;
import dev.freshet.meta.HotJournal;
import dev.freshet.meta.HotJournal.Bounds;
import dev.freshet.meta.HotJournal.Epoch;
import dev.freshet.meta.HotJournal.Page;
import dev.freshet.meta.HotJournal.Stored;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.store.EpochRecord;
import dev.freshet.spi.store.Journal;
import dev.freshet.spi.store.ViewReject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.iceberg.Table;

/**
 * The durable epochs wherever they lie. Each page of epochs is decided by one snapshot of the database (in the lake, or
 * hot with its rows), so a flush in between moves nothing past the reader. Rows come in the columns that the reader asked
 * for: those unknown at the time are NULL. A record that stands for all before it has an empty output hash. Memory: one epoch, plus one page of hot batches. Thread-safe.
 */
public final class LakeJournal implements Journal {
    private static final int PAGE_EPOCHS = 1000;
    private static final long PAGE_BYTES = 16L << 20;

    private final PipelineCatalog catalog;
    private final Schemas wanted;
    private final HotJournal hot;
    private final Collections collections;

    /** Reads the given tables and views only, in the given columns. */
    public LakeJournal(PipelineCatalog catalog, Schemas wanted) {
        this.catalog = catalog;
        this.wanted = wanted;
        this.hot = new HotJournal(catalog.database(), catalog.pipeline());
        this.collections = new Collections(catalog.database(), catalog.pipeline());
    }

    /** The same journal without views: what recovery replays. */
    public LakeJournal inputsOnly() {
        return new LakeJournal(catalog, new Schemas(wanted.inputs(), Map.of()));
    }

    /** The same journal without tables: what sinks relay. */
    public LakeJournal outputsOnly() {
        return new LakeJournal(catalog, new Schemas(Map.of(), wanted.outputs()));
    }

    @Override
    public long since() {
        return hot.bounds().since();
    }

    @Override
    public void replay(long after, long upTo, Consumer<EpochRecord> reader) {
        long done = after;
        while (done < upTo) {
            Page page = hot.page(done, upTo, PAGE_EPOCHS, PAGE_BYTES);
            if (page.epochs().isEmpty()) {
                return;
            }
            done = page.epochs().getFirst().number() <= page.bounds().lake()
                    ? fromLake(done, upTo, page.bounds(), reader)
                    : fromHot(page, reader);
        }
    }

    /** The content of a table at {@code upTo}: every distinct row with its weight, in batches. Memory: the content. */
    public void foldInput(String table, long upTo, Consumer<ColumnBatch> reader) {
        fold(new Schemas(only(wanted.inputs(), table), Map.of()), true, upTo, reader);
    }

    /** The content of a view at {@code upTo}, likewise. */
    public void fold(String view, long upTo, Consumer<ColumnBatch> reader) {
        fold(new Schemas(Map.of(), only(wanted.outputs(), view)), false, upTo, reader);
    }

    private void fold(Schemas one, boolean input, long upTo, Consumer<ColumnBatch> reader) {
        Map<String, Schema> side = input ? one.inputs() : one.outputs();
        Fold fold = new Fold(side.values().iterator().next());
        new LakeJournal(catalog, one)
                .replay(
                        0,
                        upTo,
                        e -> (input ? e.inputs() : e.outputs()).values().forEach(fold::add));
        fold.drain(reader);
    }

    private static Map<String, Schema> only(Map<String, Schema> all, String name) {
        Schema schema = all.get(name);
        if (schema == null) {
            throw new LakeException("'" + name + "' is not among " + all.keySet());
        }
        return Map.of(name, schema);
    }

    private long fromHot(Page page, Consumer<EpochRecord> reader) {
        Map<Long, Map<String, ColumnBatch>> inputs = new HashMap<>();
        Map<Long, Map<String, ColumnBatch>> outputs = new HashMap<>();
        Map<Long, Integer> versions = new HashMap<>();
        page.epochs().forEach(e -> versions.put(e.number(), e.version()));
        Map<Integer, Schemas> declared = new HashMap<>();
        for (Stored s : page.rows()) {
            Schemas then = declared.computeIfAbsent(versions.getOrDefault(s.epoch(), 0), collections::of);
            boolean input = s.kind().equals("J");
            Schema from = (input ? then.inputs() : then.outputs()).get(s.collection());
            Schema to = (input ? wanted.inputs() : wanted.outputs()).get(s.collection());
            if (to != null) {
                ColumnBatch rows = Reshape.columns(s.rows(), from == null ? to : from, to);
                (input ? inputs : outputs)
                        .computeIfAbsent(s.epoch(), _ -> new TreeMap<>())
                        .put(s.collection(), rows);
            }
        }
        for (Epoch e : page.epochs()) {
            Map<String, ColumnBatch> in = inputs.getOrDefault(e.number(), Map.of());
            reader.accept(record(e, in, outputs.getOrDefault(e.number(), Map.of())));
        }
        return page.epochs().getLast().number();
    }

    private long fromLake(long after, long target, Bounds bounds, Consumer<EpochRecord> reader) {
        long upTo = Math.min(target, bounds.lake());
        Map<String, String> pointers = catalog.pointers();
        try (Readers inputs = readers(pointers, true, after, upTo);
                Readers outputs = readers(pointers, false, after, upTo)) {
            long done = after;
            List<Epoch> epochs = hot.epochs(done, upTo, PAGE_EPOCHS);
            while (!epochs.isEmpty()) {
                for (Epoch stored : epochs) {
                    Epoch e = stored.number() == bounds.since() ? merged(stored) : stored;
                    reader.accept(record(e, inputs.take(e.number()), outputs.take(e.number())));
                }
                done = epochs.getLast().number();
                epochs = done < upTo ? hot.epochs(done, upTo, PAGE_EPOCHS) : List.of();
            }
            return done;
        }
    }

    private Readers readers(Map<String, String> pointers, boolean inputs, long after, long upTo) {
        Map<String, Schema> schemas = inputs ? wanted.inputs() : wanted.outputs();
        Readers out = new Readers();
        try {
            schemas.forEach((name, schema) -> {
                String table = inputs ? LakeNames.journal(name) : LakeNames.changelog(name);
                String at = pointers.get(table);
                if (at != null) {
                    Table opened = catalog.open(table, at);
                    out.add(name, new TableReader(opened, schema, after, upTo));
                }
            });
            return out;
        } catch (RuntimeException e) {
            out.close();
            throw e;
        }
    }

    /** One reader per collection, all at the same epoch. */
    private static final class Readers implements AutoCloseable {
        private final Map<String, TableReader> readers = new TreeMap<>();

        void add(String collection, TableReader reader) {
            readers.put(collection, reader);
        }

        Map<String, ColumnBatch> take(long epoch) {
            Map<String, ColumnBatch> out = new LinkedHashMap<>();
            readers.forEach((name, reader) -> {
                if (reader.nextEpoch() < epoch) {
                    throw new LakeException("the lake holds rows of '" + name + "' at epoch " + reader.nextEpoch()
                            + ", which the ledger does not have");
                }
                if (reader.nextEpoch() == epoch) {
                    out.put(name, reader.take(Integer.MAX_VALUE));
                }
            });
            return out;
        }

        @Override
        public void close() {
            readers.values().forEach(TableReader::close);
        }
    }

    /** The epoch that stands for all before it: there is nothing to compare its outputs with. */
    private static Epoch merged(Epoch e) {
        return new Epoch(e.number(), e.version(), e.positions(), e.ticks(), "");
    }

    private static EpochRecord record(Epoch e, Map<String, ColumnBatch> inputs, Map<String, ColumnBatch> outputs) {
        return new EpochRecord(
                e.number(),
                e.positions(),
                inputs,
                outputs,
                ColumnBatch.empty(ViewReject.SCHEMA),
                List.of(),
                List.of(),
                e.outputHash(),
                e.ticks());
    }
}
