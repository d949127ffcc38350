package dev.freshet.sql.query;

import java.util.Map;
import java.util.Set;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.jspecify.annotations.Nullable;

/** The functions that only stand before OVER. */
final class WindowFunctions {
    private static final Map<String, SqlAggFunction> ALL = Map.ofEntries(
            Map.entry("row_number", SqlStdOperatorTable.ROW_NUMBER),
            Map.entry("rank", SqlStdOperatorTable.RANK),
            Map.entry("dense_rank", SqlStdOperatorTable.DENSE_RANK),
            Map.entry("percent_rank", SqlStdOperatorTable.PERCENT_RANK),
            Map.entry("cume_dist", SqlStdOperatorTable.CUME_DIST),
            Map.entry("ntile", SqlStdOperatorTable.NTILE),
            Map.entry("lag", SqlStdOperatorTable.LAG),
            Map.entry("lead", SqlStdOperatorTable.LEAD),
            Map.entry("first_value", SqlStdOperatorTable.FIRST_VALUE),
            Map.entry("last_value", SqlStdOperatorTable.LAST_VALUE),
            Map.entry("nth_value", SqlStdOperatorTable.NTH_VALUE));

    private WindowFunctions() {}

    static @Nullable SqlAggFunction get(String name) {
        return ALL.get(name);
    }

    static Set<String> names() {
        return ALL.keySet();
    }
}
