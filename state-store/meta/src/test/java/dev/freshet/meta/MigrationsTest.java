package dev.freshet.meta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.stack.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A migration that is killed, repeated or run twice at once ends as one that nobody disturbed. */
class MigrationsTest {
    private static final TestPostgres POSTGRES = TestPostgres.shared();
    /** Everything that migrations make, as text. */
    private static final List<String> SCHEMA = List.of(
            "select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '')"
                    + " from information_schema.columns where table_schema = 'freshet' and table_name <> 'flyway_schema_history'",
            "select indexdef from pg_indexes where schemaname = 'freshet'",
            "select tablename || ' ' || policyname || ' ' || coalesce(qual, '') || ' ' || coalesce(with_check, '')"
                    + " from pg_policies where schemaname = 'freshet'",
            "select grantee || ' ' || table_name || ' ' || privilege_type from information_schema.role_table_grants"
                    + " where table_schema = 'freshet'",
            "select p.oid::regprocedure || ' ' || md5(p.prosrc) from pg_proc p where p.pronamespace = 'freshet'::regnamespace",
            "select coalesce(version, '-') || ' ' || success from freshet.flyway_schema_history");

    /** The migrator, in a process that can be killed. */
    static final class Migrator {
        public static void main(String[] args) {
            Migrations.apply(args[0], args[1], args[2]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"freshet.pipeline", "freshet.epoch", "freshet.admin_token"})
    void killedWhileATableIsMadeAndRepeated(String table) throws Exception {
        String database = POSTGRES.createDatabase();
        try (Connection gate = POSTGRES.connect(database);
                Statement run = gate.createStatement()) {
            run.execute("select pg_advisory_lock(4711)");
            run.execute("""
                    create function public.wait_at() returns event_trigger language plpgsql as $$
                    begin
                      if exists (select from pg_event_trigger_ddl_commands() where object_identity = '%s') then
                        perform pg_advisory_xact_lock(4711);
                      end if;
                    end $$""".formatted(table));
            run.execute("create event trigger wait_at on ddl_command_end execute function public.wait_at()");
            Process migrator = start(database);
            try {
                awaitWaiting(run, migrator);
            } finally {
                migrator.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
            }
            run.execute("select pg_advisory_unlock(4711)");
            run.execute("drop event trigger wait_at");
        }
        apply(database);
        assertThat(schema(database)).isEqualTo(schema(undisturbed()));
        assertThat(apply(database)).as("steps of a repetition").isZero();
    }

    @Test
    void twoAtOnceDoTheWorkOnce() throws Exception {
        String database = POSTGRES.createDatabase();
        CompletableFuture<Integer> other = CompletableFuture.supplyAsync(() -> apply(database));
        int steps = apply(database) + other.get(2, TimeUnit.MINUTES);
        assertThat(schema(database)).isEqualTo(schema(undisturbed()));
        assertThat(steps).isPositive();
    }

    private static int apply(String database) {
        return Migrations.apply(POSTGRES.jdbcUrl(database), POSTGRES.superuser(), POSTGRES.password());
    }

    private static String undisturbed() {
        String database = POSTGRES.createDatabase();
        apply(database);
        return database;
    }

    private static Process start(String database) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Migrator.class.getName(),
                        POSTGRES.jdbcUrl(database),
                        POSTGRES.superuser(),
                        POSTGRES.password())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void awaitWaiting(Statement run, Process migrator) throws Exception {
        for (int attempt = 0; attempt < 1200; attempt++) {
            try (ResultSet waiting = run.executeQuery(
                    "select count(*) from pg_locks where locktype = 'advisory' and objid = 4711"
                            + " and not granted and database = (select oid from pg_database where datname = current_database())")) {
                waiting.next();
                if (waiting.getInt(1) > 0) {
                    return;
                }
            }
            assertThat(migrator.isAlive()).as("the migrator runs").isTrue();
            Thread.sleep(50);
        }
        throw new AssertionError("the migrator never came to that table");
    }

    private static List<String> schema(String database) throws SQLException {
        List<String> all = new ArrayList<>();
        try (Connection connection = POSTGRES.connect(database);
                Statement query = connection.createStatement()) {
            for (String part : SCHEMA) {
                try (ResultSet rows = query.executeQuery(part)) {
                    List<String> lines = new ArrayList<>();
                    while (rows.next()) {
                        lines.add(rows.getString(1));
                    }
                    assertThat(lines).as(part).isNotEmpty();
                    lines.stream().sorted().forEach(all::add);
                }
            }
        }
        return all;
    }
}
