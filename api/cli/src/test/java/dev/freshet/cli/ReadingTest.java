package dev.freshet.cli;

import static dev.freshet.cli.Service.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadingTest {
    @TempDir
    Path folder = Path.of("");

    private Service service = start();

    private static Service start() {
        try {
            return new Service();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void aQueryPrintsItsColumnsInTheirOrder() {
        service.on("POST /pipelines/support/queries", json(200, """
                        {"epoch": 3, "columns": [{"name": "tier", "type": "VARCHAR"}, {"name": "n", "type": "BIGINT"}],
                         "items": [{"n": "5", "tier": "gold"}, {"n": null, "tier": "a\\u001bb"}]}"""));
        Terminal.Result result = Terminal.of(folder, service).run("query", "support", "SELECT 1", "--as-of", "3");
        assertThat(result.out()).isEqualTo("tier  n\ngold  5\na b\n");
        assertThat(service.received("POST", "/queries").getFirst().body())
                .isEqualTo("{\"sql\":\"SELECT 1\",\"as_of_epoch\":3}");
    }

    @Test
    void aWrongQueryShowsItsPlace() {
        service.on("POST /pipelines/support/queries", json(400, """
                        {"title": "Bad query", "status": 400, "code": "sql_syntax",
                         "errors": [{"line": 1, "column": 8, "detail": "unexpected FROM"}]}"""));
        Terminal.Result result = Terminal.of(folder, service).run("query", "support", "SELECT FROM t");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("  sql:1:8: unexpected FROM\n", "1 | SELECT FROM t\n      |        ^\n");
    }

    @Test
    void aViewIsReadPageByPage() {
        service.on(
                "GET /pipelines/support/views/tiers/rows",
                json(200, "{\"epoch\": 3, \"items\": [{\"size\": 1}], \"next_page_token\": \"t1\"}"),
                json(200, "{\"epoch\": 3, \"items\": [{\"size\": 2}], \"next_page_token\": null}"));
        Terminal.Result result = Terminal.of(folder, service)
                .run("query", "support", "--view", "tiers", "--filter", "{\"size\": {\"gt\": 0}}", "-o", "yaml");
        assertThat(result.exit()).isZero();
        assertThat(result.out()).contains("epoch: 3", "- size: 1", "- size: 2");
        assertThat(service.received("GET", "/rows").getLast().uri().getQuery())
                .contains("page_token=t1", "filter={\"size\":{\"gt\":0}}");
    }

    @Test
    void aSearchShowsKeysAndTexts() {
        service.on("POST /pipelines/support/indexes/kb/search", json(200, """
                        {"epoch": 9, "freshness_ms": 12, "items": [
                          {"key": {"path": "a.md", "ordinal": 0}, "text": "30 days\\nfrom delivery", "score": 0.5}]}"""));
        Terminal.Result result = Terminal.of(folder, service)
                .run("search", "support", "kb", "return window?", "-k", "1", "--mode", "text");
        assertThat(result.out()).isEqualTo("1. 0.500  a.md #0\n   30 days from delivery\nepoch 9, fresh to 12 ms\n");
        assertThat(service.received("POST", "/search").getFirst().body())
                .isEqualTo("{\"query\":\"return window?\",\"k\":1,\"mode\":\"text\"}");
    }

    @Test
    void aSecretComesFromStdin() {
        service.on("PUT /secrets/api-key", json(201, "{}"));
        Terminal.Result result = Terminal.of(folder, service).typing("pa ss\n").run("secret", "put", "api-key");
        assertThat(result.exit()).isZero();
        assertThat(result.err() + result.out()).doesNotContain("pa ss");
        assertThat(service.received("PUT", "/secrets/api-key").getFirst().body())
                .isEqualTo("{\"value\":\"pa ss\"}");
    }

    @Test
    void logsArePrintedAsTheyAreAndFollowedFromTheirEnd() {
        service.on(
                "GET /pipelines/support/logs",
                exchange -> Service.write(exchange, 200, "text/plain", "one\ntwo\n"),
                Service.events("data: three\n\n"),
                Service.events("data: four\n\n"),
                Service.problem(404, "not_found", "Not found"));
        Terminal terminal = Terminal.of(folder, service);
        assertThat(terminal.run("pipeline", "logs", "support", "--tail", "2").out())
                .isEqualTo("one\ntwo\n");
        Terminal.Result followed = terminal.run("pipeline", "logs", "support", "-f");
        assertThat(followed.out()).isEqualTo("three\nfour\n");
        assertThat(followed.exit()).isEqualTo(5);
        assertThat(service.received("GET", "/logs").get(1).uri().getQuery()).isEqualTo("follow=true");
        assertThat(service.received("GET", "/logs").get(2).uri().getQuery()).contains("tail=0");
    }

    @Test
    void whatHasNoCommandCanBeAskedFor() {
        service.on("GET /quotas", json(200, "{\"items\": []}"));
        Terminal.Result result = Terminal.of(folder, service).run("api", "get", "/quotas");
        assertThat(result.exit()).isZero();
        assertThat(result.out()).contains("items");
    }

    @Test
    void aServiceThatIsNotThereIsNamed() {
        service.close();
        Terminal.Result result = Terminal.of(folder, service).run("epochs", "support");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("cannot reach " + service.url(), "./freshet up");
    }
}
