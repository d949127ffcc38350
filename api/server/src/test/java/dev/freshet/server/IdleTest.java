package dev.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.server.wiring.Sleepers;
import dev.freshet.stack.TestPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** {@code spec.idle}: a pipeline rests and wakes, and a control plane without anything to do asks the database nothing. */
@QuarkusTest
@QuarkusTestResource(World.class)
class IdleTest {
    private static final String ALL = "/api/v1/tenants/acme/pipelines/";
    private static final String RESTS = "  desired_state: RUNNING\n  workers: 15\n  idle: {after_seconds: 1}\n";

    @Inject
    Sleepers sleepers;

    private final Client operator = Client.as("acme-operator");

    private void put(String name, String more) {
        putDocument(name, Documents.document(name, "SELECT id FROM orders", more));
    }

    private void putDocument(String name, String document) {
        Client.Answer answer =
                operator.send("PUT", ALL + name, document, "Content-Type", "application/yaml", "If-Match", "*");
        assertThat(answer.status()).as(answer.raw().body()).isIn(200, 201);
    }

    private String state(String name) {
        return operator.get(ALL + name).json().at("/status/state").asText();
    }

    private static void await(BooleanSupplier wanted) {
        for (int i = 0; i < 600 && !wanted.getAsBoolean(); i++) {
            pause(50);
        }
        assertThat(wanted.getAsBoolean()).isTrue();
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Client.Answer push(String name) {
        return operator.send(
                "POST", ALL + name + "/tables/orders/records", "{\"id\": 1}\n", "Content-Type", "application/x-ndjson");
    }

    private JsonNode deployments(String name) {
        return operator.get(ALL + name + "/deployments").json().path("items");
    }

    @Test
    void restsAndIsWokenByAPushAReadAndAStart() throws Exception {
        String name = "rests";
        put(name, RESTS);
        await(() -> state(name).equals("IDLE"));
        JsonNode resting = operator.get(ALL + name).json();
        assertThat(resting.at("/status/reconciling").asBoolean()).isFalse();
        assertThat(resting.at("/status/reason").asText()).isEqualTo("nothing to do");
        assertThat(operator.get(ALL + name + "/graph").code()).isEqualTo("not_running");
        assertThat(state(name)).isEqualTo("IDLE");

        // Callers that arrive together are all answered, by one worker.
        var first = CompletableFuture.supplyAsync(() -> push(name));
        var second = CompletableFuture.supplyAsync(() -> operator.get(ALL + name + "/views/v/rows"));
        assertThat(first.get().status()).as(first.get().raw().body()).isEqualTo(200);
        assertThat(second.get().status()).as(second.get().raw().body()).isEqualTo(200);
        assertThat(first.get().json().path("generation").asLong()).isEqualTo(2);
        assertThat(first.get().json().path("look").asBoolean()).isFalse();

        await(() -> state(name).equals("IDLE"));
        Client.Answer started =
                operator.json("POST", ALL + name + "/operations", "{\"type\": \"START\"}", "Prefer", "wait=30");
        assertThat(started.json().path("state").asText()).isEqualTo("SUCCEEDED");
        await(() -> state(name).equals("IDLE"));
        assertThat(deployments(name)).hasSize(3);

        // A new version is computed although the old one rests, and then rests itself.
        put(name, RESTS + "  memory: 2Gi\n");
        await(() -> deployments(name).size() == 4 && state(name).equals("IDLE"));
        assertThat(operator.get(ALL + name).json().at("/status/version").asInt())
                .isEqualTo(2);
        operator.json("POST", ALL + name + "/operations", "{\"type\": \"STOP\"}", "Prefer", "wait=30");
        assertThat(push(name).code()).isEqualTo("not_running");
    }

    @Test
    void sourcesThatCannotWakeItAreLookedAtInTime() {
        String name = "looks";
        String polled = Documents.document(
                        name,
                        "SELECT id FROM made",
                        "  desired_state: RUNNING\n  workers: 15\n"
                                + "  idle: {after_seconds: 1, max_staleness_seconds: 1}\n")
                .replace(
                        "  sources:",
                        "  sources:\n    made: {connector: datagen, columns: {id: {type: BIGINT, kind: sequence}}, count: 1}");
        putDocument(name, polled);
        await(() -> deployments(name).size() >= 3);
        operator.json("POST", ALL + name + "/operations", "{\"type\": \"STOP\"}", "Prefer", "wait=30");
    }

    @Test
    void aChangeInS3WakesWhoReadsThere() {
        String name = "reads-s3";
        String reads = Documents.document(name, "SELECT path FROM pages", RESTS)
                .replace(
                        "  sources:",
                        "  sources:\n    pages: {connector: files, format: document, path: \"s3://documents/guides\"}");
        putDocument(name, reads);
        await(() -> state(name).equals("IDLE"));
        assertThat(sleepers.wakeReaders(List.of("s3://documents/other/a.md"))).isZero();
        assertThat(sleepers.wakeReaders(List.of("s3://documents/guides/a.md", "s3://documents/guides/b.md")))
                .isEqualTo(1);
        await(() -> deployments(name).size() == 2 && state(name).equals("IDLE"));
        operator.json("POST", ALL + name + "/operations", "{\"type\": \"STOP\"}", "Prefer", "wait=30");
        assertThat(sleepers.wakeReaders(List.of("s3://documents/guides/a.md"))).isZero();
    }

    @Test
    void aScheduleThatIsNoneIsRefused() {
        Client.Answer refused = operator.send(
                "PUT",
                ALL + "unscheduled",
                Documents.document("unscheduled", "SELECT id FROM orders", "  idle: {schedule: sometimes}\n"),
                "Content-Type",
                "application/yaml");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().at("/errors/0/pointer").asText()).isEqualTo("/spec/idle/schedule");
    }

    /** No session is open and none is opened: nothing was asked. Client sessions only, so the server's own work is left out. */
    @Test
    void withoutAnythingToDoTheDatabaseIsAskedNothing() throws Exception {
        stopAll("acme");
        stopAll("globex");
        String name = "sleeps";
        put(name, RESTS);
        await(() -> state(name).equals("IDLE"));
        await(() -> sessions("select count(*) from pg_stat_activity where datname = ?") == 0);
        String opened = "select sessions from pg_stat_database where datname = ?";
        long before = sessions(opened);
        pause(5000);
        assertThat(sessions(opened)).isEqualTo(before);
        assertThat(push(name).status()).isEqualTo(200);
    }

    private static void stopAll(String tenant) {
        Client admin = Client.as(tenant + "-admin");
        String all = "/api/v1/tenants/" + tenant + "/pipelines";
        for (JsonNode pipeline : admin.get(all + "?page_size=1000").json().path("items")) {
            String path = all + "/" + pipeline.path("name").asText() + "/operations";
            admin.json("POST", path, "{\"type\": \"STOP\"}", "Prefer", "wait=30");
        }
    }

    private static long sessions(String sql) {
        try (Connection elsewhere = TestPostgres.shared().connect("postgres");
                PreparedStatement query = elsewhere.prepareStatement(sql)) {
            query.setString(1, World.database());
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
