package dev.freshet.sql.function;

import static dev.freshet.sql.function.FunctionTable.alias;
import static dev.freshet.sql.function.FunctionTable.of;
import static dev.freshet.sql.function.FunctionTable.possible;
import static dev.freshet.sql.function.FunctionTable.strict;
import static dev.freshet.sql.function.Param.ARRAY;
import static dev.freshet.sql.function.Param.INT;

import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Arrays, maps and vectors. */
final class ArraySignatures {
    private ArraySignatures() {}

    static void add() {
        sizes();
        elements();
        whole();
        quantified();
        maps();
        vectors();
    }

    private static void sizes() {
        strict("cardinality", of(Type.INTEGER, ARRAY), onMap(_ -> Type.INTEGER));
        alias("array_size", "cardinality");
        possible("array_length", of(Type.INTEGER, ARRAY, INT));
        FunctionTable.add("array_upper", "array_length", Nulls.POSSIBLE, of(Type.INTEGER, ARRAY, INT));
        possible("array_lower", of(Type.INTEGER, ARRAY, INT));
        possible("array_ndims", of(Type.INTEGER, ARRAY));
    }

    /** How parameters follow from the common type of an array's elements and the other arguments. */
    private enum Shape {
        ARRAY,
        ELEMENT,
        INT
    }

    private static void shaped(String name, String plan, Function<Type, Type> result, Shape... shapes) {
        FunctionTable.add(name, plan, Nulls.POSSIBLE, args -> resolve(args, result, shapes));
    }

    private static @Nullable Resolved resolve(List<Arg> args, Function<Type, Type> result, Shape... shapes) {
        if (args.size() != shapes.length) {
            return null;
        }
        Type common = null;
        for (int i = 0; i < shapes.length; i++) {
            Type own = own(args.get(i), shapes[i]);
            if (own != null) {
                common = common == null ? own : CommonType.of(common, own);
                if (common == null) {
                    return null;
                }
            } else if (!args.get(i).unknown() && shapes[i] != Shape.INT) {
                return null;
            }
        }
        if (common == null) {
            return null;
        }
        List<Type> parameters = new ArrayList<>();
        for (Shape s : shapes) {
            parameters.add(
                    s == Shape.INT ? Type.INTEGER : s == Shape.ELEMENT ? common : new Type.Array(common.nullable()));
        }
        return new Resolved(parameters, result.apply(common));
    }

    private static @Nullable Type own(Arg arg, Shape shape) {
        if (arg.unknown() || shape == Shape.INT) {
            return null;
        }
        return shape == Shape.ELEMENT ? arg.type() : arg.type() instanceof Type.Array(DataType e) ? e.type() : null;
    }

    private static Type array(Type element) {
        return new Type.Array(element.nullable());
    }

    private static void elements() {
        shaped("array_contains", "array_contains", _ -> Type.BOOLEAN, Shape.ARRAY, Shape.ELEMENT);
        shaped("array_append", "array_append", ArraySignatures::array, Shape.ARRAY, Shape.ELEMENT);
        shaped("array_prepend", "array_prepend", ArraySignatures::array, Shape.ELEMENT, Shape.ARRAY);
        FunctionTable.add(
                "array_position",
                "array_position",
                Nulls.POSSIBLE,
                either(
                        args -> resolve(args, _ -> Type.INTEGER, Shape.ARRAY, Shape.ELEMENT),
                        args -> resolve(args, _ -> Type.INTEGER, Shape.ARRAY, Shape.ELEMENT, Shape.INT)));
        shaped("array_positions", "array_positions", _ -> array(Type.INTEGER), Shape.ARRAY, Shape.ELEMENT);
        shaped("array_remove", "array_remove", ArraySignatures::array, Shape.ARRAY, Shape.ELEMENT);
        shaped("array_replace", "array_replace", ArraySignatures::array, Shape.ARRAY, Shape.ELEMENT, Shape.ELEMENT);
        FunctionTable.add(
                "array_fill",
                "array_fill",
                Nulls.POSSIBLE,
                args -> args.size() == 2 && args.get(1).type() instanceof Type.Array
                        ? new Resolved(
                                List.of(args.get(0).type(), array(Type.INTEGER)),
                                array(args.get(0).type()))
                        : null);
    }

    private static Overloads either(Overloads a, Overloads b) {
        return args -> {
            Resolved first = a.resolve(args);
            return first == null ? b.resolve(args) : first;
        };
    }

    private static void whole() {
        shaped("array_cat", "array_cat", ArraySignatures::array, Shape.ARRAY, Shape.ARRAY);
        alias("array_concat", "array_cat");
        for (String f : List.of("array_reverse", "array_distinct", "array_sort")) {
            shaped(f, f, ArraySignatures::array, Shape.ARRAY);
        }
        alias("sort_array", "array_sort");
        for (String f : List.of("array_max", "array_min")) {
            shaped(f, f, e -> e, Shape.ARRAY);
        }
        shaped("array_slice", "array_slice", ArraySignatures::array, Shape.ARRAY, Shape.INT, Shape.INT);
        alias("op_slice", "array_slice");
        shaped("trim_array", "trim_array", ArraySignatures::array, Shape.ARRAY, Shape.INT);
        shaped("array_except", "array_except", ArraySignatures::array, Shape.ARRAY, Shape.ARRAY);
        shaped("array_intersect", "array_intersect", ArraySignatures::array, Shape.ARRAY, Shape.ARRAY);
        shaped("arrays_overlap", "array_overlap", _ -> Type.BOOLEAN, Shape.ARRAY, Shape.ARRAY);
        alias("op_overlap", "arrays_overlap");
        FunctionTable.add("op_contains", "array_contains_all", Nulls.STRICT, args -> contains(args, false));
        FunctionTable.add("op_contained", "array_contains_all", Nulls.STRICT, args -> contains(args, true));
    }

