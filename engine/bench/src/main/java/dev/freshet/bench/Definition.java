package dev.freshet.bench;

import dev.freshet.core.build.CircuitBuilder;
import dev.freshet.core.circuit.Circuit;
import dev.freshet.core.expr.EvaluationContext;
import dev.freshet.core.plan.Plan;
import dev.freshet.core.plan.format.PlanFormat1;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.sql.CompileContext;
import dev.freshet.sql.Compiled;
import dev.freshet.sql.Definitions;
import dev.freshet.sql.MediaKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A circuit out of SQL as a user would write it, and batches of integers to feed it. */
final class Definition {
    private Definition() {}

    /** @param sql the definition's whole text: CREATE TABLE and CREATE VIEW */
    static Plan plan(String sql) {
        String document =
                "api_version: freshet/v1\nkind: Pipeline\nmetadata: {name: bench}\nspec:\n  sql: |\n" + sql.indent(4);
        Compiled compiled =
                Definitions.compile(document.getBytes(StandardCharsets.UTF_8), MediaKind.YAML, CompileContext.bare());
        if (!compiled.ok()) {
            throw new IllegalArgumentException(compiled.diagnostics().toString());
        }
        return PlanFormat1.read(compiled.planJson());
    }

    static Circuit circuit(String sql) {
        return CircuitBuilder.build(plan(sql), EvaluationContext.NONE, Map.of());
    }

    /** Rows of integer columns that are not NULL. */
    static ColumnBatch rows(long[]... columns) {
        List<dev.freshet.spi.data.Column> out = new ArrayList<>();
        for (long[] column : columns) {
            out.add(LongColumn.of(column));
        }
        return new ColumnBatch(out, null, columns[0].length);
    }

    static long value(ColumnBatch batch, int column, int row) {
        return ((LongColumn) batch.column(column)).get(row);
    }
}
