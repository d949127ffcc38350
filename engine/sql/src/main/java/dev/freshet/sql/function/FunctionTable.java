package dev.freshet.sql.function;

import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The scalar functions by their SQL names. Names that begin with {@code op_} stand for operators. */
public final class FunctionTable {
    private static final Map<String, PgFunction> ALL = new LinkedHashMap<>();

    public static final PgFunction PLUS = add("+", "add", Nulls.STRICT, Arithmetic::plus);
    public static final PgFunction MINUS = add("-", "sub", Nulls.STRICT, Arithmetic::minus);
    public static final PgFunction TIMES = add("*", "mul", Nulls.STRICT, Arithmetic::times);
    public static final PgFunction DIVIDE = add("/", "div", Nulls.STRICT, Arithmetic::divide);
    public static final PgFunction MOD = add("mod", "mod", Nulls.STRICT, Arithmetic::modulo);
    public static final PgFunction NEGATE = add("negate", "neg", Nulls.STRICT, Arithmetic::negate);
    public static final PgFunction TUMBLE_START =
            add("tumble_start", "tumble_start", Nulls.STRICT, FunctionTable::tumble);
    public static final PgFunction TUMBLE_END = add("tumble_end", "tumble_end", Nulls.STRICT, FunctionTable::tumble);
    public static final PgFunction EXTRACT = add("extract", "extract", Nulls.STRICT, TimeSignatures::extract);
    public static final PgFunction COALESCE = add("coalesce", "coalesce", Nulls.ALL, FunctionTable::common);
    public static final PgFunction PARSE =
            add("parse", "parse", Nulls.POSSIBLE, any(of(Type.VARIANT, Param.BYTES, Param.TEXT)));

    /** The value, or NULL where it cannot be computed. */
    public static final PgFunction TRY = add(
            "try",
            "try",
            Nulls.POSSIBLE,
            args -> args.size() == 1 ? Resolved.asIs(args, args.get(0).type()) : null);

    static {
        MathSignatures.add();
        TextSignatures.add();
        TimeSignatures.add();
        ArraySignatures.add();
        JsonSignatures.add();
        choice();
    }

    private FunctionTable() {}

    /** Calls a module's export: module, export, arguments of these types. */
    public static PgFunction wasm(List<Type> parameters, Type result) {
        List<Type> all = new ArrayList<>(List.of(Type.TEXT, Type.TEXT));
        all.addAll(parameters);
        return new PgFunction(
                "$wasm", "wasm", args -> args.size() == all.size() ? new Resolved(all, result) : null, Nulls.STRICT);
    }

    static PgFunction add(String name, String plan, Nulls nulls, Overloads overloads) {
        PgFunction f = new PgFunction(name.startsWith("op_") ? shown(name) : name, plan, overloads, nulls);
        ALL.put(name, f);
        return f;
    }

    /** Complaints name an operator as it was written. */
    private static String shown(String name) {
        String symbol = dev.freshet.sql.parse.InfixOperators.symbol(name);
        return symbol == null ? name : symbol;
    }

    static void strict(String name, Overloads... overloads) {
        add(name, name, Nulls.STRICT, any(overloads));
    }

    /** Can be NULL for arguments that are not. */
    static void possible(String name, Overloads... overloads) {
        add(name, name, Nulls.POSSIBLE, any(overloads));
    }

    static void alias(String name, String of) {
        PgFunction f = get(of);
        if (f == null) {
            throw new IllegalStateException(of);
        }
        ALL.put(name, f);
    }

    public static @Nullable PgFunction get(String name) {
        return ALL.get(name);
    }

    public static Map<String, PgFunction> all() {
        return Collections.unmodifiableMap(ALL);
    }

    // ---- ways to say what a function takes ----

