package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.build.CircuitBuilder;
import dev.freshet.core.circuit.Circuit;
import dev.freshet.core.expr.EvaluationContext;
import dev.freshet.core.plan.AsofMatch;
import dev.freshet.core.plan.Plan;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A changed right row touches the left rows that match it, whatever the state and however many rows its key has. */
class AsofJoinCostTest {
    private static final Schema SIDE =
            Schema.of(new Field("k", Type.BIGINT.notNull()), new Field("t", Type.BIGINT.notNull()));

    private static Circuit circuit() {
        List<Field> fields = new ArrayList<>(SIDE.fields());
        SIDE.fields().forEach(f -> fields.add(new Field(f.name() + "2", f.type().asNullable())));
        PlanNode join = new PlanNode.AsofJoin(
                new PlanNode.Scan("l", SIDE),
                new PlanNode.Scan("r", SIDE),
                true,
                List.of(0),
                List.of(0),
                1,
                1,
                AsofMatch.GE,
                new Schema(fields, List.of()));
        return CircuitBuilder.build(
                new Plan(List.of(), List.of(new Plan.View("v", join, false, join.schema()))),
                EvaluationContext.NONE,
                Map.of());
    }

    /** Left rows at even times, right rows at odd ones. */
    private static ColumnBatch rows(int n, int keys, int odd) {
        BatchBuilder out = new BatchBuilder(SIDE);
        for (long i = 0; i < n; i++) {
            out.row(1, i % keys, i / keys * 2 + odd);
        }
        return out.build();
    }

    @ParameterizedTest
    @CsvSource({"1000,1", "100000,1", "1000,500", "100000,50000"})
    void touchesWhatMatches(int n, int keys) {
        Circuit circuit = circuit();
        circuit.step(Map.of("l", rows(n, keys, 0), "r", rows(n, keys, 1)));
        long t = n / keys;
        ColumnBatch between = new BatchBuilder(SIDE).row(1, 0L, t).build();
        ColumnBatch out = circuit.step(Map.of("r", between)).outputs().get("v");
        long touched = circuit.stats().getLast().touched();
        assertThat(touched).isLessThanOrEqualTo(3);
        assertThat(out.size()).isLessThanOrEqualTo(2);
        circuit.step(Map.of("r", between.negated()));
        assertThat(circuit.stats().getLast().touched()).isEqualTo(touched);
        circuit.step(Map.of("l", between));
        assertThat(circuit.stats().getLast().touched()).isEqualTo(1);
    }
}
