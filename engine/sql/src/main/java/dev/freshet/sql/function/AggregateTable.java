package dev.freshet.sql.function;

import dev.freshet.spi.data.Type;
import dev.freshet.sql.type.Decimals;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The aggregate functions with our own typing by their SQL names; COUNT, SUM, AVG, MIN and MAX are the parser's. */
public final class AggregateTable {
    private static final Map<String, PgAggregate> ALL = new LinkedHashMap<>();

    static {
        booleans();
        bits();
        statistics();
        ordered();
        collections();
    }

    private AggregateTable() {}

    public static @Nullable PgAggregate get(String name) {
        return ALL.get(name);
    }

    public static Map<String, PgAggregate> all() {
        return Collections.unmodifiableMap(ALL);
    }

    private static void add(String name, String plan, Nulls nulls, Overloads overloads) {
        ALL.put(name, new PgAggregate(name, plan, overloads, nulls, List.of()));
    }

    private static void booleans() {
        for (String name : List.of("bool_and", "every", "logical_and")) {
            add(name, "bool_and", Nulls.POSSIBLE, args -> booleans(args, Type.BOOLEAN));
        }
        for (String name : List.of("bool_or", "some", "any", "logical_or")) {
            add(name, "bool_or", Nulls.POSSIBLE, args -> booleans(args, Type.BOOLEAN));
        }
        for (String name : List.of("countif", "count_if")) {
            add(name, "countif", Nulls.NEVER, args -> booleans(args, Type.BIGINT));
        }
    }

    private static @Nullable Resolved booleans(List<Arg> args, Type result) {
        return args.size() == 1 && Param.BOOL.fit(args.get(0)) != null
                ? new Resolved(List.of(Type.BOOLEAN), result)
                : null;
    }

    private static void bits() {
        for (String name : List.of("bit_and", "bit_or", "bit_xor")) {
            add(
                    name,
                    name,
                    Nulls.POSSIBLE,
                    args -> args.size() == 1 && args.get(0).type() instanceof Type.Int i
                            ? new Resolved(List.of(i), i)
                            : null);
        }
    }

    private static void statistics() {
        spread("variance", "var_samp");
        spread("var_samp", "var_samp");
        spread("var_pop", "var_pop");
        spread("stddev", "stddev_samp");
        spread("stddev_samp", "stddev_samp");
        spread("stddev_pop", "stddev_pop");
        for (String name : List.of(
                "corr",
                "covar_pop",
                "covar_samp",
                "regr_avgx",
                "regr_avgy",
                "regr_sxx",
                "regr_syy",
                "regr_sxy",
                "regr_slope",
                "regr_intercept",
                "regr_r2")) {
            add(name, name, Nulls.POSSIBLE, args -> pair(args, Type.DOUBLE));
        }
        add("regr_count", "regr_count", Nulls.NEVER, args -> pair(args, Type.BIGINT));
    }

    private static void spread(String name, String plan) {
        add(name, plan, Nulls.POSSIBLE, args -> spread(args, plan.startsWith("std")));
    }

    /** Floats give a double; integers and numerics a numeric with as many digits behind the point as surely fit. */
    private static @Nullable Resolved spread(List<Arg> args, boolean root) {
        if (args.size() != 1 || !Param.isNumber(args.get(0).type())) {
            return null;
        }
        Type type = args.get(0).type();
        if (CommonType.isFloat(type)) {
            return new Resolved(List.of(Type.DOUBLE), Type.DOUBLE);
        }
        Type.Decimal d = Decimals.of(type);
        int whole = Math.min(19, d.precision() - d.scale());
        int digits = type instanceof Type.Int(int bits) && bits <= 32 || root ? 20 : 38 - 2 * Math.min(15, whole);
        return new Resolved(List.of(type), new Type.Decimal(38, Math.clamp(digits, 8, 20)));
    }

