package dev.freshet.ingest.connector.datagen;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.ingest.connector.ConnectorException;
import dev.freshet.ingest.connector.Settings;
import dev.freshet.spi.connect.InputRows;
import dev.freshet.spi.connect.Intake;
import dev.freshet.spi.connect.Source;
import dev.freshet.spi.connect.SourceReader;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Rows made from a description. The position is the number of rows made so far.
 *
 * <p>Settings: {@code columns} (name → type and kind), {@code count}, {@code rate} in rows per second, {@code seed}.
 */
public final class DatagenSource implements Source {
    private static final int MAX_ROWS = 10_000;
    private static final double INTAKES_PER_SECOND = 20;

    private final String name;
    private final Schema schema;
    private final List<Generator> generators = new ArrayList<>();
    private final OptionalLong count;
    private final double rate;

    /** The source's only table has its name. */
    public DatagenSource(String name, Schema schema, Settings settings) {
        this.name = name;
        this.schema = schema;
        this.count = settings.number("count").map(OptionalLong::of).orElse(OptionalLong.empty());
        this.rate = settings.node("rate").asDouble(0);
        long seed = settings.number("seed", 0);
        for (int c = 0; c < schema.size(); c++) {
            JsonNode spec = settings.node("columns").path(schema.field(c).name());
            generators.add(Generators.of(schema.field(c), spec, new Randomness(seed, c)));
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public SourceReader open(@Nullable String position) {
        try {
            return new Reader(position == null ? 0 : Long.parseLong(position));
        } catch (NumberFormatException e) {
            throw new ConnectorException("the journaled position is not readable", e);
        }
    }

    private final class Reader implements SourceReader {
        private final long first;
        private final long startNanos = System.nanoTime();
        private long next;

        Reader(long first) {
            this.first = first;
            this.next = first;
        }

        @Override
        public @Nullable Intake poll(Duration wait) throws InterruptedException {
            if (finished()) {
                return null;
            }
            int rows = (int) Math.min(MAX_ROWS, count.orElse(Long.MAX_VALUE) - next);
            if (rate > 0) {
                rows = (int) Math.min(rows, Math.max(1, rate / INTAKES_PER_SECOND));
                long due = startNanos + (long) ((next + rows - first) / rate * 1e9) - System.nanoTime();
                if (due > 0) {
                    Thread.sleep(Duration.ofNanos(Math.min(due, wait.toNanos())));
                }
                if (due > wait.toNanos()) {
                    return null;
                }
            }
            return make(rows);
        }

        private Intake make(int rows) {
            BatchBuilder builder = new BatchBuilder(schema);
            for (int i = 0; i < rows; i++) {
                for (int c = 0; c < generators.size(); c++) {
                    generators.get(c).append(next + i, builder.column(c));
                }
                builder.endRow();
            }
            next += rows;
            ColumnBatch batch = builder.build();
            return new Intake(
                    name,
                    List.of(new InputRows(name, batch, null)),
                    List.of(),
                    Long.toString(next),
                    batch.bytes(),
                    Instant.now(),
                    Intake.Reply.NONE);
        }

        @Override
        public boolean finished() {
            return count.isPresent() && next >= count.getAsLong();
        }

        @Override
        public void close() {}
    }
}
