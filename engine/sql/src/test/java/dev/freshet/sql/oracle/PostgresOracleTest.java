package dev.freshet.sql.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.stack.TestPostgres;
import dev.freshet.testkit.oracle.Choices;
import dev.freshet.testkit.oracle.OracleCase;
import dev.freshet.testkit.oracle.Shrinker;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Random tables, views and change scripts: after every epoch the maintained view equals what PostgreSQL computes afresh.
 * {@code -Dfreshet.oracle.cases=N} and {@code -Dfreshet.oracle.seed=S} run another number of cases from another seed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresOracleTest {
    private static final int CASES = Integer.getInteger("freshet.oracle.cases", 500);
    private static final long SEED = Long.getLong("freshet.oracle.seed", 1);
    private static final int PROBLEMS = Integer.getInteger("freshet.oracle.problems", 5);

    private Postgres postgres;

    @BeforeAll
    void start() throws SQLException {
        TestPostgres server = TestPostgres.shared();
        postgres = new Postgres(server.connect(server.createDatabase()));
    }

    @AfterAll
    void stop() throws SQLException {
        postgres.close();
    }

    @Test
    void maintainedViewsEqualFreshAnswers() {
        List<String> problems = new ArrayList<>();
        int invalid = 0;
        int compared = 0;
        for (long seed = SEED; seed < SEED + CASES && problems.size() < PROBLEMS; seed++) {
            Choices choices = Choices.seeded(seed);
            Verdict verdict = Verdict.of(OracleCase.generate(choices), postgres);
            invalid += verdict.invalid() ? 1 : 0;
            compared += verdict.compared();
            if (verdict.problem() != null) {
                problems.add("seed " + seed + ": " + verdict.problem() + "\nsmallest: " + smallest(choices.taken()));
            }
        }
        assertThat(problems).isEmpty();
        assertThat(invalid).as("cases that PostgreSQL refuses").isLessThan(CASES / 10);
        assertThat(compared).as("answers compared").isGreaterThan(CASES);
    }

    private String smallest(int[] failing) {
        int[] small = Shrinker.shrink(
                failing,
                300,
                list -> Verdict.of(OracleCase.generate(Choices.of(list)), postgres)
                                .problem()
                        != null);
        OracleCase c = OracleCase.generate(Choices.of(small));
        return Verdict.of(c, postgres).problem() + "\n" + c + "choices " + Arrays.toString(small) + "\n";
    }
}