    private static @Nullable Resolved pair(List<Arg> args, Type result) {
        boolean numbers = args.size() == 2 && args.stream().allMatch(a -> Param.DOUBLE.fit(a) != null);
        return numbers ? new Resolved(List.of(Type.DOUBLE, Type.DOUBLE), result) : null;
    }

    private static void ordered() {
        add("percentile_cont", "percentile_cont", Nulls.POSSIBLE, args -> percentile(args, true));
        add("percentile_disc", "percentile_disc", Nulls.POSSIBLE, args -> percentile(args, false));
        add(
                "mode",
                "mode",
                Nulls.POSSIBLE,
                args -> args.size() == 1 ? Resolved.asIs(args, args.get(0).type()) : null);
        for (String name : List.of("first", "last")) {
            add(
                    name,
                    name,
                    Nulls.POSSIBLE,
                    args -> args.isEmpty()
                            ? null
                            : Resolved.asIs(args, args.get(0).type()));
        }
        for (String name : List.of("arg_min", "min_by", "arg_max", "max_by")) {
            add(
                    name,
                    name.contains("min") ? "arg_min" : "arg_max",
                    Nulls.POSSIBLE,
                    args -> args.size() == 2 ? Resolved.asIs(args, args.get(0).type()) : null);
        }
    }

    /** Fraction (or an array of them) and value: {@code CONT} interpolates numbers and intervals. */
    private static @Nullable Resolved percentile(List<Arg> args, boolean continuous) {
        if (args.size() != 2) {
            return null;
        }
        boolean several = args.get(0).type() instanceof Type.Array;
        Type fraction = several ? new Type.Array(Type.DOUBLE.nullable()) : Type.DOUBLE;
        if (!several && Param.DOUBLE.fit(args.get(0)) == null) {
            return null;
        }
        Type value = args.get(1).type();
        if (continuous && !(value instanceof Type.Interval)) {
            if (!Param.isNumber(value)) {
                return null;
            }
            value = Type.DOUBLE;
        }
        return new Resolved(List.of(fraction, value), several ? new Type.Array(value.nullable()) : value);
    }

    private static void collections() {
        add(
                "array_agg",
                "array_agg",
                Nulls.POSSIBLE,
                args -> args.isEmpty()
                        ? null
                        : Resolved.asIs(args, new Type.Array(args.get(0).type().nullable())));
        for (String name : List.of("json_agg", "jsonb_agg")) {
            add(name, "json_agg", Nulls.POSSIBLE, args -> args.isEmpty() ? null : Resolved.asIs(args, Type.VARIANT));
        }
        for (String name : List.of("json_object_agg", "jsonb_object_agg")) {
            add(
                    name,
                    "json_object_agg",
                    Nulls.POSSIBLE,
                    args -> args.size() < 2 ? null : Resolved.asIs(args, Type.VARIANT));
        }
        add(
                "map_agg",
                "map_agg",
                Nulls.POSSIBLE,
                args -> args.size() != 2
                        ? null
                        : Resolved.asIs(
                                args,
                                new Type.MapOf(
                                        args.get(0).type().notNull(),
                                        args.get(1).type().nullable())));
        for (String name : List.of("string_agg", "listagg")) {
            add(name, "string_agg", Nulls.POSSIBLE, AggregateTable::strings);
        }
    }

    /** Text (bytes) and separator; what follows is sort keys. */
    private static @Nullable Resolved strings(List<Arg> args) {
        if (args.isEmpty()) {
            return null;
        }
        Type type = args.get(0).type() instanceof Type.Bytes ? Type.BYTES : Type.TEXT;
        boolean fits = args.get(0).unknown()
                || args.get(0).type() instanceof Type.Text
                || args.get(0).type() instanceof Type.Bytes;
        List<Type> parameters = new ArrayList<>();
        for (int i = 0; i < args.size(); i++) {
            parameters.add(i < 2 ? type : args.get(i).type());
        }
        return fits ? new Resolved(parameters, type) : null;
    }
}
