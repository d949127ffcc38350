package dev.freshet.core.aggregate;

import dev.freshet.core.plan.AggregateCall;
import dev.freshet.spi.data.Type;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** From an aggregate's name to its accumulator: one entry per name. */
public final class Accumulators {
    private interface Factory {
        Accumulator make(Type argument, Type result);
    }

    private static final Map<String, Factory> REGISTRY = Map.of(
            "single_value", (argument, _) -> new SingleValueAccumulator(argument),
            "count_star", (_, _) -> new CountAccumulator(),
            "count", (_, _) -> new CountAccumulator(),
            "sum", (argument, result) -> sum(argument, false, result),
            "avg", (argument, result) -> sum(argument, true, result),
            "min", (argument, _) -> new ExtremeAccumulator(argument, true),
            "max", (argument, _) -> new ExtremeAccumulator(argument, false));

    private Accumulators() {}

    /** Names of all aggregates that are there. */
    public static Set<String> names() {
        return new TreeSet<>(REGISTRY.keySet());
    }

    /** {@code argument} is the type of the first argument; BIGINT where there is none. */
    public static Accumulator of(AggregateCall call, Type argument) {
        Factory factory = REGISTRY.get(call.function());
        if (factory == null) {
            throw new IllegalArgumentException("aggregate " + call.function() + " is not known to this release");
        }
        Accumulator plain = factory.make(argument, call.type().type());
        return call.distinct() && !(plain instanceof ExtremeAccumulator)
                ? new DistinctAccumulator(argument, plain)
                : plain;
    }

    private static Accumulator sum(Type argument, boolean average, Type result) {
        return argument instanceof Type.Real || argument instanceof Type.Double
                ? new FloatSumAccumulator(average, result)
                : new ExactSumAccumulator(argument, average, result);
    }
}
