package dev.freshet.sql;

import dev.freshet.core.build.CircuitBuilder;
import dev.freshet.core.circuit.Circuit;
import dev.freshet.core.expr.EvaluationContext;
import dev.freshet.core.plan.Plan;
import dev.freshet.core.plan.format.Json;
import dev.freshet.core.plan.format.PlanFormat1;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Values;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Views of a text of SQL, fed by hand; the plan goes through its stored form, the state through a save every epoch. */
final class LiveViews {
    private final Plan plan;
    private Circuit circuit;
    private long now;
    private final Map<String, BatchBuilder> changes = new HashMap<>();
    private final Map<String, Map<String, Long>> views = new HashMap<>();

    LiveViews(String sql) {
        Compiled compiled = compile(sql);
        if (!compiled.ok()) {
            throw new IllegalArgumentException(compiled.diagnostics().toString());
        }
        plan = PlanFormat1.read(PlanFormat1.write(compiled.plan()));
        circuit = CircuitBuilder.build(plan, EvaluationContext.NONE, Map.of());
    }

    static Compiled compile(String sql) {
        String document = Json.write(Map.of(
                "api_version",
                "freshet/v1",
                "kind",
                "Pipeline",
                "metadata",
                Map.of("name", "live"),
                "spec",
                Map.of("sql", sql)));
        return Definitions.compile(document.getBytes(StandardCharsets.UTF_8), MediaKind.JSON, CompileContext.bare());
    }

    /** A row comes (weight 1) or goes (-1) in the next epoch. */
    LiveViews change(long weight, String table, @Nullable Object... row) {
        changes.computeIfAbsent(table, t -> new BatchBuilder(plan.table(t).schema()))
                .row(weight, row);
        return this;
    }

    /** The time of the epochs from now on. */
    LiveViews at(LocalDateTime time) {
        now = ChronoUnit.MICROS.between(Instant.EPOCH, time.toInstant(ZoneOffset.UTC));
        return this;
    }

    LiveViews epoch() {
        Map<String, ColumnBatch> input = new HashMap<>();
        changes.forEach((table, rows) -> input.put(table, rows.build()));
        changes.clear();
        circuit.step(input, now).outputs().forEach((view, change) -> {
            Map<String, Long> rows = views.computeIfAbsent(view, _ -> new TreeMap<>());
            for (int i = 0; i < change.size(); i++) {
                rows.merge(Values.row(plan.view(view).schema(), change, i).toString(), change.weight(i), Long::sum);
            }
            rows.values().removeIf(w -> w == 0);
        });
        Circuit fresh = CircuitBuilder.build(plan, EvaluationContext.NONE, Map.of());
        fresh.load(circuit.save());
        circuit = fresh;
        return this;
    }

    /** Rows that the operators of a kind keep. */
    long kept(String kind) {
        return circuit.stats().stream()
                .filter(s -> s.kind().contains(kind))
                .mapToLong(Circuit.Stats::stateRows)
                .sum();
    }

    /** The rows of a view in the order of their text; a row that is there twice stands twice. */
    List<String> rows(String view) {
        return views.getOrDefault(view, Map.of()).entrySet().stream()
                .flatMap(e -> java.util.Collections.nCopies((int) (long) e.getValue(), e.getKey()).stream())
                .toList();
    }
}
