package dev.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.stack.TestPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** Forks and rollbacks as the API accepts and refuses them. */
@QuarkusTest
@QuarkusTestResource(World.class)
class RewindTest {
    private static final String ALL = "/api/v1/tenants/acme/pipelines/";
    private final Client operator = Client.as("acme-operator");

    private void put(String name, String query) {
        assertThat(operator.send(
                                "PUT",
                                ALL + name,
                                Documents.document(name, query, ""),
                                "Content-Type",
                                "application/yaml",
                                "If-Match",
                                "*")
                        .status())
                .isIn(200, 201);
    }

    private Client.Answer operate(String name, String body) {
        return operator.json("POST", ALL + name + "/operations", body, "Prefer", "wait=5");
    }

    private static void sql(String sql) throws SQLException {
        try (Connection owner = TestPostgres.shared().connect(World.database());
                Statement s = owner.createStatement()) {
            s.execute(sql);
        }
    }

    @Test
    void aForkIsAPipelineOfItsOwnAndExpiredHistoryIsGone() throws Exception {
        put("trunk", "SELECT id FROM orders");
        assertThat(operate("trunk", "{\"type\": \"FORK_AT_EPOCH\", \"epoch\": 1, \"name\": \"branch\"}")
                        .code())
                .isEqualTo("epoch_ahead");
        sql("""
                INSERT INTO freshet.ledger (pipeline_uid, tenant_id, pipeline, head_epoch, lake_epoch, since_epoch)
                SELECT uid, tenant_id, name, 9, 6, 4 FROM freshet.pipeline WHERE name = 'trunk'""");
        Client.Answer expired = operate("trunk", "{\"type\": \"FORK_AT_EPOCH\", \"epoch\": 3, \"name\": \"branch\"}");
        assertThat(expired.status()).isEqualTo(410);
        assertThat(expired.code()).isEqualTo("expired");
        assertThat(operate("trunk", "{\"type\": \"FORK_AT_EPOCH\", \"epoch\": 5}")
                        .status())
                .isEqualTo(422);
        assertThat(operator.get(ALL + "branch").status()).isEqualTo(404);
        Client.Answer made = operate("trunk", "{\"type\": \"FORK_AT_EPOCH\", \"epoch\": 5, \"name\": \"branch\"}");
        assertThat(made.json().path("state").asText()).as(made.raw().body()).isEqualTo("SUCCEEDED");
        assertThat(made.json().path("target").asText()).isEqualTo("pipelines/branch");
        assertThat(operator.get(ALL + "branch").json().at("/status/state").asText())
                .isEqualTo("STOPPED");
        assertThat(operate("trunk", "{\"type\": \"FORK_AT_EPOCH\", \"epoch\": 5, \"name\": \"branch\"}")
                        .status())
                .isEqualTo(409);
    }

    @Test
    void aRollbackIsTheOldDefinitionAsANewVersion() {
        put("wavering", "SELECT id FROM orders");
        put("wavering", "SELECT id FROM orders WHERE id > 3");
        assertThat(operate("wavering", "{\"type\": \"ROLLBACK\", \"version\": 2}")
                        .status())
                .isEqualTo(422);
        assertThat(operate("wavering", "{\"type\": \"ROLLBACK\", \"version\": 1}")
                        .status())
                .isEqualTo(200);
        var now = operator.get(ALL + "wavering").json();
        assertThat(now.path("spec").path("sql").asText()).doesNotContain("id > 3");
        var versions = operator.get(ALL + "wavering/versions").json().path("items");
        assertThat(versions).hasSize(3);
    }
}
