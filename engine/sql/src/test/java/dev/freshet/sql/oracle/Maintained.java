package dev.freshet.sql.oracle;

import dev.freshet.core.build.CircuitBuilder;
import dev.freshet.core.circuit.Circuit;
import dev.freshet.core.expr.EvaluationContext;
import dev.freshet.core.input.TableInput;
import dev.freshet.core.plan.Plan;
import dev.freshet.core.plan.format.Json;
import dev.freshet.spi.connect.InputRows;
import dev.freshet.spi.connect.Op;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Values;
import dev.freshet.sql.CompileContext;
import dev.freshet.sql.Compiled;
import dev.freshet.sql.Definitions;
import dev.freshet.sql.MediaKind;
import dev.freshet.testkit.oracle.Change;
import dev.freshet.testkit.oracle.OracleCase;
import dev.freshet.testkit.oracle.TableDef;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A case's views, kept up by the circuit. */
final class Maintained {
    private final Plan plan;
    private Circuit circuit;
    private int epochs;
    private final Map<String, TableInput> inputs = new LinkedHashMap<>();
    private final Map<String, Answer> views = new HashMap<>();
    private long rejected;

    /** Throws an {@link IllegalArgumentException} with the findings when the document is refused. */
    Maintained(OracleCase c) {
        this.plan = compile(document(c));
        this.circuit = circuit();
        plan.tables().forEach(t -> inputs.put(t.name(), new TableInput(t, false)));
        plan.views().forEach(v -> views.put(v.name(), new Answer()));
    }

    private Circuit circuit() {
        return CircuitBuilder.build(plan, EvaluationContext.NONE, Map.of());
    }

    /** Every other epoch goes on from a snapshot, so that saved state is tested by whatever is. */
    private void restore() {
        Map<String, List<byte[]>> saved = circuit.save();
        circuit = circuit();
        circuit.load(saved);
    }

    static Plan compile(String document) {
        Compiled compiled =
                Definitions.compile(document.getBytes(StandardCharsets.UTF_8), MediaKind.JSON, CompileContext.bare());
        if (!compiled.ok()) {
            throw new IllegalArgumentException(compiled.diagnostics().toString());
        }
        return compiled.plan();
    }

    static String document(OracleCase c) {
        Map<String, Object> sources = new LinkedHashMap<>();
        for (TableDef t : c.tables()) {
            Map<String, Object> columns = new LinkedHashMap<>();
            t.columns().forEach(col -> columns.put(col.name(), col.kind().sql()));
            Map<String, Object> source = new LinkedHashMap<>(Map.of("connector", "push", "columns", columns));
            if (t.keyed()) {
                source.put("primary_key", List.of(t.columns().getFirst().name()));
            }
            sources.put(t.name(), source);
        }
        StringBuilder sql = new StringBuilder();
        c.views().forEach((name, query) -> sql.append("CREATE VIEW " + name + " AS\n" + query + ";\n"));
        return document(Map.of("sources", sources, "sql", sql.toString()));
    }

    static String document(Map<String, Object> spec) {
        return Json.write(Map.of(
                "api_version", "freshet/v1", "kind", "Pipeline", "metadata", Map.of("name", "oracle"), "spec", spec));
    }

    Schema schema(String view) {
        return plan.view(view).schema();
    }

    Answer answer(String view) {
        return Objects.requireNonNull(views.get(view));
    }

    /** Weight of what the views reject at the moment. */
    long rejected() {
        return rejected;
    }

    void epoch(List<Change> changes) {
        for (Change c : changes) {
            TableInput input = Objects.requireNonNull(inputs.get(c.table()));
            ColumnBatch row =
                    new BatchBuilder(input.schema()).row(1, c.row().toArray()).build();
            byte[] op = {(c.delete() ? Op.DELETE : Op.UPSERT).code()};
            List<TableInput.Refusal> refused = input.add(new InputRows(c.table(), row, op));
            if (!refused.isEmpty()) {
                throw new IllegalStateException(refused.toString());
            }
        }
        if (epochs++ % 2 == 1) {
            restore();
        }
        Map<String, ColumnBatch> change = new LinkedHashMap<>();
        inputs.forEach((name, input) -> change.put(name, input.take()));
        Circuit.Result result = circuit.step(change);
        result.outputs().forEach(this::fold);
        for (int i = 0; i < result.viewRejects().size(); i++) {
            rejected += result.viewRejects().weight(i);
        }
    }

    private void fold(String view, ColumnBatch change) {
        Answer answer = answer(view);
        for (int i = 0; i < change.size(); i++) {
            answer.add(new ArrayList<>(Values.row(schema(view), change, i)), change.weight(i));
        }
    }
}