    /** {@code @>} of arrays or JSON; {@code <@} with its sides turned is a plan of its own. */
    private static @Nullable Resolved contains(List<Arg> args, boolean turned) {
        Resolved arrays = resolve(args, _ -> Type.BOOLEAN, Shape.ARRAY, Shape.ARRAY);
        if (arrays != null) {
            return new Resolved(arrays.parameters(), Type.BOOLEAN, turned ? "array_contained" : "array_contains_all");
        }
        boolean json = args.size() == 2
                && args.stream().allMatch(a -> Param.VARIANT.fit(a) != null)
                && args.stream().anyMatch(a -> !a.unknown());
        return json
                ? new Resolved(
                        List.of(Type.VARIANT, Type.VARIANT), Type.BOOLEAN, turned ? "json_contained" : "json_contains")
                : null;
    }

    /** {@code ||} of two arrays, or of an array and an element. */
    static @Nullable Resolved joined(List<Arg> args) {
        boolean left = args.get(0).type() instanceof Type.Array;
        boolean right = args.get(1).type() instanceof Type.Array;
        if (!left && !right) {
            return null;
        }
        boolean both = (left || args.get(0).unknown()) && (right || args.get(1).unknown());
        Shape a = left || both ? Shape.ARRAY : Shape.ELEMENT;
        Shape b = right || both ? Shape.ARRAY : Shape.ELEMENT;
        Resolved found = resolve(args, ArraySignatures::array, a, b);
        String plan = a == b ? "array_cat" : a == Shape.ARRAY ? "array_append" : "array_prepend";
        return found == null ? null : new Resolved(found.parameters(), found.result(), plan);
    }

    private static void quantified() {
        for (String f : List.of("array_any", "array_all")) {
            FunctionTable.add(f, f, Nulls.POSSIBLE, args -> {
                Resolved found = args.size() == 3
                        ? resolve(args.subList(0, 2), _ -> Type.BOOLEAN, Shape.ELEMENT, Shape.ARRAY)
                        : null;
                if (found == null) {
                    return null;
                }
                List<Type> parameters = new ArrayList<>(found.parameters());
                parameters.add(Type.TEXT);
                return new Resolved(parameters, Type.BOOLEAN);
            });
        }
    }

    private static Overloads onMap(Function<Type.MapOf, Type> result) {
        return args -> args.size() == 1 && args.get(0).type() instanceof Type.MapOf m
                ? new Resolved(List.of(m), result.apply(m))
                : null;
    }

    private static void maps() {
        FunctionTable.add("map_keys", "map_keys", Nulls.STRICT, onMap(m -> new Type.Array(m.key())));
        FunctionTable.add("map_values", "map_values", Nulls.STRICT, onMap(m -> new Type.Array(m.value())));
        FunctionTable.add(
                "map_contains_key",
                "map_contains_key",
                Nulls.STRICT,
                args -> args.size() == 2 && args.get(0).type() instanceof Type.MapOf(DataType k, DataType _)
                        ? new Resolved(List.of(args.get(0).type(), k.type()), Type.BOOLEAN)
                        : null);
        FunctionTable.add(
                "map_from_arrays",
                "map_from_arrays",
                Nulls.STRICT,
                args -> args.size() == 2
                                && args.get(0).type() instanceof Type.Array(DataType k)
                                && args.get(1).type() instanceof Type.Array(DataType v)
                        ? Resolved.asIs(args, new Type.MapOf(k.type().notNull(), v))
                        : null);
    }

    private static void vectors() {
        for (String f :
                List.of("l2_distance", "l1_distance", "inner_product", "cosine_distance", "negative_inner_product")) {
            FunctionTable.add(f, f, Nulls.STRICT, ArraySignatures::vectors);
        }
        alias("op_l2", "l2_distance");
        alias("op_l1", "l1_distance");
        alias("op_cosine", "cosine_distance");
        alias("op_inner", "negative_inner_product");
        FunctionTable.add("vector_dims", "vector_dims", Nulls.STRICT, args -> one(args, Type.INTEGER));
        FunctionTable.add("vector_norm", "vector_norm", Nulls.STRICT, args -> one(args, Type.DOUBLE));
        alias("l2_norm", "vector_norm");
    }

    private static @Nullable Resolved one(List<Arg> args, Type result) {
        return args.size() == 1 && args.get(0).type() instanceof Type.Vector ? Resolved.asIs(args, result) : null;
    }

    /** Two vectors of one size; an array of numbers or a text beside a vector becomes one. */
    private static @Nullable Resolved vectors(List<Arg> args) {
        if (args.size() != 2) {
            return null;
        }
        Type vector = args.stream()
                .map(Arg::type)
                .filter(t -> t instanceof Type.Vector)
                .findFirst()
                .orElse(null);
        boolean fits = vector != null
                && args.stream()
                        .allMatch(a -> a.unknown() || a.type().equals(vector) || a.type() instanceof Type.Array);
        return fits ? new Resolved(Collections.nCopies(2, vector), Type.DOUBLE) : null;
    }
}
