package dev.freshet.sql.query;

import java.util.Map;
import java.util.Set;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.jspecify.annotations.Nullable;

/** The aggregate functions. */
final class Aggregates {
    private static final Map<String, SqlAggFunction> KNOWN = Map.of(
            "count", SqlStdOperatorTable.COUNT,
            "sum", SqlStdOperatorTable.SUM,
            "avg", SqlStdOperatorTable.AVG,
            "min", SqlStdOperatorTable.MIN,
            "max", SqlStdOperatorTable.MAX);

    /** Of the dialect, but not built yet. */
    private static final Set<String> LATER = Set.of(
            "stddev",
            "stddev_pop",
            "stddev_samp",
            "variance",
            "var_pop",
            "var_samp",
            "corr",
            "covar_pop",
            "covar_samp",
            "bool_and",
            "bool_or",
            "every",
            "some",
            "bit_and",
            "bit_or",
            "bit_xor",
            "array_agg",
            "string_agg",
            "listagg",
            "json_agg",
            "jsonb_agg",
            "json_object_agg",
            "percentile_cont",
            "percentile_disc",
            "median",
            "mode",
            "arg_min",
            "arg_max",
            "min_by",
            "max_by",
            "first_value",
            "last_value",
            "approx_count_distinct",
            "any_value",
            "row_number",
            "rank",
            "dense_rank",
            "ntile",
            "lag",
            "lead",
            "nth_value",
            "regr_count",
            "regr_slope",
            "grouping");

    private Aggregates() {}

    static @Nullable SqlAggFunction get(String name) {
        return KNOWN.get(name);
    }

    static boolean isLater(String name) {
        return LATER.contains(name);
    }

    static Set<String> names() {
        return KNOWN.keySet();
    }

    /** Its name in the Plan, or null where it has none. */
    static @Nullable String planName(SqlAggFunction function, boolean star) {
        SqlKind kind = function.getKind();
        return switch (kind) {
            case COUNT -> star ? "count_star" : "count";
            case SUM, SUM0 -> "sum";
            case AVG -> "avg";
            case MIN -> "min";
            case MAX -> "max";
            case SINGLE_VALUE -> "single_value";
            default -> null;
        };
    }
}
