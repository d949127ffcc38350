package dev.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.stack.TestPostgres;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The database keeps the tenants apart by itself, also when the API above it is out of the way. */
@QuarkusTest
@QuarkusTestResource(World.class)
class IsolationTest {

    private static Connection as(String role, String password) throws SQLException {
        return DriverManager.getConnection(TestPostgres.shared().jdbcUrl(World.database()), role, password);
    }

    private static long count(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static List<String> tables() throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection owner = TestPostgres.shared().connect(World.database());
                Statement statement = owner.createStatement();
                ResultSet rows = statement.executeQuery("select tablename from pg_tables where schemaname = 'freshet'"
                        + " and tablename <> 'flyway_schema_history'")) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    @Test
    void everyTableForcesItsPoliciesAndNoRoleMayPassThemBy() throws SQLException {
        try (Connection owner = TestPostgres.shared().connect(World.database());
                Statement statement = owner.createStatement()) {
            assertThat(count(
                            statement,
                            "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                                    + " where n.nspname = 'freshet' and c.relkind = 'r'"
                                    + " and c.relname <> 'flyway_schema_history'"
                                    + " and not (c.relrowsecurity and c.relforcerowsecurity)"))
                    .isZero();
            assertThat(count(
                            statement,
                            "select count(*) from pg_roles where rolname like 'freshet\\_%'"
                                    + " and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)"))
                    .isZero();
            assertThat(
                            count(
                                    statement,
                                    "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                                            + " where n.nspname = 'freshet' and pg_get_userbyid(c.relowner) like 'freshet\\_%'"))
                    .isZero();
        }
    }

    @Test
    void theApisRoleSeesNothingWithoutNamingATenantAndOnlyThatTenantThen() throws SQLException {
        String document = Documents.totals("isolated");
        assertThat(Client.as("acme-editor")
                        .send(
                                "PUT",
                                "/api/v1/tenants/acme/pipelines/isolated",
                                document,
                                "Content-Type",
                                "application/yaml")
                        .status())
                .isEqualTo(201);
        try (Connection api = as("freshet_api", "api-secret");
                Statement statement = api.createStatement()) {
            assertThatThrownBy(() -> count(statement, "select count(*) from freshet.pipeline"))
                    .hasMessageContaining("app.tenant");
            statement.execute("set app.tenant = 'globex'; set app.issuer = 'x'; set app.subject = 'y'");
            for (String table : tables()) {
                if (table.equals("tenant") || table.equals("member")) {
                    continue;
                }
                if (table.equals("admin_token")) {
                    // Belongs to no tenant: reached by functions alone.
                    assertThatThrownBy(() -> count(statement, "select count(*) from freshet.admin_token"))
                            .hasMessageContaining("permission denied");
                    continue;
                }
                assertThat(count(statement, "select count(*) from freshet." + table))
                        .as(table)
                        .isZero();
            }
            assertThat(count(statement, "select count(*) from freshet.tenant where id <> 'globex'"))
                    .isZero();
            assertThat(count(statement, "select count(*) from freshet.member where tenant_id <> 'globex'"))
                    .isZero();
            assertThatThrownBy(() -> statement.execute("insert into freshet.member (tenant_id, issuer, subject, role)"
                            + " values ('acme', 'x', 'y', 'ADMIN')"))
                    .hasMessageContaining("row-level security");
            statement.execute("set app.tenant = 'acme'");
            assertThat(count(statement, "select count(*) from freshet.pipeline where name = 'isolated'"))
                    .isEqualTo(1);
        }
    }

    @Test
    void aTenantsLoginSeesNoControlPlaneAndNoOtherSchema() throws SQLException {
        try (Connection owner = TestPostgres.shared().connect(World.database());
                Statement statement = owner.createStatement()) {
            statement.execute("alter role freshet_t_globex password 'for-this-test'");
        }
        try (Connection worker = as("freshet_t_globex", "for-this-test");
                Statement statement = worker.createStatement()) {
            for (String table : List.of("tenant", "member", "pipeline", "secret", "connection", "deployment")) {
                assertThatThrownBy(() -> count(statement, "select count(*) from freshet." + table))
                        .as(table)
                        .hasMessageContaining("permission denied");
            }
            assertThatThrownBy(() -> statement.execute("create table t_acme.mine (x int)"))
                    .hasMessageContaining("permission denied");
            statement.execute("create table t_globex.mine (x int)");
            assertThatThrownBy(() -> statement.execute("set role freshet_t_acme"))
                    .hasMessageContaining("permission denied");
            assertThatThrownBy(() -> statement.execute("select freshet.create_tenant_login('acme', 'x')"))
                    .hasMessageContaining("permission denied");
        }
    }
}
