package dev.freshet.ingest.connector.nullsink;

import dev.freshet.spi.connect.Delivery;
import dev.freshet.spi.connect.Sink;
import dev.freshet.spi.id.Generation;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Takes everything, keeps only the number of changed rows. */
public final class NullSink implements Sink {
    private final String name;
    private final AtomicLong rows = new AtomicLong();

    public NullSink(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Delivery delivery() {
        return Delivery.IDEMPOTENT;
    }

    @Override
    public long open(Generation generation) {
        return 0;
    }

    @Override
    public void apply(List<EpochChanges> changes, long upTo) {
        changes.forEach(c -> rows.addAndGet(c.changes().size()));
    }

    /** Changed rows so far. */
    public long rows() {
        return rows.get();
    }

    @Override
    public void close() {}
}
