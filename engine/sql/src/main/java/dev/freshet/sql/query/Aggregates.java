package dev.freshet.sql.query;

import dev.freshet.sql.function.AggregateTable;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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

    /** Of the dialect, but not built yet, or only with OVER. */
    private static final Set<String> LATER = Set.of(
            "first_value",
            "last_value",
            "row_number",
            "rank",
            "dense_rank",
            "percent_rank",
            "cume_dist",
            "ntile",
            "lag",
            "lead",
            "nth_value",
            "grouping");

    private Aggregates() {}

    static @Nullable SqlAggFunction get(String name) {
        SqlAggFunction known = KNOWN.get(name);
        return known == null ? AggregateTable.get(name) : known;
    }

    static boolean isLater(String name) {
        return LATER.contains(name);
    }

    static Set<String> names() {
        Set<String> all = new TreeSet<>(KNOWN.keySet());
        all.addAll(AggregateTable.all().keySet());
        all.addAll(WithinGroup.REWRITTEN);
        return all;
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
