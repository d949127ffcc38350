package dev.freshet.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.spi.error.Diagnostic;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Slips are told at their line and column, in the document and inside its SQL. */
class MistakesTest {
    private static final String HEAD = """
            api_version: freshet/v1
            kind: Pipeline
            metadata: {name: slips}
            spec:
              sources:
                t: {connector: push, columns: {id: BIGINT, name: VARCHAR}}
            """;

    private static Compiled compile(String rest) {
        return Definitions.compile(
                (HEAD + rest).getBytes(StandardCharsets.UTF_8), MediaKind.YAML, CompileContext.bare());
    }

    private static Diagnostic only(Compiled compiled) {
        List<Diagnostic> all = compiled.diagnostics();
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    @Test
    void aWrongColumn() {
        Diagnostic d = only(compile("  sql: |\n    CREATE VIEW v AS\n      SELECT id, nam FROM t;\n"));
        assertThat(List.of(d.line(), d.column(), d.sqlLine(), d.sqlColumn())).containsExactly(9, 18, 2, 14);
        assertThat(d.code()).isEqualTo("unknown_column");
    }

    @Test
    void whatWillGrowForEverIsSaidAtItsView() {
        Compiled compiled = compile("""
                  sql: |
                    CREATE TABLE k (id BIGINT PRIMARY KEY);
                    CREATE TABLE w (id BIGINT, at TIMESTAMP, WATERMARK FOR at AS at - INTERVAL '1' MINUTE);
                    CREATE LOCAL VIEW a AS SELECT k.id FROM k JOIN t ON k.id = t.id;
                    CREATE VIEW b AS SELECT id FROM a;
                    CREATE VIEW c AS SELECT k.id, x.n FROM k JOIN (SELECT id, COUNT(*) AS n FROM t GROUP BY id) AS x ON k.id = x.id;
                    CREATE VIEW d AS SELECT x.id FROM w AS x JOIN w AS y ON x.at BETWEEN y.at AND y.at + INTERVAL '1' HOUR;
                    CREATE VIEW e AS SELECT id, at FROM w WHERE id > (SELECT MIN(id) FROM k);
                    CREATE VIEW f AS SELECT id, PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY id) AS m FROM t GROUP BY id;
                """);
        assertThat(compiled.diagnostics()).isEmpty();
        assertThat(compiled.advice())
                .extracting(d -> d.code() + " " + d.sqlLine() + " " + d.detail().split(" for ever")[0])
                .containsExactly(
                        "unbounded_state 3 view 'a': a join keeps the rows of t",
                        "every_pair 6 view 'd': a join without an equality tries every pair of rows",
                        "unbounded_state 7 view 'e': a join keeps the rows of w",
                        "unbounded_state 8 view 'f': an aggregate over the values themselves keeps the rows of t");
        assertThat(compiled.advice().getFirst().sqlColumn()).isEqualTo(19);
    }

    @Test
    void aSyntaxError() {
        Diagnostic d = only(compile("  sql: |\n    CREATE VIEW v AS\n      SELECT id FORM t WHERE;\n"));
        assertThat(d.code()).isEqualTo("syntax_error");
        assertThat(List.of(d.line(), d.sqlLine())).containsExactly(9, 2);
    }

    @Test
    void anUnknownField() {
        Compiled compiled = compile("  worker: 2\n");
        Diagnostic d = only(compiled);
        assertThat(compiled.failure()).isEqualTo(Failure.UNREADABLE);
        assertThat(List.of(d.line(), d.column())).containsExactly(7, 3);
        assertThat(d.hint()).isEqualTo("did you mean 'workers'?");
    }

    @Test
    void aYamlSlip() {
        Compiled compiled = compile("  workers: [1\n");
        assertThat(compiled.failure()).isEqualTo(Failure.UNREADABLE);
        assertThat(only(compiled).code()).isEqualTo("bad_yaml");
    }

    @Test
    void aFunctionThatGivesAnotherAnswerEachTime() {
        Diagnostic d = only(compile("  sql: CREATE VIEW v AS SELECT id, RANDOM() AS r FROM t\n"));
        assertThat(d.code()).isEqualTo("not_deterministic");
        assertThat(d.detail()).contains("random() gives another answer each time");
    }

    @Test
    void typesThatInCannotCompare() {
        Diagnostic d = only(compile("  sql: CREATE VIEW v AS SELECT id FROM t WHERE (id > 1) IN (1, 2)\n"));
        assertThat(d.code()).isEqualTo("type_mismatch");
        assertThat(d.detail()).contains("the two sides of IN");
    }

    @Test
    void aGroupingSetThatComesTwice() {
        for (String group : new String[] {"ROLLUP (id, id)", "id, ROLLUP (id)", "GROUPING SETS ((id), (id), ())"}) {
            Diagnostic d =
                    only(compile("  sql: CREATE VIEW v AS SELECT id, COUNT(*) AS n FROM t GROUP BY " + group + "\n"));
            assertThat(d.detail()).contains("a grouping set that comes twice");
        }
    }

    @Test
    void whatIsNotBuiltYet() {
        Diagnostic d = only(compile("  sql: CREATE VIEW v AS SELECT id FROM t TABLESAMPLE BERNOULLI(50)\n"));
        assertThat(d.code()).isEqualTo("not_supported");
        assertThat(d.detail()).contains("TABLESAMPLE");
    }
}
