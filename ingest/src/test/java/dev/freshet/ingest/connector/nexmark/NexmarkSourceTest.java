package dev.freshet.ingest.connector.nexmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.freshet.ingest.connector.Settings;
import dev.freshet.spi.connect.InputRows;
import dev.freshet.spi.connect.Intake;
import dev.freshet.spi.connect.SourceReader;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Values;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NexmarkSourceTest {
    private static final Map<String, Schema> SCHEMAS =
            Map.of("person", Events.PERSON, "auction", Events.AUCTION, "bid", Events.BID);

    private final List<String> positions = new ArrayList<>();

    private Map<String, List<List<@Nullable Object>>> read(String settings, @Nullable String position)
            throws Exception {
        Map<String, List<List<@Nullable Object>>> out = new HashMap<>();
        SCHEMAS.keySet().forEach(t -> out.put(t, new ArrayList<>()));
        NexmarkSource source = new NexmarkSource("market", new Settings(new JsonMapper().readTree(settings)));
        try (SourceReader reader = source.open(position)) {
            for (Intake i = reader.poll(Duration.ofSeconds(1)); i != null; i = reader.poll(Duration.ofSeconds(1))) {
                positions.add(String.valueOf(i.position()));
                for (InputRows rows : i.rows()) {
                    for (int r = 0; r < rows.rows().size(); r++) {
                        Schema schema = Objects.requireNonNull(SCHEMAS.get(rows.table()));
                        of(out, rows.table()).add(Values.row(schema, rows.rows(), r));
                    }
                }
            }
            assertThat(reader.finished()).isTrue();
        }
        return out;
    }

    private static List<List<@Nullable Object>> of(Map<String, List<List<@Nullable Object>>> all, String table) {
        return Objects.requireNonNull(all.get(table));
    }

    @Test
    void aPositionIsFollowedByExactlyTheRest() throws Exception {
        var whole = read("{\"events\": 25000, \"seed\": 7}", null);
        String first = positions.getFirst();
        assertThat(first).isEqualTo("10000");
        var rest = read("{\"events\": 25000, \"seed\": 7}", first);
        whole.forEach((table, rows) -> assertThat(of(rest, table))
                .isEqualTo(rows.subList(rows.size() - of(rest, table).size(), rows.size())));
        assertThat(of(rest, "bid")).hasSize(15_000 / 50 * 46);
        assertThat(read("{\"events\": 25000, \"seed\": 8}", null)).isNotEqualTo(whole);
    }

    @Test
    void oneToThreeToFortySix() throws Exception {
        var all = read("{\"events\": 50000}", null);
        assertThat(of(all, "person")).hasSize(1000);
        assertThat(of(all, "auction")).hasSize(3000);
        assertThat(of(all, "bid")).hasSize(46_000);
    }

    @Test
    void everythingRefersToWhatIsThere() throws Exception {
        var all = read("{\"events\": 50000}", null);
        Set<@Nullable Object> persons = new HashSet<>();
        of(all, "person").forEach(p -> persons.add(p.get(0)));
        Set<@Nullable Object> auctions = new HashSet<>();
        of(all, "auction").forEach(a -> auctions.add(a.get(0)));
        assertThat(persons).hasSize(1000);
        assertThat(auctions).hasSize(3000);
        assertThat(of(all, "auction")).allSatisfy(a -> {
            assertThat(persons).contains(a.get(7));
            assertThat((Long) a.get(8)).isBetween(10L, 14L);
            assertThat((Long) a.get(4)).isGreaterThan((Long) a.get(3));
            assertThat((LocalDateTime) a.get(6)).isAfter((LocalDateTime) a.get(5));
        });
        assertThat(of(all, "bid")).allSatisfy(b -> {
            assertThat(auctions).contains(b.get(0));
            assertThat(persons).contains(b.get(1));
            assertThat((Long) b.get(2)).isPositive();
        });
    }

    @Test
    void mostBidsGoToFewAuctions() throws Exception {
        var all = read("{\"events\": 50000}", null);
        long hot = of(all, "bid").stream()
                .filter(b -> ((Long) Objects.requireNonNull(b.get(0)) - 1000) % 100 == 0)
                .count();
        assertThat(hot).isGreaterThan(44_000);
        assertThat(of(all, "bid").stream()
                        .filter(b -> "Google".equals(b.get(3)))
                        .count())
                .isBetween(5_000L, 6_500L);
        assertThat(of(all, "bid").stream()
                        .filter(b -> String.valueOf(b.get(4)).contains("&channel_id="))
                        .count())
                .isBetween(22_000L, 24_000L);
    }
}
