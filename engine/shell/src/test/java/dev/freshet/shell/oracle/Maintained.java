package dev.freshet.shell.oracle;

import dev.freshet.core.build.CircuitBuilder;
import dev.freshet.core.circuit.Circuit;
import dev.freshet.core.expr.EvaluationContext;
import dev.freshet.core.plan.Plan;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Values;
import dev.freshet.sql.CompileContext;
import dev.freshet.sql.Compiled;
import dev.freshet.sql.Definitions;
import dev.freshet.sql.MediaKind;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The views of a text of SQL as the circuit keeps them: what all its changes add up to. */
final class Maintained {
    private final Plan plan;
    private final Circuit circuit;
    private final Map<String, Bag> views = new LinkedHashMap<>();
    private long rejected;

    Maintained(String sql) {
        StringBuilder document = new StringBuilder(
                "api_version: freshet/v1\nkind: Pipeline\nmetadata: {name: oracle}\n" + "spec:\n  sql: |\n");
        sql.lines().forEach(l -> document.append("    ").append(l).append('\n'));
        Compiled compiled = Definitions.compile(
                document.toString().getBytes(StandardCharsets.UTF_8), MediaKind.YAML, CompileContext.bare());
        if (!compiled.ok()) {
            throw new IllegalArgumentException(compiled.diagnostics().toString());
        }
        plan = compiled.plan();
        circuit = CircuitBuilder.build(plan, EvaluationContext.NONE, Map.of());
        plan.views().forEach(v -> views.put(v.name(), new Bag()));
    }

    Plan plan() {
        return plan;
    }

    /** One epoch; the changes of each view that changed. */
    Map<String, ColumnBatch> step(Map<String, ColumnBatch> changes) {
        Circuit.Result result = circuit.step(changes);
        result.outputs().forEach((view, change) -> {
            Bag bag = view(view);
            for (int i = 0; i < change.size(); i++) {
                bag.add(Values.row(plan.view(view).schema(), change, i), change.weight(i));
            }
        });
        for (int i = 0; i < result.viewRejects().size(); i++) {
            rejected += result.viewRejects().weight(i);
        }
        return result.outputs();
    }

    Bag view(String name) {
        return Objects.requireNonNull(views.get(name), name);
    }

    /** Rows that no view could compute. */
    long rejected() {
        return rejected;
    }
}
