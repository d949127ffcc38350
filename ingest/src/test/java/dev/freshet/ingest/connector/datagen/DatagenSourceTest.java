package dev.freshet.ingest.connector.datagen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.freshet.ingest.connector.ConnectorException;
import dev.freshet.ingest.connector.Reading;
import dev.freshet.ingest.connector.Settings;
import dev.freshet.ingest.connector.SourceConformance;
import dev.freshet.spi.connect.Source;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DatagenSourceTest extends SourceConformance {
    private static Source datagen(Schema schema, String settings) throws Exception {
        return new DatagenSource("gen", schema, new Settings(new JsonMapper().readTree(settings)));
    }

    @Override
    protected Schema schema() {
        return Schema.of(
                new Field("id", Type.BIGINT.notNull()),
                new Field("amount", new Type.Decimal(8, 2).notNull()),
                new Field("rank", Type.INTEGER.notNull()),
                new Field("kind", Type.TEXT.nullable()),
                new Field("at", Type.TIMESTAMP.notNull()),
                new Field("note", Type.TEXT.notNull()),
                new Field("share", Type.DOUBLE.notNull()));
    }

    @Override
    protected Source source() throws Exception {
        return datagen(schema(), """
                {"count": 25000, "seed": 3, "columns": {
                  "id": {"type": "BIGINT", "kind": "sequence", "start": 10, "step": 2},
                  "amount": {"type": "DECIMAL(8,2)", "kind": "uniform", "min": "1.00", "max": "2.50"},
                  "rank": {"type": "INTEGER", "kind": "zipf", "n": 100, "exponent": 1.1},
                  "kind": {"type": "VARCHAR", "kind": "choice", "values": ["a", "b", null], "weights": [8, 1, 1]},
                  "at": {"type": "TIMESTAMP", "kind": "timestamp", "start": "2026-01-01T00:00:00", "step_ms": 10, "jitter_ms": 5},
                  "note": {"type": "VARCHAR", "kind": "text", "words": 3},
                  "share": {"type": "DOUBLE", "kind": "uniform", "min": 0, "max": 1}}}
                """);
    }

    @Test
    void valuesFollowTheirDescription() throws Exception {
        Reading all = Reading.all(source(), null, schema(), Duration.ofSeconds(1));
        assertThat(all.rows()).hasSize(25_000);
        assertThat(all.rows().get(1)).startsWith("UPSERT gen[12, ").contains(", 2026-01-01T00:00:00.01");
        Map<String, Long> kinds =
                all.rows().stream().collect(Collectors.groupingBy(r -> r.split(", ", 5)[3], Collectors.counting()));
        assertThat(kinds.keySet()).containsExactlyInAnyOrder("a", "b", "null");
        assertThat(kinds.get("a")).isBetween(19_500L, 20_500L);
        Map<String, Long> ranks =
                all.rows().stream().collect(Collectors.groupingBy(r -> r.split(", ", 4)[2], Collectors.counting()));
        assertThat(ranks.get("1")).isGreaterThan(ranks.get("2"));
        assertThat(all.rows()).allMatch(r -> {
            double amount = Double.parseDouble(r.split(", ", 3)[1]);
            return amount >= 1 && amount <= 2.5;
        });
    }

    @Test
    void aDescriptionThatDoesNotFitIsRefused() {
        Schema schema = Schema.of(new Field("v", Type.INTEGER.notNull()));
        assertThatThrownBy(() -> datagen(schema, "{\"columns\": {\"v\": {\"kind\": \"text\"}}}"))
                .isInstanceOf(ConnectorException.class)
                .hasMessageContaining("column v");
        assertThatThrownBy(() ->
                        datagen(schema, "{\"columns\": {\"v\": {\"kind\": \"uniform\", \"min\": 5, \"max\": 1}}}"))
                .isInstanceOf(ConnectorException.class);
        assertThatThrownBy(() -> datagen(schema, "{\"columns\": {\"v\": {\"kind\": \"choice\", \"values\": [\"x\"]}}}"))
                .hasMessageContaining("does not fit");
    }
}
