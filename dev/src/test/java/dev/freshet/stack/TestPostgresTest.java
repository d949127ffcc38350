package dev.freshet.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The private PostgreSQL is real, durable and knows vectors. */
class TestPostgresTest {

    private final TestPostgres postgres = TestPostgres.shared();

    @Test
    void answersNearestNeighboursThroughAnHnswIndex() throws SQLException {
        try (Connection connection = postgres.connect(postgres.createDatabase());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE EXTENSION vector");
            statement.execute("CREATE TABLE place (id int PRIMARY KEY, at vector(3))");
            statement.execute(
                    "INSERT INTO place SELECT i, ARRAY[i, i * i % 7, 1]::vector FROM generate_series(1, 200) AS i");
            statement.execute("CREATE INDEX ON place USING hnsw (at vector_l2_ops)");
            statement.execute("SET enable_seqscan = off");
            assertThat(column(statement, "EXPLAIN SELECT id FROM place ORDER BY at <-> '[50,1,1]' LIMIT 1"))
                    .anyMatch(line -> line.contains("Index Scan"));
            assertThat(column(statement, "SELECT id FROM place ORDER BY at <-> '[50,1,1]' LIMIT 1"))
                    .containsExactly("50");
        }
    }

    @Test
    void hasCurrentPgvector() throws SQLException {
        try (Connection connection = postgres.connect(postgres.createDatabase());
                Statement statement = connection.createStatement()) {
            assertThat(column(
                            statement,
                            "SELECT default_version FROM pg_available_extensions WHERE name IN ('vector', 'pg_trgm')"
                                    + " ORDER BY name DESC"))
                    .hasSize(2)
                    .first()
                    .isEqualTo(Pgvector.VERSION);
        }
    }

    @Test
    void keepsDurableSettingsOn() throws SQLException {
        try (Connection connection = postgres.connect("postgres");
                Statement statement = connection.createStatement()) {
            for (String setting : List.of("fsync", "full_page_writes", "synchronous_commit")) {
                assertThat(column(statement, "SHOW " + setting)).as(setting).containsExactly("on");
            }
            assertThat(column(statement, "SHOW wal_level")).containsExactly("logical");
            assertThat(column(statement, "SHOW listen_addresses")).containsExactly("127.0.0.1");
        }
    }

    @Test
    void sortsByBytesAndFoldsTheCaseOfAllLetters() throws SQLException {
        try (Connection connection = postgres.connect(postgres.createDatabase());
                Statement statement = connection.createStatement()) {
            assertThat(column(statement, "SELECT v FROM (VALUES ('a'), ('B'), ('ä')) AS t(v) ORDER BY v"))
                    .containsExactly("B", "a", "ä");
            assertThat(column(statement, "SELECT upper('äi')")).containsExactly("ÄI");
        }
    }

    private static List<String> column(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }
}
