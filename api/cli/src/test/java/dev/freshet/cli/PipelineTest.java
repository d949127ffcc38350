package dev.freshet.cli;

import static dev.freshet.cli.Service.json;
import static dev.freshet.cli.Service.problem;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineTest {
    private static final String PIPELINE = "/pipelines/support";
    private static final String DOCUMENT = """
            api_version: freshet/v1
            kind: Pipeline
            metadata: {name: support}
            spec:
              desired_state: RUNNING
              sources:
                pages: {connector: files, path: ./docs, format: document}
              sql: |
                CREATE VIEW v AS SELECT pric FROM orders;
            """;

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

    @BeforeEach
    void document() throws IOException {
        Files.writeString(folder.resolve("p.yaml"), DOCUMENT);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private static String pipeline(String state, boolean reconciling) {
        return """
                {"name": "support", "spec": {"desired_state": "RUNNING"},
                 "status": {"state": "%s", "reconciling": %s, "version": 1, "current_epoch": 4,
                            "reason_code": "CRASH_LOOP", "reason": "five crashes"}}""".formatted(state, reconciling);
    }

    @Test
    void aNewPipelineIsCreatedOnlyWhereThereIsNone() {
        service.on("GET " + PIPELINE, problem(404, "not_found", "Not found"));
        service.on("PUT " + PIPELINE, json(201, pipeline("STARTING", true), "ETag", "\"1\""));
        Terminal.Result result = Terminal.of(folder, service).run("pipeline", "apply", "p.yaml");
        assertThat(result.exit()).isZero();
        assertThat(result.err()).isEqualTo("pipeline support created\n");
        assertThat(result.out()).startsWith("support: STARTING");
        Service.Request put = service.received("PUT", PIPELINE).getFirst();
        assertThat(put.header("If-None-Match")).isEqualTo("*");
        assertThat(put.header("Content-Type")).isEqualTo("application/yaml");
        assertThat(put.header("Authorization")).isEqualTo("Bearer t0k3n");
        assertThat(put.body()).isEqualTo(DOCUMENT);
    }

    @Test
    void anExistingOneIsReplacedAsItWasSeenAndAwaited() {
        service.on(
                "GET " + PIPELINE,
                json(200, pipeline("RUNNING", false), "ETag", "\"1\""),
                json(200, pipeline("RUNNING", true)),
                json(200, pipeline("BACKFILLING", true)),
                json(200, pipeline("RUNNING", false)));
        service.on("PUT " + PIPELINE, json(200, pipeline("RUNNING", true), "ETag", "\"2\""));
        Terminal.Result result = Terminal.of(folder, service).run("pipeline", "apply", "p.yaml", "--wait");
        assertThat(result.exit()).isZero();
        assertThat(result.err()).isEqualTo("pipeline support updated\n");
        assertThat(service.received("PUT", PIPELINE).getFirst().header("If-Match"))
                .isEqualTo("\"1\"");
        assertThat(service.received("GET", PIPELINE)).hasSize(4);
    }

    @Test
    void theFailureOfTheVersionBeforeIsNotTheNewOnes() {
        service.on(
                "GET " + PIPELINE,
                json(200, pipeline("FAILED", false), "ETag", "\"1\""),
                json(200, pipeline("FAILED", false)),
                json(200, pipeline("STARTING", true)),
                json(200, pipeline("RUNNING", false)));
        service.on("PUT " + PIPELINE, json(200, pipeline("FAILED", false), "ETag", "\"2\""));
        assertThat(Terminal.of(folder, service)
                        .run("pipeline", "apply", "p.yaml", "--wait")
                        .exit())
                .isZero();
    }

    @Test
    void waitingForAFailedOneFails() {
        service.on("GET " + PIPELINE, json(200, pipeline("FAILED", false), "ETag", "\"1\""));
        service.on("PUT " + PIPELINE, json(200, pipeline("FAILED", false), "ETag", "\"1\""));
        Terminal.Result result = Terminal.of(folder, service).run("pipeline", "apply", "p.yaml", "--wait");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("FAILED (CRASH_LOOP): five crashes");
    }

    @Test
    void waitingTooLongIsATimeout() {
        service.on("GET " + PIPELINE, json(200, pipeline("STARTING", true), "ETag", "\"1\""));
        service.on("PUT " + PIPELINE, json(200, pipeline("STARTING", true), "ETag", "\"1\""));
        Terminal.Result result =
                Terminal.of(folder, service).run("--timeout", "0", "pipeline", "apply", "p.yaml", "--wait");
        assertThat(result.exit()).isEqualTo(7);
    }

    @Test
    void aRefusalShowsTheLineWithACaret() {
        service.on("GET " + PIPELINE, problem(404, "not_found", "Not found"));
        service.on("PUT " + PIPELINE, json(422, """
                        {"title": "Cannot be applied", "status": 422, "code": "invalid_definition", "errors": [
                          {"pointer": "/spec/sql", "line": 9, "column": 29, "code": "sql_unknown_column",
                           "detail": "'pric' is not a column of 'orders'", "hint": "Did you mean 'price'?"}]}"""));
        Terminal.Result result = Terminal.of(folder, service).run("pipeline", "apply", "p.yaml");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isEqualTo("""
                        error: Cannot be applied (invalid_definition)
                          p.yaml:9:29: 'pric' is not a column of 'orders'
                            9 |     CREATE VIEW v AS SELECT pric FROM orders;
                              |                             ^
                          hint: Did you mean 'price'?
                        """);
    }

    @Test
    void aDocumentThatCannotBeReadIsJudgedByTheService() throws IOException {
        Files.writeString(folder.resolve("p.yaml"), "metadata: {name: [\n");
        service.on("POST /validate", json(200, """
                        {"valid": false, "diagnostics": [{"severity": "ERROR", "line": 1, "column": 18,
                         "code": "yaml_syntax", "detail": "the list does not end"}]}"""));
        Terminal.Result result = Terminal.of(folder, service).run("pipeline", "apply", "p.yaml");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("p.yaml:1:18: the list does not end", "1 | metadata: {name: [");
        assertThat(service.received("PUT", PIPELINE)).isEmpty();
    }

    @Test
    void aFolderBesideTheDocumentIsSentWithItsWholePath() throws IOException {
        Files.createDirectory(folder.resolve("docs"));
        service.on("GET " + PIPELINE, problem(404, "not_found", "Not found"));
        service.on("PUT " + PIPELINE, json(201, pipeline("STARTING", true)));
        Terminal.of(folder, service).run("pipeline", "apply", "p.yaml");
        assertThat(service.received("PUT", PIPELINE).getFirst().body())
                .isEqualTo(DOCUMENT.replace("./docs", "\"" + folder.resolve("docs") + "\""));
    }

    @Test
    void aDifferenceHasItsOwnExitCode() {
        service.on(
                "POST /validate",
                json(
                        200,
                        "{\"valid\": true, \"changes\": [{\"object\": \"view v\", \"kind\": \"ADDED\", \"effect\": \"-\"}]}"),
                json(200, "{\"valid\": true, \"changes\": []}"));
        Terminal terminal = Terminal.of(folder, service);
        Terminal.Result changed = terminal.run("pipeline", "diff", "p.yaml");
        assertThat(changed.exit()).isEqualTo(3);
        assertThat(changed.out()).contains("view v");
        assertThat(terminal.run("pipeline", "diff", "p.yaml").exit()).isZero();
    }

    @Test
    void startWaitsForTheOperation() {
        service.on(
                "POST " + PIPELINE + "/operations",
                json(202, "{\"id\": \"op1\", \"type\": \"START\", \"state\": \"PENDING\"}"));
        service.on(
                "GET /operations/op1",
                json(200, "{\"id\": \"op1\", \"state\": \"RUNNING\"}"),
                json(200, "{\"id\": \"op1\", \"state\": \"SUCCEEDED\"}"),
                json(200, "{\"id\": \"op1\", \"state\": \"FAILED\", \"error\": {\"detail\": \"no worker\"}}"));
        Terminal terminal = Terminal.of(folder, service);
        assertThat(terminal.run("pipeline", "start", "support").exit()).isZero();
        Terminal.Result failed = terminal.run("op", "wait", "op1");
        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.err()).isEqualTo("error: operation op1 FAILED: no worker\n");
    }

    @Test
    void deletingNamesWhatWasSeen() {
        service.on("GET " + PIPELINE, json(200, pipeline("STOPPED", false), "ETag", "\"9\""));
        service.on("DELETE " + PIPELINE, json(204, ""));
        Terminal.Result result = Terminal.of(folder, service).run("pipeline", "delete", "support", "--purge");
        assertThat(result.exit()).isZero();
        Service.Request delete = service.received("DELETE", PIPELINE).getFirst();
        assertThat(delete.header("If-Match")).isEqualTo("\"9\"");
        assertThat(delete.uri().getQuery()).isEqualTo("purge=true");
    }

    @ParameterizedTest
    @CsvSource({
        "400, bad_request, 1", "401, unauthenticated, 4", "403, forbidden, 4", "404, not_found, 5", "409, taken, 6",
        "412, stale, 6", "428, precondition, 6", "504, not_yet_visible, 7", "422, quota_exceeded, 8", "500, internal, 1"
    })
    void refusalsHaveExitCodes(int status, String code, int exit) {
        service.on("GET " + PIPELINE, problem(status, code, "No"));
        Terminal.Result result = Terminal.of(folder, service).run("pipeline", "get", "support");
        assertThat(result.exit()).isEqualTo(exit);
        assertThat(result.err()).isEqualTo("error: No (" + code + ")\n");
    }

    @Test
    void wrongUseIsTwoAndNothingIsSent() {
        Terminal terminal = Terminal.of(folder, service);
        assertThat(terminal.run("pipeline", "aply", "p.yaml").exit()).isEqualTo(2);
        assertThat(terminal.run("query", "support").exit()).isEqualTo(2);
        assertThat(terminal.run().exit()).isEqualTo(2);
        assertThat(terminal.run("pipeline", "apply", "missing.yaml").exit()).isEqualTo(2);
        assertThat(service.requests).isEmpty();
    }
}
