package dev.freshet.core.aggregate;

import dev.freshet.core.plan.AggregateCall;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;

/** From an aggregate's name to its accumulator: one entry per name. */
public final class Accumulators {
    private interface Factory {
        Accumulator make(Arguments arguments, Type result);
    }

    /** Types of the arguments, those of the sort keys behind them; the order's columns count within them. */
    private record Arguments(List<Type> types, List<AggregateCall.Order> order) {
        Type first() {
            return types.isEmpty() ? Type.BIGINT : types.getFirst();
        }
    }

    private static final Map<String, Factory> REGISTRY = new HashMap<>();

    static {
        REGISTRY.put("single_value", (a, _) -> new SingleValueAccumulator(a.first()));
        REGISTRY.put("count_star", (_, _) -> new CountAccumulator());
        REGISTRY.put("count", (_, _) -> new CountAccumulator());
        REGISTRY.put("sum", (a, result) -> sum(a.first(), false, result));
        REGISTRY.put("avg", (a, result) -> sum(a.first(), true, result));
        REGISTRY.put("min", (a, _) -> new ExtremeAccumulator(a.first(), true));
        REGISTRY.put("max", (a, _) -> new ExtremeAccumulator(a.first(), false));
        counts();
        moments();
        ranked();
    }

    private Accumulators() {}

    private static void counts() {
        REGISTRY.put("bool_and", (_, _) -> new CountsAccumulator(CountsAccumulator.Kind.AND, 1));
        REGISTRY.put("bool_or", (_, _) -> new CountsAccumulator(CountsAccumulator.Kind.OR, 1));
        REGISTRY.put("countif", (_, _) -> new CountsAccumulator(CountsAccumulator.Kind.COUNT, 1));
        REGISTRY.put("bit_and", (a, _) -> new CountsAccumulator(CountsAccumulator.Kind.AND, bits(a.first())));
        REGISTRY.put("bit_or", (a, _) -> new CountsAccumulator(CountsAccumulator.Kind.OR, bits(a.first())));
        REGISTRY.put("bit_xor", (a, _) -> new CountsAccumulator(CountsAccumulator.Kind.XOR, bits(a.first())));
    }

    private static int bits(Type type) {
        return type instanceof Type.Int(int bits) ? bits : 64;
    }

    private static void moments() {
        for (FloatMoments.Kind kind : FloatMoments.Kind.values()) {
            REGISTRY.put(kind.name().toLowerCase(Locale.ROOT), (a, result) -> {
                boolean root = kind == FloatMoments.Kind.STDDEV_POP || kind == FloatMoments.Kind.STDDEV_SAMP;
                boolean population = kind == FloatMoments.Kind.STDDEV_POP || kind == FloatMoments.Kind.VAR_POP;
                return result instanceof Type.Decimal d
                        ? new ExactMoments(a.first(), population, root, d)
                        : new FloatMoments(kind);
            });
        }
    }

    private static void ranked() {
        REGISTRY.put("mode", (a, _) -> PickAccumulator.mode(a.types(), a.order()));
        REGISTRY.put("arg_min", (a, _) -> PickAccumulator.arg(a.types(), false));
        REGISTRY.put("arg_max", (a, _) -> PickAccumulator.arg(a.types(), true));
        REGISTRY.put("first", (a, _) -> PickAccumulator.edge(a.types(), a.order(), false));
        REGISTRY.put("last", (a, _) -> PickAccumulator.edge(a.types(), a.order(), true));
        REGISTRY.put("percentile_cont", (a, _) -> new PercentileAccumulator(a.types(), a.order(), true));
        REGISTRY.put("percentile_disc", (a, _) -> new PercentileAccumulator(a.types(), a.order(), false));
        for (CollectAccumulator.Kind kind : CollectAccumulator.Kind.values()) {
            REGISTRY.put(
                    kind.name().toLowerCase(Locale.ROOT) + "_agg",
                    (a, _) -> new CollectAccumulator(kind, a.types(), a.order()));
        }
    }

    private static final Set<String> RANKED = Set.of(
            "mode",
            "first",
            "last",
            "arg_min",
            "arg_max",
            "percentile_cont",
            "percentile_disc",
            "array_agg",
            "string_agg",
            "json_agg",
            "json_object_agg",
            "map_agg");

    /** Names of all aggregates that are there. */
    public static Set<String> names() {
        return new TreeSet<>(REGISTRY.keySet());
    }

    /** Input columns that the accumulator of a call reads: arguments, then sort keys. */
    public static List<Integer> columns(AggregateCall call) {
        List<Integer> out = new ArrayList<>(call.arguments());
        call.order().forEach(o -> out.add(o.column()));
        return out;
    }

    /** Whether the accumulator takes its columns as one row, else as the first column alone. */
    public static boolean takesRow(AggregateCall call) {
        return RANKED.contains(call.function()) || columns(call).size() > 1;
    }

    public static Accumulator of(AggregateCall call, IntFunction<Type> types) {
        return of(call, types, false);
    }

    /** For groups that are built up and forgotten within one step. */
    public static Accumulator passing(AggregateCall call, IntFunction<Type> types) {
        boolean least = call.function().equals("min");
        return least || call.function().equals("max")
                ? new PassingExtreme(types.apply(call.arguments().get(0)), least)
                : of(call, types, true);
    }

    /**
     * {@code types} are those of the input's columns.
     *
     * @param forgetting whether {@link Accumulator#forget} will be called
     */
    public static Accumulator of(AggregateCall call, IntFunction<Type> types, boolean forgetting) {
        Factory factory = REGISTRY.get(call.function());
        if (factory == null) {
            throw new IllegalArgumentException("aggregate " + call.function() + " is not known to this release");
        }
        List<Type> read = columns(call).stream().map(types::apply).toList();
        List<AggregateCall.Order> order = new ArrayList<>();
        for (int i = 0; i < call.order().size(); i++) {
            AggregateCall.Order o = call.order().get(i);
            order.add(new AggregateCall.Order(call.arguments().size() + i, o.descending(), o.nullsFirst()));
        }
        Accumulator plain = factory.make(new Arguments(read, order), call.type().type());
        if (!call.distinct() || plain instanceof ExtremeAccumulator) {
            return plain;
        }
        return new DistinctAccumulator(takesRow(call) ? row(read) : read.getFirst(), plain, forgetting);
    }

    private static Type row(List<Type> types) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            fields.add(new Field("f" + i, types.get(i).nullable()));
        }
        return new Type.Row(fields);
    }

    private static Accumulator sum(Type argument, boolean average, Type result) {
        return argument instanceof Type.Real || argument instanceof Type.Double
                ? new FloatSumAccumulator(average, result)
                : new ExactSumAccumulator(argument, average, result);
    }
}
