package dev.freshet.meta;

import dev.freshet.meta.LedgerClient.Activation;
import dev.freshet.spi.id.Generation;
import dev.freshet.spi.id.PipelineId;
import dev.freshet.spi.id.TenantId;
import dev.freshet.stack.TestPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A database with the current schema, tenants with logins, and pipelines; a fresh one per test class. */
public final class LedgerWorld implements AutoCloseable {
    private static final String PASSWORD = "a-test's password";

    private final TestPostgres postgres = TestPostgres.shared();
    private final String name = postgres.createDatabase();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final LedgerClient admin;

    public LedgerWorld() {
        Migrations.apply(postgres.jdbcUrl(name), postgres.superuser(), postgres.password());
        admin = new LedgerClient(keep(WorkerDatabase.open(
                new DatabaseSettings(postgres.jdbcUrl(name), postgres.superuser(), postgres.password()))));
    }

    private <T extends AutoCloseable> T keep(T part) {
        open.add(part);
        return part;
    }

    /** A connection past all policies. */
    public Connection superuser() throws SQLException {
        return postgres.connect(name);
    }

    public int port() {
        return postgres.port();
    }

    /** A tenant with its login; repeatable. */
    public TenantId tenant(String id) {
        try (Connection c = superuser()) {
            try (PreparedStatement s = c.prepareStatement("""
                    INSERT INTO freshet.tenant (id, name, wrapped_key, db_login) VALUES (?, ?, '', '')
                    ON CONFLICT DO NOTHING""")) {
                s.setString(1, id);
                s.setString(2, id);
                s.executeUpdate();
            }
            try (PreparedStatement s = c.prepareStatement("SELECT freshet.create_tenant_login(?, ?)")) {
                s.setString(1, id);
                s.setString(2, PASSWORD);
                s.execute();
            }
            return new TenantId(id);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A pipeline of the tenant, with its first generation reserved so that the ledger has its row. */
    public PipelineId pipeline(String tenant, String pipeline) {
        PipelineId id = new PipelineId(tenant(tenant), pipeline, UUID.randomUUID());
        try (Connection c = superuser();
                PreparedStatement s = c.prepareStatement("""
                        INSERT INTO freshet.pipeline
                          (uid, tenant_id, name, tags, spec, desired_state, version, revision)
                        VALUES (?, ?, ?, '{}', '{}', 'RUNNING', 1, 1)""")) {
            s.setObject(1, id.uid());
            s.setString(2, tenant);
            s.setString(3, pipeline);
            s.executeUpdate();
            admin.reserve(id.uid());
            return id;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public LedgerClient admin() {
        return admin;
    }

    public DatabaseSettings login(TenantId tenant) {
        return login(tenant, postgres.port());
    }

    /** The tenant's login through another port, e.g. a proxy's. */
    public DatabaseSettings login(TenantId tenant, int port) {
        return new DatabaseSettings(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + name, "freshet_t_" + tenant.sqlName(), PASSWORD);
    }

    /** The tenant's database, closed with this world. */
    public WorkerDatabase database(TenantId tenant) {
        return keep(WorkerDatabase.open(login(tenant)));
    }

    /** Reserves and activates the next generation and opens its ledger. */
    public PostgresLedger own(PipelineId pipeline, WorkerDatabase database) {
        Generation generation = admin.reserve(pipeline.uid());
        activate(pipeline, generation);
        return ledger(pipeline, database, generation);
    }

    public PostgresLedger ledger(PipelineId pipeline, WorkerDatabase database, Generation generation) {
        return keep(PostgresLedger.open(new PostgresLedger.Owner(database, pipeline, generation, 1)));
    }

    public boolean activate(PipelineId pipeline, Generation generation) {
        return admin.activate(new Activation(pipeline, generation, 1, "test", 1, "http://127.0.0.1:1"));
    }

    /** The first column of a query run past all policies, as text. */
    public List<String> column(String sql) {
        try (Connection c = superuser();
                Statement s = c.createStatement();
                ResultSet rows = s.executeQuery(sql)) {
            List<String> out = new ArrayList<>();
            while (rows.next()) {
                out.add(rows.getString(1));
            }
            return out;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public void execute(String sql) {
        try (Connection c = superuser();
                Statement s = c.createStatement()) {
            s.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable part : open.reversed()) {
            part.close();
        }
    }
}
