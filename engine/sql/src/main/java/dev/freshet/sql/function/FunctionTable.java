package dev.freshet.sql.function;

import static dev.freshet.sql.function.Param.ARRAY;
import static dev.freshet.sql.function.Param.BIGINT;
import static dev.freshet.sql.function.Param.BYTES;
import static dev.freshet.sql.function.Param.DATE;
import static dev.freshet.sql.function.Param.DECIMAL;
import static dev.freshet.sql.function.Param.DOUBLE;
import static dev.freshet.sql.function.Param.INT;
import static dev.freshet.sql.function.Param.INTERVAL;
import static dev.freshet.sql.function.Param.REAL;
import static dev.freshet.sql.function.Param.TEXT;
import static dev.freshet.sql.function.Param.TIME;
import static dev.freshet.sql.function.Param.TIMESTAMP;
import static dev.freshet.sql.function.Param.TIMESTAMPTZ;
import static dev.freshet.sql.function.Param.VARIANT;

import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The scalar functions by their SQL names. */
public final class FunctionTable {
    private static final Map<String, PgFunction> ALL = new LinkedHashMap<>();

    public static final PgFunction PLUS = add("+", "add", Nulls.STRICT, Arithmetic::plus);
    public static final PgFunction MINUS = add("-", "sub", Nulls.STRICT, Arithmetic::minus);
    public static final PgFunction TIMES = add("*", "mul", Nulls.STRICT, Arithmetic::times);
    public static final PgFunction DIVIDE = add("/", "div", Nulls.STRICT, Arithmetic::divide);
    public static final PgFunction MOD = add("mod", "mod", Nulls.STRICT, Arithmetic::modulo);
    public static final PgFunction NEGATE = add("negate", "neg", Nulls.STRICT, Arithmetic::negate);
    public static final PgFunction CONCAT = add("||", "concat", Nulls.STRICT, FunctionTable::concat);
    public static final PgFunction TUMBLE_START =
            add("tumble_start", "tumble_start", Nulls.STRICT, FunctionTable::tumble);
    public static final PgFunction TUMBLE_END = add("tumble_end", "tumble_end", Nulls.STRICT, FunctionTable::tumble);
    public static final PgFunction EXTRACT = add("extract", "extract", Nulls.STRICT, FunctionTable::extract);
    public static final PgFunction COALESCE = add("coalesce", "coalesce", Nulls.ALL, FunctionTable::common);
    public static final PgFunction PARSE = add("parse", "parse", Nulls.POSSIBLE, any(of(Type.VARIANT, BYTES, TEXT)));

    static {
        mathematics();
        text();
        patterns();
        time();
        choice();
        nested();
    }

    private FunctionTable() {}

    private static PgFunction add(String name, String plan, Nulls nulls, Overloads overloads) {
        PgFunction f = new PgFunction(name, plan, overloads, nulls);
        ALL.put(name, f);
        return f;
    }

    private static void strict(String name, Overloads... overloads) {
        add(name, name, Nulls.STRICT, any(overloads));
    }

    private static void alias(String name, String of) {
        PgFunction f = get(of);
        if (f != null) {
            ALL.put(name, f);
        }
    }

    public static @Nullable PgFunction get(String name) {
        return ALL.get(name);
    }

    public static Map<String, PgFunction> all() {
        return Collections.unmodifiableMap(ALL);
    }

    // ---- ways to say what a function takes ----

    /** The cheapest of several. */
    private static Overloads any(Overloads... some) {
        if (some.length == 1) {
            return some[0];
        }
        return args -> {
            Resolved best = null;
            int least = Integer.MAX_VALUE;
            for (Overloads o : some) {
                Resolved found = o.resolve(args);
                int cost = found == null ? Integer.MAX_VALUE : ((Fixed) o).cost(args);
                if (cost < least) {
                    least = cost;
                    best = found;
                }
            }
            return best;
        };
    }

    private record Fixed(Function<List<Type>, Type> result, List<Param> params) implements Overloads {
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
            return new Resolved(types, result.apply(types));
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

    private static Overloads of(Type result, Param... params) {
        return new Fixed(_ -> result, List.of(params));
    }

    /** The result has the type of the first argument. */
    private static Overloads same(Param... params) {
        return new Fixed(List::getFirst, List.of(params));
    }

    // ---- the functions ----

