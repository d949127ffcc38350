package dev.freshet.vector.sync;

import dev.freshet.spi.connect.Delivery;
import dev.freshet.spi.connect.Sink;
import dev.freshet.spi.id.Generation;
import dev.freshet.spi.sys.CrashPoint;
import dev.freshet.spi.sys.Failpoint;
import dev.freshet.vector.embed.EmbeddingCounters;
import dev.freshet.vector.embed.RememberedEmbedder;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an index exactly in step with its view. The changes of one call become visible in one transaction together with
 * the progress; a vector is written once per distinct text and never again. Vectors are bought and stored before that
 * transaction begins, where nobody sees them yet. A model or database that does not answer makes {@link #apply} wait, not
 * fail. Used by one relay thread; {@link #status} and {@link #close} by any.
 */
public final class VectorSink implements Sink {
    private static final int EMBEDDED_AT_ONCE = 128;

    private final IndexSpec spec;
    private final Connections database;
    private final RememberedEmbedder embedder;
    private final IndexDefinition definition;
    private final Patience patience = new Patience();
    private @Nullable State state;
    private volatile long epoch;
    private volatile int pending;

    private record State(IndexTables tables, ChunkStore store, Progress progress, long generation) {
        static State of(IndexTables tables, long generation) {
            Progress progress = new Progress(tables.progress(), tables.progressKey());
            return new State(tables, new ChunkStore(tables), progress, generation);
        }
    }

    /**
     * @param epoch the last that is applied
     * @param pending rows that are being applied now
     * @param waitingFor why it goes no further, or null
     */
    public record Status(long epoch, int pending, @Nullable String waitingFor) {}

    public VectorSink(IndexSpec spec, Connections database, RememberedEmbedder embedder) {
        if (!spec.model().equals(IndexSpec.Model.of(embedder.model()))) {
            throw new IllegalArgumentException("index " + spec.sink() + " is defined with the model " + spec.model());
        }
        this.spec = spec;
        this.database = database;
        this.embedder = embedder;
        this.definition = new IndexDefinition(spec);
    }

    public IndexSpec spec() {
        return spec;
    }

    public EmbeddingCounters counters() {
        return embedder.counters();
    }

    public Status status() {
        return new Status(epoch, pending, patience.lastError());
    }

    @Override
    public String name() {
        return spec.sink();
    }

    @Override
    public Delivery delivery() {
        return Delivery.EXACTLY_ONCE;
    }

    /** A changed definition starts at 0 again, beside the old tables, which readers see until it has caught up. */
    @Override
    public long open(Generation generation) {
        return patience.until(() -> {
            long applied = claim(generation.number());
            IndexTables tables = Objects.requireNonNull(state).tables();
            database.transaction(c -> {
                IndexDefinition.execute(c, tables.sweepOrphans());
                return applied;
            });
            return applied;
        });
    }

    private long claim(long generation) throws SQLException {
        record Claimed(State state, long epoch) {}
        Claimed claimed = database.transaction(c -> {
            IndexTables tables = definition.ensure(c);
            State s = State.of(tables, generation);
            return new Claimed(s, s.progress().claim(c, generation));
        });
        state = claimed.state();
        epoch = claimed.epoch();
        return epoch;
    }

    @Override
    public void apply(List<EpochChanges> changes, long upTo) {
        boolean[] unsure = {false};
        try {
            patience.until(() -> {
                State s = Objects.requireNonNull(state, "not opened");
                if (unsure[0]) {
                    claim(s.generation()); // the attempt before may have been committed without our knowing
                }
                unsure[0] = true;
                if (upTo > epoch) {
                    attempt(Objects.requireNonNull(state), changes, upTo);
                }
                return upTo;
            });
        } finally {
            pending = 0;
        }
    }

    private void attempt(State s, List<EpochChanges> changes, long upTo) throws SQLException {
        long from = epoch;
        NetChanges net = NetChanges.of(spec, changes, from);
        pending = net.size();
        embed(s, net);
        Failpoint.hit(CrashPoint.C13);
        boolean replaced = database.transaction(c -> {
            long stored = s.progress().lock(c, s.generation());
            if (stored != from) {
                throw new FencedException("index " + spec.sink() + " stands at " + stored + ", not at " + from);
            }
            s.store().apply(c, net);
            s.progress().advance(c, from, upTo, s.generation());
            Failpoint.hit(CrashPoint.C14);
            return replace(c, s, upTo);
        });
        Failpoint.hit(CrashPoint.C15);
        epoch = upTo;
        if (replaced) {
            state = State.of(IndexTables.active(spec), s.generation());
        }
    }

    /** A shadow that has reached what readers see takes over. */
    private boolean replace(Connection c, State s, long upTo) throws SQLException {
        if (!s.tables().isShadow() || upTo < definition.shownEpoch(c, s.tables())) {
            return false;
        }
        definition.takeOver(c, s.tables());
        return true;
    }

    /** Buys and stores the vectors of texts that the index does not hold yet. */
    private void embed(State s, NetChanges net) throws SQLException {
        Map<String, String> texts = net.addedTexts();
        if (texts.isEmpty()) {
            return;
        }
        List<String> missing = new ArrayList<>(texts.keySet());
        missing.removeAll(database.transaction(c -> s.store().known(c, missing)));
        for (int from = 0; from < missing.size(); from += EMBEDDED_AT_ONCE) {
            List<String> hashes = missing.subList(from, Math.min(missing.size(), from + EMBEDDED_AT_ONCE));
            List<String> batch = hashes.stream()
                    .map(h -> Objects.requireNonNull(texts.get(h)))
                    .toList();
            Map<String, float[]> vectors = embedder.embed(batch);
            List<float[]> ordered = batch.stream()
                    .map(t -> Objects.requireNonNull(vectors.get(t)))
                    .toList();
            database.transaction(c -> s.store().insertVectors(c, hashes, ordered));
        }
    }

    @Override
    public void close() {
        patience.close();
    }
}
