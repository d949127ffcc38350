package dev.freshet.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.spi.connect.Intake.StoredReply;
import dev.freshet.spi.data.ByteString;
import dev.freshet.spi.id.PipelineId;
import dev.freshet.spi.store.Memo.MemoKey;
import dev.freshet.spi.store.Memo.MemoValue;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A worker's login of one tenant can neither see nor touch anything of another, in any table there is. */
@SuppressWarnings("NullAway.Init")
class RowSecurityTest {
    private static LedgerWorld world;
    private static PipelineId theirs;
    private static PipelineId mine;
    private static WorkerDatabase acme;

    @BeforeAll
    static void start() {
        world = new LedgerWorld();
        mine = world.pipeline("acme", "p");
        theirs = world.pipeline("globex-2", "p");
        acme = world.database(mine.tenant());
        fill(mine, acme);
        fill(theirs, world.database(theirs.tenant()));
    }

    private static void fill(PipelineId pipeline, WorkerDatabase database) {
        PostgresLedger ledger = world.own(pipeline, database);
        ledger.commit(Epochs.withRejects(1, Epochs.viewReject(1, "{}"), List.of()));
        ledger.commit(Epochs.withReplies(2, new StoredReply("/s", "k", "aa", 200, "{}")));
        new PostgresMemo(database, pipeline.tenant())
                .put(Map.of(MemoKey.of("parse", new byte[1]), new MemoValue(new ByteString(new byte[1]), false)));
        new LedgerClient(database).sinkProgress(pipeline, "s", 1, "RUNNING", null);
        String owner = "'" + pipeline.tenant() + "', '" + pipeline.uid() + "'";
        database.run("fill", c -> {
            try (Statement s = c.createStatement()) {
                s.execute("INSERT INTO freshet.collection VALUES (" + owner + ", 1, 'J', 't', '{}')");
                s.execute("INSERT INTO freshet.object VALUES ('" + pipeline.tenant() + "', 'x', 1)");
                s.execute("INSERT INTO freshet.lake_table VALUES (" + owner + ", 't', 'file:///x', 1)");
                return s.execute(
                        "INSERT INTO freshet.snapshot VALUES (" + owner + ", 1, gen_random_uuid(), 1, 1, 1, '')");
            }
        });
    }

    @AfterAll
    static void stop() throws Exception {
        world.close();
    }

    private static List<String> ledgerTables() {
        return world.column("SELECT DISTINCT c.table_name FROM information_schema.columns c"
                + " JOIN pg_policies p ON p.schemaname = c.table_schema AND p.tablename = c.table_name"
                + " WHERE c.table_schema = 'freshet' AND c.column_name = 'tenant_id' AND p.roles @> '{freshet_worker}'"
                + " ORDER BY 1");
    }

    @Test
    void everyTableIsUnderForcedRowSecurity() {
        assertThat(world.column("SELECT relname FROM pg_class WHERE relnamespace = 'freshet'::regnamespace"
                        + " AND relkind IN ('r', 'p') AND NOT (relrowsecurity AND relforcerowsecurity)"
                        + " AND relname <> 'flyway_schema_history'"))
                .isEmpty();
        assertThat(ledgerTables()).hasSize(12);
    }

    @Test
    void seesItsOwnRowsOnly() throws SQLException {
        for (String table : ledgerTables()) {
            try (Connection c = acme.connection();
                    Statement s = c.createStatement();
                    ResultSet rows = s.executeQuery("SELECT DISTINCT tenant_id FROM freshet." + table)) {
                assertThat(rows.next()).as("%s holds a row of acme", table).isTrue();
                assertThat(rows.getString(1)).as(table).isEqualTo("acme");
                assertThat(rows.next()).as("%s shows another tenant", table).isFalse();
            }
            assertThat(world.column("SELECT count(DISTINCT tenant_id) FROM freshet." + table))
                    .as(table)
                    .containsExactly("2");
        }
    }

    @Test
    void changesNoRowOfAnother() throws SQLException {
        for (String table : ledgerTables()) {
            String before = world.column("SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM freshet." + table
                            + " t WHERE tenant_id = 'globex-2'")
                    .getFirst();
            refusedOrEmpty("DELETE FROM freshet." + table + " WHERE tenant_id = 'globex-2'");
            refusedOrEmpty("UPDATE freshet." + table + " SET tenant_id = 'acme' WHERE tenant_id = 'globex-2'");
            refusedOrEmpty("INSERT INTO freshet." + table + " OVERRIDING SYSTEM VALUE SELECT * FROM freshet." + table
                    + " WHERE tenant_id = 'globex-2'");
            assertThat(world.column("SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM freshet." + table
                            + " t WHERE tenant_id = 'globex-2'"))
                    .as(table)
                    .containsExactly(before);
        }
    }

    private static void refusedOrEmpty(String sql) throws SQLException {
        try (Connection c = acme.connection();
                Statement s = c.createStatement()) {
            assertThat(s.executeUpdate(sql)).as(sql).isZero();
        } catch (SQLException e) {
            assertThat(e.getSQLState()).as(sql).isEqualTo("42501");
        }
    }

    @Test
    void writesNothingUnderAnothersName() {
        assertThatThrownBy(() -> acme.run(
                        "write",
                        c -> c.createStatement()
                                .executeUpdate("INSERT INTO freshet.memo VALUES ('globex-2', 'f', 'x', false, 'x')")))
                .hasMessageContaining("row-level security");
    }

    @Test
    void attachesNothingToAnothersPipeline() {
        assertThatThrownBy(() -> acme.run(
                        "write",
                        c -> c.createStatement()
                                .executeUpdate("INSERT INTO freshet.lake_table VALUES ('acme', '" + theirs.uid()
                                        + "', 'u', 'file:///x', 1)")))
                .hasMessageContaining("foreign key");
        PostgresLedger.Owner thief = new PostgresLedger.Owner(acme, theirs, new dev.freshet.spi.id.Generation(9), 1);
        assertThatThrownBy(() -> PostgresLedger.open(thief)).hasMessageContaining("has no pipeline");
    }

    @Test
    void handsOutNoGenerationAndRewritesNoEpoch() {
        for (String sql : List.of(
                "SELECT freshet.reserve('" + mine.uid() + "')",
                "UPDATE freshet.ledger SET reserved = 99",
                "UPDATE freshet.epoch SET output_hash = ''",
                "UPDATE freshet.hot_journal SET bytes = ''",
                "TRUNCATE freshet.memo",
                "CREATE TABLE freshet.mine (x int)")) {
            assertThatThrownBy(() -> acme.run("do it", c -> c.createStatement().execute(sql)))
                    .as(sql)
                    .hasMessageContaining("permission denied");
        }
    }
}
