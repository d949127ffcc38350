package dev.freshet.core.expr;

import dev.freshet.core.plan.Expression;
import dev.freshet.core.plan.Literals;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.Values;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/** From expression to evaluator, by the registry of functions: one entry per name of the catalog. */
public final class Expressions {
    private static final Map<String, FunctionFactory> REGISTRY = new HashMap<>();

    static {
        Comparisons.register(REGISTRY);
        Logic.register(REGISTRY);
        Conditionals.register(REGISTRY);
        Arithmetic.register(REGISTRY);
        Casts.register(REGISTRY);
        TextFunctions.register(REGISTRY);
        Patterns.register(REGISTRY);
        Encodings.register(REGISTRY);
        MathFunctions.register(REGISTRY);
        BitFunctions.register(REGISTRY);
        TimeFunctions.register(REGISTRY);
        TimeText.register(REGISTRY);
        NumberText.register(REGISTRY);
        NestedFunctions.register(REGISTRY);
        ArrayFunctions.register(REGISTRY);
        JsonFunctions.register(REGISTRY);
        VectorFunctions.register(REGISTRY);
        MemoFunction.register(REGISTRY);
        ServiceLoader.load(FunctionProvider.class, Expressions.class.getClassLoader())
                .forEach(p -> REGISTRY.putAll(p.functions()));
    }

    private Expressions() {}

    /** Names of all functions that are there. */
    public static Set<String> functions() {
        return new TreeSet<>(REGISTRY.keySet());
    }

    public static Evaluator compile(Expression expression, EvaluationContext context) {
        return switch (expression) {
            case Expression.Input input -> batch -> new Vec(batch.column(input.column()), null);
            case Expression.Literal literal -> constant(literal);
            case Expression.Call call -> call(call, context);
        };
    }

    private static Evaluator call(Expression.Call call, EvaluationContext context) {
        FunctionFactory factory = REGISTRY.get(call.function());
        if (factory == null) {
            throw new IllegalArgumentException("function " + call.function() + " is not known to this release");
        }
        List<Evaluator> arguments =
                call.arguments().stream().map(a -> compile(a, context)).toList();
        return factory.make(call, arguments, context);
    }

    private static Evaluator constant(Expression.Literal literal) {
        Type type = literal.type().type();
        Object value = Literals.decode(literal);
        ColumnBuilder one = ColumnBuilder.of(type);
        Values.append(type, one, value);
        Column single = one.build();
        return new Constant(single);
    }

    /** A literal: keeps its last column, as batches often have the same size. */
    static final class Constant implements Evaluator {
        private final Column single;
        private Column last;

        Constant(Column single) {
            this.single = single;
            this.last = single;
        }

        Column single() {
            return single;
        }

        @Override
        public Vec evaluate(dev.freshet.spi.data.ColumnBatch batch) {
            if (last.size() != batch.size()) {
                last = single.gather(new int[batch.size()], batch.size());
            }
            return new Vec(last, null);
        }
    }
}
