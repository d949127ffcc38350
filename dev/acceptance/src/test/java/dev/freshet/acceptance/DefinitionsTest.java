package dev.freshet.acceptance;

import static dev.freshet.acceptance.Pipelines.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.acceptance.Api.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A wrong definition is refused by PUT, by validate and by the command line: with its place and a hint, changing nothing. */
class DefinitionsTest {
    private static final String NAME = "steady";

    private static final String GOOD = """
            api_version: freshet/v1
            kind: Pipeline
            metadata:
              name: steady
            spec:
              sources:
                pages:
                  connector: files
                  path: ./docs
                  pattern: "**/*.md"
                  format: document
                orders:
                  connector: push
                  columns: {id: BIGINT NOT NULL, customer: VARCHAR, amount: "DECIMAL(12,2)"}
                  primary_key: [id]
              sql: |
                CREATE VIEW sizes AS SELECT path, size FROM pages;
                CREATE VIEW totals AS
                  SELECT customer, SUM(amount) AS amount
                  FROM orders GROUP BY customer;
            """;

    /**
     * A slip in the good document.
     *
     * @param from what is replaced, by {@code to}
     * @param at where in the replacement the slip is reported
     */
    private record Slip(String what, String from, String to, String at, int status) {
        String document() {
            assertThat(GOOD).contains(from);
            return GOOD.replace(from, to);
        }

        int line() {
            String before = document().substring(0, document().indexOf(at));
            return 1 + (int) before.chars().filter(c -> c == '\n').count();
        }

        int column() {
            int place = document().indexOf(at);
            return place - document().lastIndexOf('\n', place);
        }

        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Slip> slips() {
        return Stream.of(
                new Slip("wrong column", "SUM(amount) AS amount", "SUM(amuont) AS amount", "amuont", 422),
                new Slip(
                        "type error", "SUM(amount) AS amount", "amount + customer AS amount", "amount + customer", 422),
                new Slip("wrong table", "FROM orders GROUP", "FROM oders GROUP", "oders", 422),
                new Slip("SQL slip", "FROM orders GROUP BY", "FORM orders GROUP BY", "FORM", 422),
                new Slip("unknown connector", "connector: files", "connector: flies", "flies", 422),
                new Slip("missing file", "path: ./docs", "path: ./no-such-folder", "./no-such-folder", 422),
                new Slip("unknown field", "pattern: \"**/*.md\"", "patern: \"**/*.md\"", "patern", 400),
                new Slip("wrong type", "primary_key: [id]", "primary_key: id", "id\n  sql", 400),
                new Slip("YAML slip", "  name: steady\n", "  name: steady\n tags: [\n", " tags: [", 400));
    }

    @BeforeAll
    static void make() {
        Pipelines.remove(NAME);
        ACME.apply(NAME, GOOD).ok();
    }

    @AfterAll
    static void remove() {
        Pipelines.remove(NAME);
    }

    private static String state(String path) {
        Answer answer = ACME.get(path);
        return answer.headers().firstValue("ETag").orElse("") + answer.text();
    }

    private static String everything() {
        return state("/pipelines/" + NAME)
                + state("/pipelines/" + NAME + "/versions")
                + ACME.get("/pipelines").ok().path("items").size();
    }

    private static void tellsThePlace(Slip slip, JsonNode error) {
        assertThat(error.path("line").asInt()).as("line of " + error).isEqualTo(slip.line());
        assertThat(error.path("column").asInt()).as("column of " + error).isPositive();
        if (slip.status() == 422) {
            assertThat(error.path("column").asInt()).as("column of " + error).isEqualTo(slip.column());
        }
        assertThat(error.path("hint").asText("")).as("hint of " + error).isNotBlank();
        assertThat(error.path("detail").asText("")).as("detail of " + error).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("slips")
    void thePutRefusesIt(Slip slip) {
        String before = everything();
        Answer replaced = ACME.apply(NAME, slip.document());
        assertThat(replaced.status()).as(replaced.text()).isEqualTo(slip.status());
        assertThat(replaced.headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        tellsThePlace(slip, replaced.body().path("errors").path(0));
        Answer made = ACME.apply("steady-too", slip.document().replace("name: steady\n", "name: steady-too\n"));
        assertThat(made.status()).as(made.text()).isEqualTo(slip.status());
        assertThat(ACME.get("/pipelines/steady-too").status()).isEqualTo(404);
        assertThat(everything()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("slips")
    void validateNamesIt(Slip slip) {
        String before = everything();
        JsonNode answer = ACME.send("POST", "/validate", slip.document(), "Content-Type", "application/yaml")
                .ok();
        assertThat(answer.path("valid").asBoolean(true)).isFalse();
        tellsThePlace(slip, answer.path("diagnostics").path(0));
        assertThat(everything()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("slips")
    void theCommandLineShowsIt(Slip slip) throws IOException {
        String before = everything();
        Path file = LocalStack.folder("definitions").resolve("pipeline.yaml");
        Files.writeString(file, slip.document());
        JsonNode error = ACME.send("POST", "/validate", slip.document(), "Content-Type", "application/yaml")
                .ok()
                .path("diagnostics")
                .path(0);
        LocalStack.Finished finished = LocalStack.freshet("pipeline", "apply", file.toString());
        assertThat(finished.code()).as(finished.err()).isEqualTo(1);
        assertThat(finished.err())
                .contains(
                        error.path("line").asInt() + ":" + error.path("column").asInt())
                .contains(error.path("detail").asText())
                .contains(error.path("hint").asText());
        assertThat(everything()).isEqualTo(before);
    }
}
