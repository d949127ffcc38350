package dev.freshet.ingest.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.freshet.spi.error.Diagnostic;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectorCatalogTest {
    private static List<Diagnostic> check(String connector, boolean sink, String entry) throws Exception {
        return ConnectorCatalog.builtIn().check(connector, sink, new JsonMapper().readTree(entry));
    }

    private static List<String> codes(List<Diagnostic> found) {
        return found.stream().map(d -> d.code() + " " + d.pointer()).toList();
    }

    @Test
    void whatTheReferenceDocumentSaysIsAccepted() throws Exception {
        assertThat(check("files", false, """
                {"connector": "files", "path": "./docs", "pattern": "**/*.md", "format": "document", "mode": "WATCH"}""")).isEmpty();
        assertThat(check("kafka", false, """
                {"connector": "kafka", "topic": "orders", "connection": "prod-kafka", "format": "json",
                 "columns": {"id": "BIGINT NOT NULL"}, "primary_key": ["id"], "watermark": "x"}""")).isEmpty();
        assertThat(check("push", false, "{\"connector\": \"push\", \"columns\": {}}"))
                .isEmpty();
        assertThat(check("kafka", true, """
                {"view": "revenue", "connector": "kafka", "topic": "revenue", "format": "json", "key": ["tier"]}""")).isEmpty();
        assertThat(check("datagen", false, """
                {"connector": "datagen", "count": 5, "rate": 10, "seed": 1,
                 "columns": {"id": {"type": "BIGINT", "kind": "sequence", "start": 1}}}""")).isEmpty();
    }

    @Test
    void slipsAreFoundWithPlaceAndHint() throws Exception {
        List<Diagnostic> found = check("files", false, """
                {"patern": "*", "mode": "watch", "max_size": true, "format": "parquet", "poll_ms": 1}""");
        assertThat(codes(found))
                .containsExactly(
                        "unknown_field /patern",
                        "unknown_value /mode",
                        "wrong_type /max_size",
                        "not_implemented /format",
                        "out_of_range /poll_ms",
                        "missing_field /path");
        assertThat(found.getFirst().hint()).isEqualTo("Did you mean 'pattern'?");
        assertThat(codes(check("kafak", false, "{}"))).containsExactly("unknown_connector /connector");
        assertThat(codes(check("postgres", false, "{}"))).containsExactly("unknown_connector /connector");
        assertThat(codes(check("kafka", false, """
                {"topic": "a b", "connection": {"bootstrap_servers": "${secret:x}", "options": {"group.id": "g"}}}""")))
                .containsExactly("unknown_value /topic", "unknown_field /connection/options/group.id");
        assertThat(codes(check("datagen", false, """
                {"columns": {"a": {"type": "BIGINT", "kind": "sequenz", "by": 1}}}""")))
                .containsExactly("unknown_value /columns/a/kind", "unknown_field /columns/a/by");
    }

    @Test
    void connections() throws Exception {
        ConnectorCatalog catalog = ConnectorCatalog.builtIn();
        assertThat(catalog.checkConnection("kafka", new JsonMapper().readTree("{\"bootstrap_servers\": \"h:1\"}")))
                .isEmpty();
        assertThat(codes(catalog.checkConnection("postgres", new JsonMapper().readTree("{\"uri\": \"x\"}"))))
                .containsExactly("unknown_field /uri", "missing_field /url");
        assertThat(catalog.types()).extracting(ConnectorType::kind).contains("SOURCE", "SINK", "SOURCE_AND_SINK");
    }
}