    private static void mathematics() {
        strict("abs", same(INT), same(BIGINT), same(DECIMAL), same(REAL), same(DOUBLE));
        strict("sign", new Fixed(_ -> new Type.Decimal(1, 0), List.of(DECIMAL)), same(DOUBLE));
        for (String f : List.of("floor", "ceil")) {
            add(f, f, Nulls.STRICT, args -> whole(args));
        }
        alias("ceiling", "ceil");
        for (String f : List.of("round", "trunc")) {
            add(f, f, Nulls.STRICT, args -> args.size() == 1 ? whole(args) : digits(args));
        }
        for (String f : List.of(
                "sqrt", "exp", "ln", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "degrees", "radians")) {
            strict(f, of(Type.DOUBLE, DOUBLE));
        }
        alias("log", "log10");
        strict("power", of(Type.DOUBLE, DOUBLE, DOUBLE));
        alias("pow", "power");
        strict("atan2", of(Type.DOUBLE, DOUBLE, DOUBLE));
        strict("pi", of(Type.DOUBLE));
    }

    /** FLOOR, CEIL, ROUND, TRUNC of one argument: numerics lose their fraction, all else is a double. */
    private static @Nullable Resolved whole(List<Arg> args) {
        if (args.size() != 1
                || !args.get(0).unknown() && !Param.isNumber(args.get(0).type())) {
            return null;
        }
        if (!args.get(0).unknown() && args.get(0).type() instanceof Type.Decimal d) {
            return new Resolved(List.of(d), new Type.Decimal(Math.min(38, d.precision() - d.scale() + 1), 0));
        }
        return new Resolved(List.of(Type.DOUBLE), Type.DOUBLE);
    }

    /** ROUND and TRUNC to a number of digits: a constant number is the result's scale. */
    private static @Nullable Resolved digits(List<Arg> args) {
        if (args.size() != 2 || INT.fit(args.get(1)) == null) {
            return null;
        }
        Param.Fit fit = DECIMAL.fit(args.get(0));
        if (fit == null) {
            return null;
        }
        Type.Decimal d = (Type.Decimal) fit.type();
        int scale = args.get(1).constant() instanceof Long n ? (int) Math.clamp(n, 0, 37) : d.scale();
        int whole = Math.min(38 - scale, d.precision() - d.scale() + 1);
        return new Resolved(List.of(d, Type.INTEGER), new Type.Decimal(Math.max(1, whole + scale), scale));
    }

    private static void text() {
        for (String f : List.of("upper", "lower", "initcap", "reverse")) {
            strict(f, of(Type.TEXT, TEXT));
        }
        strict("char_length", of(Type.INTEGER, TEXT));
        alias("character_length", "char_length");
        strict("octet_length", of(Type.INTEGER, TEXT), of(Type.INTEGER, BYTES));
        add("length", "char_length", Nulls.STRICT, any(of(Type.INTEGER, TEXT)));
        strict("substring", of(Type.TEXT, TEXT, INT), of(Type.TEXT, TEXT, INT, INT));
        alias("substr", "substring");
        strict("position", of(Type.INTEGER, TEXT, TEXT));
        strict("strpos", of(Type.INTEGER, TEXT, TEXT));
        strict("replace", of(Type.TEXT, TEXT, TEXT, TEXT));
        strict("translate", of(Type.TEXT, TEXT, TEXT, TEXT));
        for (String f : List.of("ltrim", "rtrim", "btrim")) {
            strict(f, of(Type.TEXT, TEXT), of(Type.TEXT, TEXT, TEXT));
        }
        for (String f : List.of("lpad", "rpad")) {
            strict(f, of(Type.TEXT, TEXT, INT), of(Type.TEXT, TEXT, INT, TEXT));
        }
        for (String f : List.of("left", "right", "repeat")) {
            strict(f, of(Type.TEXT, TEXT, INT));
        }
        strict("split_part", of(Type.TEXT, TEXT, TEXT, INT));
        strict("starts_with", of(Type.BOOLEAN, TEXT, TEXT));
        strict("ascii", of(Type.INTEGER, TEXT));
        strict("chr", of(Type.TEXT, INT));
        strict("md5", of(Type.TEXT, TEXT), of(Type.TEXT, BYTES));
        strict("sha256", of(Type.BYTES, BYTES));
        strict("to_hex", of(Type.TEXT, INT), of(Type.TEXT, BIGINT));
        add("concat", "concat_fn", Nulls.NEVER, FunctionTable::texts);
        add("concat_ws", "concat_ws", Nulls.POSSIBLE, args -> args.size() < 2 ? null : texts(args));
    }

