package dev.freshet.shell.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the command prints, to the letter, and how it ends. */
class SqlCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private int run(String script, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.add(Files.writeString(folder.resolve("script.sql"), script).toString());
        PrintStream standardOut = System.out;
        PrintStream standardErr = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            return new CommandLine(new SqlCommand()).execute(arguments.toArray(String[]::new));
        } finally {
            System.setOut(standardOut);
            System.setErr(standardErr);
        }
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String complaints() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void resultsStandApartByOneBlankLine() throws Exception {
        int code = run("""
                CREATE TABLE t (id INT PRIMARY KEY, name TEXT, at TIMESTAMP);
                CREATE INDEX by_name ON t (name);
                CREATE VIEW n AS SELECT count(*) FROM t;
                SELECT * FROM t;
                INSERT INTO t VALUES (1, '', '2026-01-31 12:00'), (2, NULL, '2026-01-31 12:00:00.250');
                SELECT * FROM t ORDER BY id; SELECT * FROM n
                """, "-o", "csv");
        assertThat(printed()).isEqualTo("""
                id,name,at

                id,name,at
                1,"",2026-01-31 12:00:00
                2,,2026-01-31 12:00:00.25

                count
                2
                """);
        assertThat(complaints())
                .isEqualTo("note: CREATE INDEX is accepted and does nothing: views are maintained,"
                        + " there is nothing to speed up\n");
        assertThat(code).isZero();
    }

    @Test
    void theFirstFailureEndsTheScript() throws Exception {
        assertThat(run("SELECT 1 AS a;\n\nSELECT\n  b AS c;\nSELECT 2 AS d;", "-o", "csv"))
                .isEqualTo(1);
        assertThat(printed()).isEqualTo("a\n1\n");
        assertThat(complaints()).contains("script.sql:4:3: error: there is no column 'b'");
    }

    @Test
    void keepGoingPrintsErrorsInPlaceOfResults() throws Exception {
        int code = run("""
                SELECT 1 / 0;
                SELECT NULL AS a, 'NULL' AS b;
                SELEC;
                SELECT 2 AS c;
                """, "-o", "csv", "--keep-going", "--null", "NULL");
        assertThat(printed()).isEqualTo("""
                ERROR: division by zero

                a,b
                NULL,"NULL"

                ERROR: a statement expected, found 'SELEC'

                c
                2
                """);
        assertThat(code).isEqualTo(1);
    }

    @Test
    void aFailureInATransactionDropsItAll() throws Exception {
        int code = run("""
                CREATE TABLE t (id INT PRIMARY KEY);
                BEGIN;
                INSERT INTO t VALUES (1);
                INSERT INTO t VALUES (1);
                INSERT INTO t VALUES (no such thing);
                INSERT INTO t VALUES (2);
                COMMIT;
                SELECT count(*) FROM t;
                BEGIN;
                INSERT INTO t VALUES (3);
                """, "-o", "csv", "--keep-going");
        assertThat(printed()).isEqualTo("""
                ERROR: duplicate key value violates the primary key of "t": {"id":1}

                count
                0

                ERROR: BEGIN without COMMIT: its statements are dropped
                """);
        assertThat(code).isEqualTo(1);
    }

    @Test
    void aRecursionWithoutEndFailsAndEverythingElseGoesOn() throws Exception {
        int code = run("""
                CREATE TABLE t (n BIGINT);
                CREATE RECURSIVE VIEW r (n BIGINT) AS SELECT n FROM t UNION SELECT n + 1 FROM r;
                INSERT INTO t VALUES (1);
                SELECT count(*) FROM t;
                SELECT count(*) FROM r;
                DROP VIEW r;
                INSERT INTO t VALUES (1);
                CREATE RECURSIVE VIEW r (n BIGINT) AS SELECT n FROM t UNION SELECT n + 1 FROM r;
                SELECT count(*) FROM t;
                """, "-o", "csv", "--keep-going");
        assertThat(printed().lines().filter(line -> line.startsWith("ERROR: ")))
                .hasSize(2)
                .allMatch(line -> line.contains("a recursion did not end within"));
        assertThat(printed().lines().filter(line -> line.matches("\\d+"))).containsExactly("0", "0", "1");
        assertThat(code).isEqualTo(1);
    }

    @Test
    void whatLiesBehindTheWatermarkNeitherComesNorGoes() throws Exception {
        int code = run("""
                CREATE TABLE w (id INT PRIMARY KEY, at TIMESTAMP, n INT, WATERMARK FOR at AS at - INTERVAL '10' SECOND);
                CREATE VIEW v WITH (emit_final = 'm') AS SELECT TUMBLE_START(at, INTERVAL '1' MINUTE) AS m, SUM(n) AS s
                FROM w GROUP BY TUMBLE(at, INTERVAL '1' MINUTE);
                INSERT INTO w VALUES (1, '2026-01-01 00:00:30', 1), (2, '2026-01-01 00:00:50', 2);
                SELECT * FROM v;
                INSERT INTO w VALUES (3, '2026-01-01 00:01:10', 4);
                CHANGES v;
                UPDATE w SET n = 7;
                DELETE FROM w WHERE id = 1;
                UPSERT INTO w VALUES (2, '2026-01-01 00:05:00', 9);
                SELECT id, n FROM w ORDER BY id;
                SELECT * FROM v;
                SELECT COUNT(*) AS n FROM rejected WHERE reason = 'late';
                """, "-o", "csv");
        assertThat(printed()).isEqualTo("""
                m,s

                m,s,weight
                2026-01-01 00:00:00,3,1

                id,n
                1,1
                2,2
                3,7

                m,s
                2026-01-01 00:00:00,3

                n
                4
                """);
        assertThat(code).isZero();
    }

    @Test
    void explainSaysWhatIsKeptAndForHowLong() throws Exception {
        int code = run("""
                CREATE TABLE a (at TIMESTAMP, k INT, WATERMARK FOR at AS at - INTERVAL '10' SECOND);
                CREATE TABLE b (at TIMESTAMP, k INT);
                CREATE VIEW v AS SELECT TUMBLE_START(at, INTERVAL '1' MINUTE) AS m, COUNT(*) AS n FROM a
                GROUP BY TUMBLE(at, INTERVAL '1' MINUTE);
                CREATE VIEW j AS SELECT a.k FROM a JOIN b ON a.k = b.k;
                CREATE VIEW w AS SELECT x.k FROM a AS x JOIN a AS y ON x.k = y.k AND x.at <= y.at AND x.at > y.at - INTERVAL '1' HOUR;
                CREATE VIEW c AS SELECT k FROM b WHERE at > NOW() - INTERVAL '1' HOUR;
                EXPLAIN v;
                EXPLAIN j;
                EXPLAIN w;
                EXPLAIN c;
                """, "-o", "csv");
        assertThat(printed())
                .contains("one state per group, until the watermark of a has passed")
                .contains("the rows of both sides, for ever; WARNING: grows with a, b, which has no key")
                .contains(
                        "the left side, until the watermark of a has passed them, of the right side, until the watermark")
                .contains(
                        "temporal filter (keeps the rows that are shown or will be, until the clock has passed them)");
        assertThat(code).isZero();
    }

    @Test
    void whatIsRejectedCanBeReadAndHeals() throws Exception {
        int code = run("""
                CREATE TABLE w (id INT PRIMARY KEY, at TIMESTAMP, n INT, WATERMARK FOR at AS at - INTERVAL '10' SECOND);
                CREATE VIEW v AS SELECT id, 10 / n AS q FROM w;
                INSERT INTO w VALUES (1, '2026-01-01 00:01:00', 0);
                INSERT INTO w VALUES (2, '2026-01-01 00:00:00', 1);
                SELECT source, reason FROM rejected ORDER BY source;
                UPSERT INTO w VALUES (1, '2026-01-01 00:02:00', 5);
                SELECT source, reason FROM rejected;
                CHANGES v;
                UPDATE w SET n = 2 WHERE id = 1;
                CHANGES v;
                """, "-o", "csv");
        assertThat(printed()).isEqualTo("""
                source,reason
                v,division_by_zero
                w,late

                source,reason
                w,late

                id,q,weight
                1,2,1

                id,q,weight
                1,2,-1
                1,5,1
                """);
        assertThat(code).isZero();
    }

    @Test
    void otherForms() throws Exception {
        String script = "SELECT 1 AS n, 'a b' AS t, NULL AS x, TRUE AS ok;";
        assertThat(run(script, "-o", "json")).isZero();
        assertThat(run(script)).isZero();
        assertThat(printed()).isEqualTo("""
                [{"n":1,"t":"a b","x":null,"ok":true}]
                 n | t   | x | ok
                ---+-----+---+------
                 1 | a b |   | true
                (1 row)
                """);
        assertThat(run(script, "-o", "xml")).isEqualTo(2);
        assertThat(new CommandLine(new SqlCommand())
                        .execute(folder.resolve("absent.sql").toString()))
                .isEqualTo(2);
    }
}
