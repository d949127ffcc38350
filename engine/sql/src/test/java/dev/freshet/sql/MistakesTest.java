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
