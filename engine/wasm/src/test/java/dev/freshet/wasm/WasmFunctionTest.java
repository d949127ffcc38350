package dev.freshet.wasm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.build.CircuitBuilder;
import dev.freshet.core.circuit.Circuit;
import dev.freshet.core.expr.EvaluationContext;
import dev.freshet.core.plan.Plan;
import dev.freshet.core.plan.format.Json;
import dev.freshet.core.plan.format.PlanFormat1;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Values;
import dev.freshet.spi.store.ViewReject;
import dev.freshet.sql.CompileContext;
import dev.freshet.sql.Compiled;
import dev.freshet.sql.Definitions;
import dev.freshet.sql.MediaKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Modules written out by hand: what they give, and what becomes of rows that they fail on. */
class WasmFunctionTest {
    /** add, div (which traps at 0), spin (for ever unless given 0), and sum, which adds to a word in its memory. */
    private static final String MODULE = base64(
            "0061736d01000000010c0260027e7e017e60017e017e03050400000101050401010102071a04036164640000036469760001047370696e00020373756d00030a34040700200020017c0b0700200020017f0b0d000340200050450d000b42070b14004100410029030020007c37030041002903000b");

    private static String base64(String hex) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    }

    private static Compiled compile(String sql) {
        String document = Json.write(Map.of(
                "api_version",
                "freshet/v1",
                "kind",
                "Pipeline",
                "metadata",
                Map.of("name", "wasm"),
                "spec",
                Map.of("sql", sql)));
        return Definitions.compile(document.getBytes(StandardCharsets.UTF_8), MediaKind.JSON, CompileContext.bare());
    }

    private static String function(String name, String parameters) {
        return "CREATE FUNCTION " + name + "(" + parameters + ") RETURNS BIGINT LANGUAGE WASM AS '" + MODULE + "';\n";
    }

    private static Circuit.Result run(String functions, String expression, @Nullable Object[]... rows) {
        Compiled compiled = compile(functions + "CREATE TABLE t (a BIGINT, b BIGINT);\nCREATE VIEW v AS SELECT a, "
                + expression + " AS x FROM t;");
        assertThat(compiled.diagnostics()).isEmpty();
        Plan plan = PlanFormat1.read(PlanFormat1.write(compiled.plan()));
        BatchBuilder in = new BatchBuilder(plan.table("t").schema());
        for (Object[] row : rows) {
            in.row(1, row);
        }
        return CircuitBuilder.build(plan, EvaluationContext.NONE, Map.of()).step(Map.of("t", in.build()));
    }

    private static List<String> shown(Circuit.Result result) {
        ColumnBatch v = result.outputs().get("v");
        List<String> out = new ArrayList<>();
        for (int i = 0; v != null && i < v.size(); i++) {
            out.add(Values.get(dev.freshet.spi.data.Type.BIGINT, v.column(1), i) + "");
        }
        return out;
    }

    /** The one row that failed. */
    private static String rejected(Circuit.Result result) {
        assertThat(result.viewRejects().size()).isEqualTo(1);
        return Values.row(ViewReject.SCHEMA, result.viewRejects(), 0).toString();
    }

    @Test
    void computesAndTakesNullForNull() {
        String add = function("add", "x BIGINT, y BIGINT");
        assertThat(shown(run(add, "add(a, b + 1)", row(1, 2), row(5, null), row(-3, 3))))
                .containsExactly("4", "null", "1");
    }

    @Test
    void aTrapIsARowThatFails() {
        Circuit.Result result =
                run(function("div", "x BIGINT, y BIGINT"), "div(a, b)", row(6, 2), row(1, 0), row(8, 4));
        assertThat(shown(result)).containsExactly("3", "2");
        assertThat(rejected(result)).contains("wasm_trap");
    }

    @Test
    void aLoopRunsOutOfFuel() {
        Circuit.Result result = run(function("spin", "x BIGINT"), "spin(a)", row(0, 0), row(1, 0));
        assertThat(shown(result)).containsExactly("7");
        assertThat(rejected(result)).contains("wasm_out_of_fuel");
    }

    @Test
    void nothingIsKeptFromCallToCall() {
        assertThat(shown(run(function("sum", "x BIGINT"), "sum(a)", row(1, 0), row(2, 0), row(3, 0))))
                .containsExactly("1", "2", "3");
    }

    @Test
    void mistakesAreFoundWhereTheFunctionIsMade() {
        assertThat(mistake(function("mul", "x BIGINT"))).contains("exports no function 'mul'", "add, div, spin, sum");
        assertThat(mistake(function("add", "x BIGINT"))).contains("the export takes");
        assertThat(mistake(function("add", "x TEXT, y BIGINT"))).contains("VARCHAR of a WASM function");
        assertThat(mistake("CREATE FUNCTION f(x BIGINT) RETURNS BIGINT LANGUAGE WASM AS 'AAAA'"))
                .contains("not a WebAssembly module");
    }

    private static String mistake(String sql) {
        return compile(sql).diagnostics().toString();
    }

    private static @Nullable Object[] row(@Nullable Integer a, @Nullable Integer b) {
        return new Object[] {a == null ? null : (long) a, b == null ? null : (long) b};
    }
}
