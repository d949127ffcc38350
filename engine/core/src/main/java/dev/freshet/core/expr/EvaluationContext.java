package dev.freshet.core.expr;

import dev.freshet.spi.function.CostlyFunction;
import dev.freshet.spi.store.Memo;
import java.util.Map;

/** What evaluators may reach besides the batch: remembered results of costly functions. */
public record EvaluationContext(Memo memo, Map<String, CostlyFunction> costly) {
    /** Remembers nothing and knows no costly function. */
    public static final EvaluationContext NONE = new EvaluationContext(
            new Memo() {
                @Override
                public Map<MemoKey, MemoValue> get(java.util.Collection<MemoKey> keys) {
                    return Map.of();
                }

                @Override
                public Map<MemoKey, MemoValue> put(Map<MemoKey, MemoValue> values) {
                    return values;
                }
            },
            Map.of());

    public EvaluationContext {
        costly = Map.copyOf(costly);
    }
}