    /** The cheapest of several. */
    static Overloads any(Overloads... some) {
        if (some.length == 1) {
            return some[0];
        }
        return args -> {
            Resolved best = null;
            int least = Integer.MAX_VALUE;
            for (Overloads o : some) {
                Resolved found = o.resolve(args);
                int cost = found == null ? Integer.MAX_VALUE : o instanceof Fixed f ? f.cost(args) : 100;
                if (cost < least) {
                    least = cost;
                    best = found;
                }
            }
            return best;
        };
    }

    record Fixed(
            Function<List<Type>, Type> result,
            List<Param> params,
            @Nullable String plan) implements Overloads {
        Fixed(Function<List<Type>, Type> result, List<Param> params) {
            this(result, params, null);
        }

        @Override
        public @Nullable Resolved resolve(List<Arg> args) {
            if (args.size() != params.size()) {
                return null;
            }
            List<Type> types = new ArrayList<>();
            for (int i = 0; i < args.size(); i++) {
                Param.Fit fit = params.get(i).fit(args.get(i));
                if (fit == null) {
                    return null;
                }
                types.add(fit.type());
            }
            return new Resolved(types, result.apply(types), plan);
        }

        int cost(List<Arg> args) {
            int sum = 0;
            for (int i = 0; i < args.size(); i++) {
                Param.Fit fit = params.get(i).fit(args.get(i));
                sum += fit == null ? 0 : fit.cost();
            }
            return sum;
        }
    }

    static Overloads of(Type result, Param... params) {
        return new Fixed(_ -> result, List.of(params));
    }

    /** As {@link #of}, and another function in the Plan. */
    static Overloads as(String plan, Type result, Param... params) {
        return new Fixed(_ -> result, List.of(params), plan);
    }

    /** The result has the type of the first argument. */
    static Overloads same(Param... params) {
        return new Fixed(List::getFirst, List.of(params));
    }

    private static @Nullable Resolved tumble(List<Arg> args) {
        if (args.size() < 2 || args.size() > 3) {
            return null;
        }
        Type at = args.get(0).type() instanceof Type.Timestamp t ? t : Type.TIMESTAMP;
        boolean moment =
                args.get(0).type() instanceof Type.Timestamp || args.get(0).type() instanceof Type.Date;
        boolean sizes = args.stream().skip(1).allMatch(a -> a.type().equals(Type.MICROS));
        List<Type> parameters = new ArrayList<>(Collections.nCopies(args.size(), Type.MICROS));
        parameters.set(0, at);
        return moment && sizes ? new Resolved(parameters, at) : null;
    }

    private static void choice() {
        add("greatest", "greatest", Nulls.ALL, FunctionTable::common);
        add("least", "least", Nulls.ALL, FunctionTable::common);
        alias("ifnull", "coalesce");
        alias("nvl", "coalesce");
        for (String name : List.of("num_nulls", "num_nonnulls")) {
            add(name, name, Nulls.NEVER, args -> args.isEmpty() ? null : Resolved.asIs(args, Type.INTEGER));
        }
        for (String name : List.of("if", "iif")) {
            add(name, "case", Nulls.POSSIBLE, FunctionTable::conditional);
        }
        add("nullif", "nullif", Nulls.POSSIBLE, args -> args.size() == 2 ? nullif(args) : null);
    }

    static @Nullable Resolved common(List<Arg> args) {
        Type common = args.isEmpty() ? null : CommonType.of(args);
        return common == null ? null : new Resolved(Collections.nCopies(args.size(), common), common);
    }

    /** NULLIF compares in the common type and gives the first argument's. */
    private static @Nullable Resolved nullif(List<Arg> args) {
        Type common = CommonType.of(args);
        if (common == null) {
            return null;
        }
        return new Resolved(List.of(common, common), common);
    }

    private static @Nullable Resolved conditional(List<Arg> args) {
        if (args.size() != 3 || Param.BOOL.fit(args.get(0)) == null) {
            return null;
        }
        Type common = CommonType.of(args.subList(1, 3));
        return common == null ? null : new Resolved(List.of(Type.BOOLEAN, common, common), common);
    }
}
