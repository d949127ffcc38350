package dev.freshet.lake;

import dev.freshet.meta.Collections;
import dev.freshet.meta.Collections.Schemas;
import dev.freshet.meta.Epochs;
import dev.freshet.meta.LedgerWorld;
import dev.freshet.meta.PostgresLedger;
import dev.freshet.meta.WorkerDatabase;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Values;
import dev.freshet.spi.id.Generation;
import dev.freshet.spi.id.PipelineId;
import dev.freshet.spi.store.EpochRecord;
import dev.freshet.spi.store.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/** A ledger world plus a warehouse in a temporary folder. */
final class LakeWorld implements AutoCloseable {
    static final Schemas SMALL = new Schemas(Map.of("t", Epochs.SCHEMA), Map.of("v", Epochs.SCHEMA));

    final LedgerWorld ledgers = new LedgerWorld();
    final Path warehouse;

    LakeWorld() {
        try {
            warehouse = Files.createTempDirectory("freshet-lake-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One owner of a pipeline with all that it needs. */
    record Owner(PipelineId pipeline, WorkerDatabase database, PostgresLedger ledger, PipelineCatalog catalog) {
        JournalFlusher flusher() {
            return new JournalFlusher(catalog);
        }

        LakeJournal journal() {
            return new LakeJournal(catalog, SMALL);
        }

        void commit(int epochs) {
            for (int i = 0; i < epochs; i++) {
                ledger.commit(Epochs.epoch(ledger.head() + 1));
            }
        }
    }

    Owner owner(String pipeline) {
        PipelineId id = ledgers.pipeline("acme", pipeline);
        return owner(id, ledgers.database(id.tenant()));
    }

    /** The next generation of the pipeline, active, through the given database. */
    Owner owner(PipelineId id, WorkerDatabase database) {
        Generation generation = ledgers.admin().reserve(id.uid());
        ledgers.activate(id, generation);
        new Collections(database, id).declare(1, SMALL);
        PostgresLedger ledger = ledgers.ledger(id, database, generation);
        return new Owner(id, database, ledger, catalog(id, database, generation));
    }

    PipelineCatalog catalog(PipelineId id, WorkerDatabase database, Generation generation) {
        return new PipelineCatalog(
                database, id, generation, "file://" + warehouse.resolve(id.uid().toString()));
    }

    /** Each row as {@code [epoch side collection values] → weight}, for comparison. */
    static Map<String, Long> rows(Journal journal, Schemas schemas, long after, long upTo) {
        Map<String, Long> out = new TreeMap<>();
        journal.replay(after, upTo, e -> add(out, e, schemas));
        return out;
    }

    static void add(Map<String, Long> to, EpochRecord e, Schemas schemas) {
        to.put(e.epoch() + " hash " + e.outputHash() + " ticks " + e.ticks(), 1L);
        e.inputs()
                .forEach((name, b) ->
                        add(to, e.epoch() + " J " + name, b, schemas.inputs().get(name)));
        e.outputs()
                .forEach((name, b) ->
                        add(to, e.epoch() + " O " + name, b, schemas.outputs().get(name)));
    }

    private static void add(Map<String, Long> to, String prefix, ColumnBatch batch, @Nullable Schema schema) {
        if (schema != null) {
            for (int i = 0; i < batch.size(); i++) {
                to.merge(prefix + " " + Values.row(schema, batch, i), batch.weight(i), Long::sum);
            }
        }
    }

    /** Every file of the owner's tables that metadata refers to but that is not there. */
    static List<String> lostFiles(PipelineCatalog catalog) {
        List<String> lost = new ArrayList<>();
        for (Map.Entry<String, String> p : catalog.pointers().entrySet()) {
            Table table = catalog.open(p.getKey(), p.getValue());
            for (String file : Sweeper.references(table)) {
                if (!catalog.io().newInputFile(file).exists()) {
                    lost.add(file);
                }
            }
        }
        return lost;
    }

    /** Every file that is there although no metadata refers to it. */
    static List<String> unreferenced(PipelineCatalog catalog) {
        List<String> left = new ArrayList<>();
        catalog.io().list().forEach(f -> left.add(f.location()));
        catalog.pointers()
                .forEach((name, at) -> Sweeper.references(catalog.open(name, at))
                        .forEach(f -> left.remove(catalog.io().normal(f))));
        return left;
    }

    @Override
    public void close() throws Exception {
        ledgers.close();
        try (Stream<Path> files = Files.walk(warehouse)) {
            for (Path f : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(f);
            }
        }
    }
}