    private static @Nullable Resolved texts(List<Arg> args) {
        return args.isEmpty() ? null : new Resolved(Collections.nCopies(args.size(), Type.TEXT), Type.TEXT);
    }

    /** The operator ||: one side must be a text, the other is written as one; or two arrays. */
    private static @Nullable Resolved concat(List<Arg> args) {
        boolean text = args.stream().anyMatch(a -> a.unknown() || a.type() instanceof Type.Text);
        return text ? new Resolved(List.of(Type.TEXT, Type.TEXT), Type.TEXT) : null;
    }

    private static void patterns() {
        strict("regexp_like", of(Type.BOOLEAN, TEXT, TEXT), of(Type.BOOLEAN, TEXT, TEXT, TEXT));
        strict("regexp_replace", of(Type.TEXT, TEXT, TEXT, TEXT), of(Type.TEXT, TEXT, TEXT, TEXT, TEXT));
        add("regexp_substr", "regexp_substr", Nulls.POSSIBLE, any(of(Type.TEXT, TEXT, TEXT)));
    }

    private static void time() {
        strict(
                "date_trunc",
                of(Type.TIMESTAMP, TEXT, TIMESTAMP),
                of(Type.TIMESTAMPTZ, TEXT, TIMESTAMPTZ),
                new Fixed(types -> types.get(1), List.of(TEXT, INTERVAL)));
        strict(
                "date_part",
                of(Type.DOUBLE, TEXT, DATE),
                of(Type.DOUBLE, TEXT, TIMESTAMP),
                of(Type.DOUBLE, TEXT, TIMESTAMPTZ),
                of(Type.DOUBLE, TEXT, TIME),
                of(Type.DOUBLE, TEXT, INTERVAL));
        strict("to_timestamp", of(Type.TIMESTAMPTZ, DOUBLE));
        strict("make_date", of(Type.DATE, INT, INT, INT));
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

    /** EXTRACT gives a numeric; its scale depends on the unit. */
    private static @Nullable Resolved extract(List<Arg> args) {
        Type of = args.size() == 2 ? args.get(1).type() : Type.BOOLEAN;
        boolean fits = of instanceof Type.Date
                || of instanceof Type.Timestamp
                || of instanceof Type.Time
                || of instanceof Type.Interval;
        if (!fits || !(args.get(0).constant() instanceof String unit)) {
            return null;
        }
        Type result = switch (unit) {
            case "second" -> new Type.Decimal(8, 6);
            case "millisecond", "milliseconds" -> new Type.Decimal(8, 3);
            case "epoch" -> of instanceof Type.Date ? new Type.Decimal(18, 0) : new Type.Decimal(24, 6);
            default -> new Type.Decimal(18, 0);
        };
        return new Resolved(List.of(Type.TEXT, of), result);
    }

    private static void choice() {
        add("greatest", "greatest", Nulls.ALL, FunctionTable::common);
        add("least", "least", Nulls.ALL, FunctionTable::common);
        add("nullif", "nullif", Nulls.POSSIBLE, args -> args.size() == 2 ? nullif(args) : null);
    }

    private static @Nullable Resolved common(List<Arg> args) {
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

    private static void nested() {
        strict("cardinality", of(Type.INTEGER, ARRAY));
        add("array_contains", "array_contains", Nulls.POSSIBLE, args -> {
            if (args.size() != 2 || !(args.get(0).type() instanceof Type.Array(var element))) {
                return null;
            }
            return new Resolved(List.of(args.get(0).type(), element.type()), Type.BOOLEAN);
        });
        add(
                "json_get",
                "json_get",
                Nulls.POSSIBLE,
                any(of(Type.VARIANT, VARIANT, TEXT), of(Type.VARIANT, VARIANT, INT)));
        add(
                "json_get_text",
                "json_get_text",
                Nulls.POSSIBLE,
                any(of(Type.TEXT, VARIANT, TEXT), of(Type.TEXT, VARIANT, INT)));
        strict("parse_json", of(Type.VARIANT, TEXT));
    }
}
