package dev.freshet.cli;

import static dev.freshet.cli.Service.hangUp;
import static dev.freshet.cli.Service.json;
import static dev.freshet.cli.Service.problem;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PushTest {
    private static final String RECORDS = "/pipelines/support/tables/orders/records";

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
    void file() throws IOException {
        Files.writeString(folder.resolve("orders.jsonl"), "{\"id\": 1}\n{\"id\": 2}\n{\"id\": 3}\n");
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void anUnansweredBatchIsSentAgainWithItsKey() {
        service.on(
                "POST " + RECORDS,
                hangUp(),
                problem(503, "worker_restarting", "Worker restarting", "Retry-After", "0"),
                problem(429, "overload", "Overload", "Retry-After", "0"),
                problem(409, "in_flight", "In flight"),
                json(200, "{\"accepted\": 3, \"rejected\": 0, \"epoch\": 7}"));
        Terminal.Result result =
                Terminal.of(folder, service).run("push", "support", "orders", "orders.jsonl", "--timeout", "60");
        assertThat(result.exit()).isZero();
        assertThat(result.out()).isEqualTo("3 accepted, 0 rejected, epoch 7\n");
        List<Service.Request> sent = service.received("POST", "/records");
        assertThat(sent).hasSize(5);
        assertThat(sent)
                .extracting(request -> request.header("Idempotency-Key"))
                .containsOnly(sent.getFirst().header("Idempotency-Key"))
                .doesNotContain("");
        assertThat(sent).extracting(Service.Request::body).containsOnly("{\"id\": 1}\n{\"id\": 2}\n{\"id\": 3}\n");
    }

    @Test
    void batchesEndAtLinesHaveKeysOfTheirOwnAndAreSummedUp() {
        service.on(
                "POST " + RECORDS,
                json(200, "{\"accepted\": 2, \"rejected\": 0, \"epoch\": 7}"),
                json(200, "{\"accepted\": 0, \"rejected\": 1, \"epoch\": 8}"));
        Terminal.Result result = Terminal.of(folder, service)
                .run("push", "support", "orders", "orders.jsonl", "--batch-bytes", "22", "-o", "json");
        assertThat(result.exit()).isZero();
        assertThat(result.out()).contains("\"accepted\" : 2", "\"rejected\" : 1", "\"epoch\" : 8", "\"batches\" : 2");
        assertThat(result.err()).contains("bad-records support");
        Set<String> keys = new HashSet<>();
        service.received("POST", "/records").forEach(request -> keys.add(request.header("Idempotency-Key")));
        assertThat(keys).hasSize(2);
    }

    @Test
    void everyCsvBatchBeginsWithTheHeader() {
        service.on("POST " + RECORDS, json(200, "{\"accepted\": 1, \"rejected\": 0, \"epoch\": 1}"));
        Terminal.Result result = Terminal.of(folder, service)
                .typing("id,name\r\n1,\"two\nlines\"\r\n2,b")
                .run("push", "support", "orders", "-", "--format", "csv", "--batch-bytes", "10");
        assertThat(result.exit()).isZero();
        List<Service.Request> sent = service.received("POST", "/records");
        assertThat(sent)
                .extracting(Service.Request::body)
                .containsExactly("id,name\r\n1,\"two\nlines\"\r\n", "id,name\r\n2,b\n");
        assertThat(sent).extracting(request -> request.header("Content-Type")).containsOnly("text/csv");
    }

    @Test
    void whatIsWrongIsNotRepeated() {
        service.on("POST " + RECORDS, problem(409, "not_running", "Conflict"));
        Terminal.Result result = Terminal.of(folder, service).run("push", "support", "orders", "orders.jsonl");
        assertThat(result.exit()).isEqualTo(6);
        assertThat(result.err()).isEqualTo("error: Conflict (not_running)\n");
        assertThat(service.received("POST", "/records")).hasSize(1);
    }

    @Test
    void aServiceThatNeverAnswersEndsWithTheTimeout() {
        service.on("POST " + RECORDS, problem(503, "worker_restarting", "Worker restarting", "Retry-After", "30"));
        Terminal.Result result =
                Terminal.of(folder, service).run("push", "support", "orders", "orders.jsonl", "--timeout", "1");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("worker_restarting");
    }

    @Test
    void aMissingFileIsWrongUse() {
        Terminal.Result result = Terminal.of(folder, service).run("push", "support", "orders", "nothing.csv");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("there is no file nothing.csv");
    }
}
