package dev.freshet.cli;

import static dev.freshet.cli.Service.events;
import static dev.freshet.cli.Service.hangUp;
import static dev.freshet.cli.Service.problem;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TailTest {
    private static final String CHANGES = "GET /pipelines/support/views/tiers/changes";

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

    private static String event(String id, int epoch, String op, int n) {
        return "id: %s\ndata: {\"epoch\": %d, \"last\": true, \"changes\": [{\"op\": \"%s\", \"row\": {\"n\": %d}}]}\n\n"
                .formatted(id, epoch, op, n);
    }

    @Test
    void aLostConnectionResumesAfterTheLastEvent() {
        service.on(
                CHANGES,
                events(event("1.0", 1, "insert", 1) + ": heartbeat\n\n" + event("2.0", 2, "insert", 2)
                        + "id: 3.0\ndata: {\"epoch\": 3, \"chan"),
                problem(503, "worker_restarting", "Worker restarting"),
                hangUp(),
                events(event("3.0", 3, "delete", 1) + "event: bye\ndata: {}\n\n"),
                events(event("4.0", 4, "insert", 4) + event("5.0", 5, "insert", 5)));
        Terminal.Result result =
                Terminal.of(folder, service).run("tail", "support", "tiers", "--count", "4", "--snapshot");
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
        assertThat(result.out()).isEqualTo("1  +  n=1\n2  +  n=2\n3  -  n=1\n4  +  n=4\n");
        assertThat(service.received("GET", "/changes"))
                .extracting(request -> request.header("Last-Event-ID"))
                .containsExactly("", "2.0", "2.0", "2.0", "3.0");
        assertThat(service.received("GET", "/changes").getFirst().uri().getQuery())
                .isEqualTo("snapshot=true");
    }

    @Test
    void scriptsReadOneChangeALine() {
        service.on(CHANGES, events(event("1.0", 1, "insert", 1)));
        Terminal.Result result =
                Terminal.of(folder, service).run("tail", "support", "tiers", "--count", "1", "-o", "json");
        assertThat(result.out()).isEqualTo("{\"epoch\":1,\"op\":\"insert\",\"row\":{\"n\":1}}\n");
    }

    @Test
    void lostHistoryIsAFailureAndNotAGapInSilence() {
        service.on(CHANGES, events(event("1.0", 1, "insert", 1) + "event: gap\ndata: {}\n\n"));
        Terminal.Result result = Terminal.of(folder, service).run("tail", "support", "tiers");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("--snapshot");
    }

    @Test
    void aViewThatDoesNotExistIsNotAwaited() {
        Terminal.Result result = Terminal.of(folder, service).run("tail", "support", "nothing");
        assertThat(result.exit()).isEqualTo(5);
    }
}
