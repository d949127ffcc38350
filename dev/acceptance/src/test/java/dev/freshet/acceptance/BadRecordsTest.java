package dev.freshet.acceptance;

import static dev.freshet.acceptance.Pipelines.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What cannot be read is kept with the reason, and everything else goes on. */
class BadRecordsTest {
    private static final String NAME = "mixed";

    private static final String DEFINITION = """
            api_version: freshet/v1
            kind: Pipeline
            metadata: {name: mixed}
            spec:
              desired_state: RUNNING
              memory: 512Mi
              sources:
                pages: {connector: files, path: "file://%1$s/pages", pattern: "**/*", format: document, mode: WATCH}
                prices:
                  connector: files
                  path: "file://%1$s/prices"
                  pattern: "*.csv"
                  format: csv
                  mode: WATCH
                  columns: {item: VARCHAR NOT NULL, price: "DECIMAL(10,2)", unit: VARCHAR}
                visits:
                  connector: files
                  path: "file://%1$s/visits"
                  pattern: "*.jsonl"
                  format: json
                  mode: WATCH
                  columns: {id: BIGINT NOT NULL, page: VARCHAR}
                notes:
                  connector: push
                  columns: {id: BIGINT NOT NULL, body: VARCHAR}
                  primary_key: [id]
              sql: |
                CREATE VIEW chunks AS
                  SELECT p.path, c.ordinal, c.text
                  FROM pages AS p, LATERAL TABLE(chunk(parse(p.content, p.mime), 400, 40)) AS c;
                CREATE VIEW priced AS SELECT item, price, unit FROM prices;
                CREATE VIEW visited AS SELECT id, page FROM visits;
                CREATE VIEW noted AS SELECT id, body FROM notes;
            """;

    @AfterEach
    void remove() {
        Pipelines.remove(NAME);
    }

    private static List<String> rows(String view, String... columns) {
        return Pipelines.rows(NAME, view, 0, List.of(columns));
    }

    private static JsonNode bad(String marker) {
        return Pipelines.until(
                Duration.ofSeconds(60),
                () -> {
                    for (JsonNode item :
                            ACME.get("/pipelines/" + NAME + "/bad-records").ok().path("items")) {
                        if (item.toString().contains(marker) || payload(item).contains(marker)) {
                            return item;
                        }
                    }
                    return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
                },
                item -> !item.isMissingNode());
    }

    private static String payload(JsonNode item) {
        String text = item.path("payload").asText();
        return item.path("payload_encoding").asText().equals("base64")
                ? new String(Base64.getDecoder().decode(text), StandardCharsets.ISO_8859_1)
                : text;
    }

    @Test
    void theRestGoesOn() throws Exception {
        Path folder = LocalStack.folder(NAME);
        for (String name : List.of("pages", "prices", "visits")) {
            Files.createDirectory(folder.resolve(name));
        }
        Papers.save(folder.resolve("pages/good.md"), "# Good\n\nThis page can be read.");
        Papers.save(folder.resolve("pages/broken.pdf"), "%PDF-1.4\nthis is no PDF at all");
        Papers.save(
                folder.resolve("prices/list.csv"), "item,price,unit\nbolt,1.50,piece\nnut,0.20\nwasher,0.10,piece\n");
        Papers.save(
                folder.resolve("visits/today.jsonl"),
                "{\"id\":1,\"page\":\"home\"}\n{\"id\":2, page: home\n{\"id\":3,\"page\":\"help\"}\n");
        Pipelines.start(NAME, DEFINITION.formatted(folder));
        JsonNode push = ACME.push(
                        NAME, "notes", "{\"id\":1,\"body\":\"one\"}\nnot json at all\n{\"id\":2,\"body\":\"two\"}\n")
                .ok();
        assertThat(push.path("accepted").asInt()).isEqualTo(2);
        assertThat(push.path("rejected").asInt()).isEqualTo(1);

        reasoned(bad("broken.pdf"), "chunks", "parse_failed");
        reasoned(bad("nut,0.20"), "prices", "bad_csv");
        reasoned(bad("2, page: home"), "visits", "bad_json");
        reasoned(bad("not json at all"), "notes", "bad_json");

        Pipelines.until(Duration.ofSeconds(60), () -> rows("chunks", "path"), List.of("good.md")::equals);
        assertThat(rows("priced", "item")).containsExactly("bolt", "washer");
        assertThat(rows("visited", "id")).containsExactly("1", "3");
        assertThat(rows("noted", "id")).containsExactly("1", "2");
        goesOn(folder);
    }

    private static void reasoned(JsonNode item, String source, String code) {
        assertThat(item.path("source").asText()).as(item.toString()).isEqualTo(source);
        assertThat(item.path("code").asText()).as(item.toString()).isEqualTo(code);
        assertThat(item.path("detail").asText()).as(item.toString()).isNotBlank();
        assertThat(item.path("epoch").asLong()).as(item.toString()).isPositive();
        assertThat(item.path("origin").isObject()).as(item.toString()).isTrue();
    }

    /** Later input is taken as before, the corrected document too. */
    private static void goesOn(Path folder) {
        Papers.save(folder.resolve("pages/broken.pdf"), Papers.slowPdf(1, 1));
        Papers.save(folder.resolve("prices/more.csv"), "item,price,unit\ngear,9.00,piece\n");
        ACME.push(NAME, "notes", "{\"id\":3,\"body\":\"three\"}\n").ok();
        Pipelines.until(Duration.ofSeconds(60), () -> rows("chunks", "path"), List.of("broken.pdf", "good.md")::equals);
        Pipelines.until(
                Duration.ofSeconds(60), () -> rows("priced", "item"), List.of("bolt", "gear", "washer")::equals);
        assertThat(rows("noted", "id")).containsExactly("1", "2", "3");
        assertThat(ACME.get("/pipelines/" + NAME)
                        .ok()
                        .path("status")
                        .path("state")
                        .asText())
                .isIn("RUNNING", "DEGRADED");
    }
}
