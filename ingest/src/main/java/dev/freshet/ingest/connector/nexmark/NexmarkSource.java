package dev.freshet.ingest.connector.nexmark;

import dev.freshet.ingest.connector.ConnectorException;
import dev.freshet.ingest.connector.Settings;
import dev.freshet.spi.connect.InputRows;
import dev.freshet.spi.connect.Intake;
import dev.freshet.spi.connect.Source;
import dev.freshet.spi.connect.SourceReader;
import dev.freshet.spi.data.ColumnBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One source of the three tables person, auction and bid. The position is the number of events made so far.
 *
 * <p>Settings: {@code events}, {@code rate} in events per second, {@code seed}.
 */
public final class NexmarkSource implements Source {
    public static final List<String> TABLES = List.of("person", "auction", "bid");

    private static final int MAX_EVENTS = 10_000;
    private static final double INTAKES_PER_SECOND = 20;

    private final String name;
    private final OptionalLong count;
    private final double rate;
    private final long seed;

    public NexmarkSource(String name, Settings settings) {
        this.name = name;
        this.count = settings.number("events").map(OptionalLong::of).orElse(OptionalLong.empty());
        this.rate = settings.node("rate").asDouble(0);
        this.seed = settings.number("seed", 0);
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
        private final Events events = new Events(seed);
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
            int n = (int) Math.min(MAX_EVENTS, count.orElse(Long.MAX_VALUE) - next);
            if (rate > 0) {
                n = (int) Math.min(n, Math.max(1, rate / INTAKES_PER_SECOND));
                long due = startNanos + (long) ((next + n - first) / rate * 1e9) - System.nanoTime();
                if (due > 0) {
                    Thread.sleep(Duration.ofNanos(Math.min(due, wait.toNanos())));
                }
                if (due > wait.toNanos()) {
                    return null;
                }
            }
            return make(n);
        }

        private Intake make(int n) {
            for (int i = 0; i < n; i++) {
                events.add(next + i);
            }
            next += n;
            List<InputRows> rows = new ArrayList<>();
            long bytes = add(rows, "person", events.takePersons());
            bytes += add(rows, "auction", events.takeAuctions());
            bytes += add(rows, "bid", events.takeBids());
            return new Intake(name, rows, List.of(), Long.toString(next), bytes, Instant.now(), Intake.Reply.NONE);
        }

        private static long add(List<InputRows> rows, String table, ColumnBatch batch) {
            if (!batch.isEmpty()) {
                rows.add(new InputRows(table, batch, null));
            }
            return batch.bytes();
        }

        @Override
        public boolean finished() {
            return count.isPresent() && next >= count.getAsLong();
        }

        @Override
        public void close() {}
    }
}
