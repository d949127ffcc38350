package dev.freshet.sql.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.stack.TestPostgres;
import dev.freshet.testkit.oracle.Choices;
import dev.freshet.testkit.oracle.Kind;
import dev.freshet.testkit.oracle.OracleCase;
import dev.freshet.testkit.oracle.Shrinker;
import dev.freshet.testkit.oracle.TableDef;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each query of {@code clauses.sql} over random change scripts: after every epoch the maintained view equals
 * PostgreSQL's fresh answer. {@code -Dfreshet.oracle.scripts=N} runs another number of scripts for each.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClausesTest {
    private static final int SCRIPTS = Integer.getInteger("freshet.oracle.scripts", 8);
    private static final List<TableDef> TABLES = List.of(
            new TableDef(
                    "t",
                    List.of(
                            new TableDef.Col("id", Kind.INT),
                            new TableDef.Col("k", Kind.INT),
                            new TableDef.Col("a", Kind.TEXT),
                            new TableDef.Col("b", Kind.DECIMAL),
                            new TableDef.Col("d", Kind.DOUBLE),
                            new TableDef.Col("at", Kind.TIMESTAMP),
                            new TableDef.Col("ok", Kind.BOOL)),
                    true),
            new TableDef(
                    "u",
                    List.of(
                            new TableDef.Col("id", Kind.INT),
                            new TableDef.Col("k", Kind.INT),
                            new TableDef.Col("s", Kind.TEXT),
                            new TableDef.Col("v", Kind.BIGINT),
                            new TableDef.Col("at", Kind.TIMESTAMP)),
                    false));

    private Postgres postgres;

    /** A query, and how PostgreSQL says it. */
    record Clause(String ours, String theirs) {
        @Override
        public String toString() {
            return ours;
        }
    }

    @BeforeAll
    void start() throws SQLException {
        TestPostgres server = TestPostgres.shared();
        postgres = new Postgres(server.connect(server.createDatabase()));
    }

    @AfterAll
    void stop() throws SQLException {
        postgres.close();
    }

    static List<Clause> clauses() throws IOException {
        try (InputStream in = ClausesTest.class.getResourceAsStream("/oracle/clauses.sql")) {
            return parse(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Queries end with a semicolon at a line's end; behind {@code ==>} stands PostgreSQL's form. */
    static List<Clause> parse(String text) {
        List<Clause> out = new ArrayList<>();
        for (String piece : text.replaceAll("(?m)^--.*\n", "").split(";\\s*(\n|$)")) {
            if (!piece.isBlank()) {
                String[] forms = piece.strip().split("==>");
                out.add(new Clause(forms[0].strip(), forms[forms.length - 1].strip()));
            }
        }
        return out;
    }

    @ParameterizedTest
    @MethodSource("clauses")
    void agrees(Clause clause) {
        assertThat(problem(clause, postgres, SCRIPTS)).isEmpty();
    }

    /** Empty, or the smallest script found on which the two differ. */
    static String problem(Clause clause, Postgres postgres, int scripts) {
        for (long seed = 1; seed <= scripts; seed++) {
            Choices choices = Choices.seeded(seed);
            Verdict verdict = run(clause, postgres, choices);
            if (verdict.invalid()) {
                return "PostgreSQL refuses it";
            }
            if (verdict.problem() != null) {
                int[] small = Shrinker.shrink(
                        choices.taken(),
                        200,
                        list -> run(clause, postgres, Choices.of(list)).problem() != null);
                return run(clause, postgres, Choices.of(small)).problem() + "\n" + script(clause, Choices.of(small));
            }
        }
        return "";
    }

    private static Verdict run(Clause clause, Postgres postgres, Choices choices) {
        return Verdict.of(script(clause, choices), Map.of("v", clause.theirs()), postgres);
    }

    private static OracleCase script(Clause clause, Choices choices) {
        return OracleCase.over(TABLES, Map.of("v", clause.ours()), choices);
    }
}
