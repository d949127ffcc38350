package dev.freshet.core.read;

import dev.freshet.core.build.CircuitBuilder;
import dev.freshet.core.circuit.Circuit;
import dev.freshet.core.expr.EvaluationContext;
import dev.freshet.core.expr.RowException;
import dev.freshet.core.plan.OrderedQuery;
import dev.freshet.core.plan.Plan;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.spi.data.BytesColumn;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.function.TableFunction;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A query that runs once. */
public final class OneShot {
    private static final String NAME = "query";

    private OneShot() {}

    /** Names of the tables and views that a plan scans. */
    public static Set<String> reads(PlanNode root) {
        Set<String> out = new LinkedHashSet<>();
        collect(root, out);
        return out;
    }

    private static void collect(PlanNode node, Set<String> out) {
        if (node instanceof PlanNode.Scan scan) {
            out.add(scan.table());
        }
        node.inputs().forEach(i -> collect(i, out));
    }

    /**
     * The answer over these rows by relation.
     *
     * @param tables pure table functions by name
     * @throws RowException when a row cannot be computed: the answer would lack it
     */
    public static OrderedRows run(
            OrderedQuery query,
            Map<String, ColumnBatch> relations,
            EvaluationContext context,
            Map<String, TableFunction> tables) {
        Plan plan = new Plan(List.of(), List.of(new Plan.View(NAME, query.root(), false, query.schema())));
        Circuit circuit = CircuitBuilder.build(plan, context, tables);
        Map<String, ColumnBatch> input = new LinkedHashMap<>();
        for (String name : reads(query.root())) {
            ColumnBatch rows = relations.get(name);
            if (rows != null && !rows.isEmpty()) {
                input.put(name, rows);
            }
        }
        Circuit.Result result = circuit.step(input, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
        requireNone(result.viewRejects());
        ColumnBatch rows = result.outputs().get(NAME);
        return OrderedRows.of(
                query, rows == null ? ColumnBatch.empty(query.root().schema()) : rows);
    }

    private static void requireNone(ColumnBatch rejects) {
        for (int i = 0; i < rejects.size(); i++) {
            if (rejects.weight(i) > 0) {
                throw new RowException(
                        ((BytesColumn) rejects.column(1)).text(i), ((BytesColumn) rejects.column(2)).text(i));
            }
        }
    }
}
