package dev.freshet.sql.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.spi.data.Schema;
import dev.freshet.sql.check.SqlObjects;
import dev.freshet.sql.parse.SqlTextException;
import dev.freshet.sql.parse.Statement;
import dev.freshet.sql.parse.Statements;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Functions defined in SQL. */
class UserFunctionTest {
    private static SqlObjects objects(String sql) {
        SqlObjects objects = new SqlObjects(false);
        Statements.Found found = Statements.parse(sql);
        assertThat(found.mistakes()).isEmpty();
        for (Statement s : found.statements()) {
            objects.create(s, sql);
        }
        return objects;
    }

    @Test
    void callsStandForTheExpression() {
        SqlObjects objects = objects("""
                CREATE TABLE t (a INTEGER, s TEXT);
                CREATE FUNCTION double_it(x BIGINT) RETURNS BIGINT AS x * 2;
                CREATE FUNCTION label(x INTEGER, prefix TEXT) RETURNS VARCHAR AS prefix || ':' || double_it(x);
                CREATE VIEW v AS SELECT label(a, upper(s)) AS l, double_it(a + 1) AS d FROM t WHERE double_it(a) > 2;
                """);
        Schema schema = Objects.requireNonNull(objects.views().get("v")).schema();
        assertThat(schema.names()).containsExactly("l", "d");
        assertThat(schema.field(1).type().type().sql()).isEqualTo("BIGINT");
    }

    @Test
    void mistakesInTheExpressionNameTheirPlace() {
        String sql = "CREATE FUNCTION f(x INTEGER) RETURNS INTEGER AS x + nothing";
        assertThatThrownBy(() -> objects(sql)).isInstanceOfSatisfying(SqlTextException.class, e -> {
            assertThat(e.code()).isEqualTo("unknown_column");
            assertThat(sql.substring(e.offset())).isEqualTo("nothing");
        });
    }

    @Test
    void aCallNeedsAllArguments() {
        String sql = "CREATE TABLE t (a INTEGER);\nCREATE FUNCTION f(x INTEGER) RETURNS INTEGER AS x;\n"
                + "CREATE VIEW v AS SELECT f(a, a) AS y FROM t";
        assertThatThrownBy(() -> objects(sql))
                .isInstanceOfSatisfying(
                        SqlTextException.class,
                        e -> assertThat(e.getMessage()).isEqualTo("f takes 1 arguments, not 2"));
    }
}
