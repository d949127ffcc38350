package dev.freshet.core.operator;

import dev.freshet.core.circuit.Clocks;
import dev.freshet.core.expr.EvaluationContext;
import dev.freshet.core.expr.Evaluator;
import dev.freshet.core.expr.Expressions;
import dev.freshet.core.plan.EventTime;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.LongColumn;
import java.util.List;

/** The value of a bound as the watermarks stand: no later change lies below it. */
public final class Horizon {
    private record Term(String table, Evaluator function) {}

    private final Clocks clocks;
    private final List<Term> terms;
    private long version = -1;
    private long value = Clocks.UNSET;

    public Horizon(EventTime.Bound bound, Clocks clocks) {
        this.clocks = clocks;
        this.terms = bound.terms().stream()
                .map(t -> new Term(t.table(), Expressions.compile(t.function(), EvaluationContext.NONE)))
                .toList();
    }

    /** {@link Clocks#UNSET} before all tables have a watermark. */
    long value() {
        if (version != clocks.version()) {
            version = clocks.version();
            value = terms.stream().mapToLong(this::value).min().orElse(Clocks.UNSET);
        }
        return value;
    }

    private long value(Term term) {
        long watermark = clocks.watermark(term.table());
        if (watermark == Clocks.UNSET) {
            return Clocks.UNSET;
        }
        ColumnBatch one = new ColumnBatch(List.of(LongColumn.of(new long[] {watermark})), null, 1);
        LongColumn out = (LongColumn) term.function().evaluate(one).column();
        return out.isNull(0) ? Clocks.UNSET : out.get(0);
    }
}
