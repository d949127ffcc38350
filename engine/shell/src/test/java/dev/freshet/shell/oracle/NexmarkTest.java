package dev.freshet.shell.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.freshet.ingest.connector.Settings;
import dev.freshet.ingest.connector.nexmark.NexmarkSource;
import dev.freshet.spi.connect.InputRows;
import dev.freshet.spi.connect.Intake;
import dev.freshet.spi.connect.SourceReader;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.Values;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Nexmark's q0 to q22 over the nexmark source's events, which come out of order, late, and some of which go again: after
 * every epoch each equals DuckDB's answer over the same rows. {@code -Dfreshet.nexmark.events=N} takes more events.
 *
 * <p>Event times are stretched to 100 events a second, so that the windows of the original queries hold some. q12 counts
 * by processing time, which no replay could repeat: here rows carry the time at which they arrived.
 */
class NexmarkTest {
    private static final int EVENTS = Integer.getInteger("freshet.nexmark.events", 4_000);
    private static final int EPOCHS = 4;
    private static final int STRETCH = 100;
    private static final LocalDateTime START = LocalDateTime.parse("2015-07-15T00:00:00");
    private static final Map<String, String> TABLES = tables();

    private final Random random = new Random(3);
    private int events;

    private static Map<String, String> tables() {
        Map<String, String> t = new LinkedHashMap<>();
        t.put(
                "person",
                "id BIGINT, name VARCHAR, email_address VARCHAR, credit_card VARCHAR, city VARCHAR, state VARCHAR, "
                        + "date_time TIMESTAMP, extra VARCHAR");
        t.put(
                "auction",
                "id BIGINT, item_name VARCHAR, description VARCHAR, initial_bid BIGINT, reserve BIGINT, "
                        + "date_time TIMESTAMP, expires TIMESTAMP, seller BIGINT, category BIGINT, extra VARCHAR");
        t.put(
                "bid",
                "auction BIGINT, bidder BIGINT, price BIGINT, channel VARCHAR, url VARCHAR, date_time TIMESTAMP, "
                        + "extra VARCHAR, arrived TIMESTAMP");
        t.put("side_input", "id BIGINT, side VARCHAR");
        return t;
    }

    private record Event(String table, List<@Nullable Object> row) {}

    @Test
    void q0ToQ22() throws Exception {
        Queries queries = Queries.of("/oracle/nexmark.sql");
        assertThat(queries.ours()).hasSize(23);
        String function = "CREATE FUNCTION count_char(s VARCHAR, c VARCHAR) RETURNS INTEGER AS "
                + "CHAR_LENGTH(s) - CHAR_LENGTH(REPLACE(s, c, ''));\n";
        try (Versus versus = new Versus(
                TABLES,
                function + queries.views(),
                queries.theirs(),
                List.of("CREATE MACRO count_char(s, c) AS length(s) - length(replace(s, c, ''))"))) {
            for (long i = 0; i < 100; i++) {
                versus.add("side_input", i, "side " + i);
            }
            List<String> differences = new ArrayList<>();
            List<Event> all = shuffled();
            for (int e = 0; e < EPOCHS; e++) {
                for (Event event : all.subList(all.size() * e / EPOCHS, all.size() * (e + 1) / EPOCHS)) {
                    versus.add(event.table(), event.row());
                }
                differences.addAll(versus.epoch());
            }
            comeAndGo(versus, differences);
            assertThat(differences).isEmpty();
            assertThat(versus.here().rejected()).isZero();
            assertThat(versus.mostRows())
                    .hasSize(23)
                    .allSatisfy((query, rows) -> assertThat(rows).as(query).isPositive());
        }
    }

    /** Rows of all tables go, and part of them comes back. */
    private void comeAndGo(Versus versus, List<String> differences) throws Exception {
        Map<String, List<List<@Nullable Object>>> gone = new LinkedHashMap<>();
        for (String table : TABLES.keySet()) {
            gone.put(table, versus.removeIf(table, _ -> random.nextInt(4) == 0));
        }
        differences.addAll(versus.epoch());
        gone.forEach((table, rows) -> rows.subList(0, rows.size() / 2).forEach(row -> versus.add(table, row)));
        versus.update("bid", EVENTS / 20, random, row -> {
            row.set(0, 1000L + random.nextInt(EVENTS / 20));
            row.set(2, (long) random.nextInt(2_000_000));
            return row;
        });
        differences.addAll(versus.epoch());
    }

    /** Each up to 2,000 places from where it was made; some much later. */
    private List<Event> shuffled() throws Exception {
        List<Event> out = new ArrayList<>(read());
        for (int i = 0; i < out.size(); i++) {
            int other = Math.min(out.size() - 1, i + random.nextInt(random.nextInt(20) == 0 ? out.size() : 2_000));
            Event e = out.get(i);
            out.set(i, out.get(other));
            out.set(other, e);
        }
        return out;
    }

    private List<Event> read() throws Exception {
        List<Event> out = new ArrayList<>();
        NexmarkSource source =
                new NexmarkSource("market", new Settings(new JsonMapper().readTree("{\"events\": " + EVENTS + "}")));
        try (SourceReader reader = source.open(null)) {
            while (!reader.finished()) {
                Intake intake = Objects.requireNonNull(reader.poll(Duration.ofSeconds(1)));
                for (InputRows rows : intake.rows()) {
                    for (int i = 0; i < rows.rows().size(); i++) {
                        out.add(event(rows, i));
                    }
                }
            }
        }
        return out;
    }

    private Event event(InputRows rows, int i) {
        Schema schema = schema(rows.table());
        List<@Nullable Object> row = new ArrayList<>(Values.row(schema, rows.rows(), i));
        row.replaceAll(v -> v instanceof LocalDateTime t
                ? START.plus(Duration.between(START, t).multipliedBy(STRETCH))
                : v);
        if (rows.table().equals("bid")) {
            row.add(START.plus(Duration.ofMillis(37L * events++)));
        }
        return new Event(rows.table(), row);
    }

    private static Schema schema(String table) {
        String columns = Objects.requireNonNull(TABLES.get(table)).replace(", arrived TIMESTAMP", "");
        return new Schema(
                Arrays.stream(columns.split(", "))
                        .map(c -> c.split(" "))
                        .map(c -> new Field(c[0], type(c[1])))
                        .toList(),
                List.of());
    }

    private static dev.freshet.spi.data.DataType type(String name) {
        return (name.equals("BIGINT") ? Type.BIGINT : name.equals("TIMESTAMP") ? Type.TIMESTAMP : Type.TEXT).notNull();
    }
}
