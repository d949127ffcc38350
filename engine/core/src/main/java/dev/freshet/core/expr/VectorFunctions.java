package dev.freshet.core.expr;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Distances of vectors, as pgvector defines them. */
final class VectorFunctions {
    private VectorFunctions() {}

    private interface Distance {
        double of(double[] a, double[] b);
    }

    static void register(Map<String, FunctionFactory> r) {
        distance(r, "l2_distance", (a, b) -> Math.sqrt(squared(a, b)));
        distance(r, "l1_distance", VectorFunctions::manhattan);
        distance(r, "inner_product", VectorFunctions::dot);
        distance(r, "negative_inner_product", (a, b) -> -dot(a, b));
        distance(r, "cosine_distance", VectorFunctions::cosine);
        r.put("vector_dims", Boxed.strict(a -> (long) floats(a.get(0)).length));
        r.put("vector_norm", Boxed.strict(a -> Math.sqrt(dot(floats(a.get(0)), floats(a.get(0))))));
    }

    private static void distance(Map<String, FunctionFactory> r, String name, Distance d) {
        r.put(name, Boxed.strict(a -> {
            double[] x = floats(a.get(0));
            double[] y = floats(a.get(1));
            if (x.length != y.length) {
                throw new RowException("bad_value", "different vector dimensions " + x.length + " and " + y.length);
            }
            return d.of(x, y);
        }));
    }

    private static double[] floats(@Nullable Object v) {
        List<?> l = v instanceof List<?> some ? some : List.of();
        return l.stream()
                .mapToDouble(x -> x instanceof Number n ? n.doubleValue() : Double.NaN)
                .toArray();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double squared(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }

    private static double manhattan(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs(a[i] - b[i]);
        }
        return sum;
    }

    /** NaN where one of them is zero. */
    private static double cosine(double[] a, double[] b) {
        double similarity = dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
        return Double.isNaN(similarity) ? similarity : 1 - Math.clamp(similarity, -1, 1);
    }
}
