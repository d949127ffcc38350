package dev.freshet.shell.sql;

import dev.freshet.core.build.CircuitBuilder;
import dev.freshet.core.circuit.Circuit;
import dev.freshet.core.expr.EvaluationContext;
import dev.freshet.core.plan.Plan;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.core.read.OneShot;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.sys.WallClock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A circuit of one view over relations by name. */
final class ViewCircuit {
    private final String name;
    private final Schema schema;
    private final Set<String> reads;
    private final Circuit circuit;

    /** {@code tables} says which have a watermark. */
    ViewCircuit(String name, PlanNode root, Schema schema, List<Plan.Table> tables) {
        this.name = name;
        this.schema = schema;
        this.reads = OneShot.reads(root);
        this.circuit = CircuitBuilder.build(
                new Plan(tables, List.of(new Plan.View(name, root, false, schema))), EvaluationContext.NONE, Map.of());
    }

    Set<String> reads() {
        return reads;
    }

    List<Circuit.Stats> stats() {
        return circuit.stats();
    }

    /** Whether the view changes by now without any input. */
    boolean isDue() {
        return circuit.nextDue() <= now();
    }

    private static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, WallClock.SYSTEM.now());
    }

    /** The view's net change and its change of rejected rows. */
    record Step(ColumnBatch change, ColumnBatch rejects) {}

    /** One epoch; {@code changes} may hold more than what the view reads. */
    Step step(Map<String, ColumnBatch> changes) {
        Map<String, ColumnBatch> input = new LinkedHashMap<>();
        for (String r : reads) {
            ColumnBatch change = changes.get(r);
            if (change != null && !change.isEmpty()) {
                input.put(r, change);
            }
        }
        Circuit.Result result = circuit.step(input, now());
        @Nullable ColumnBatch out = result.outputs().get(name);
        return new Step(out == null ? ColumnBatch.empty(schema) : out, result.viewRejects());
    }
}
