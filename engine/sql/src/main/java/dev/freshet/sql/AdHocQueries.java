package dev.freshet.sql;

import dev.freshet.core.plan.OrderedQuery;
import dev.freshet.core.plan.Plan;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.sql.parse.ShellStatement;
import dev.freshet.sql.parse.ShellStatements;
import dev.freshet.sql.parse.SqlTextException;
import dev.freshet.sql.query.Catalog;
import dev.freshet.sql.query.QueryCompiler;

/** Queries that are read once over what a pipeline holds. Thread-safe. */
public final class AdHocQueries {
    private AdHocQueries() {}

    /**
     * Compiles one SELECT over a plan's tables and readable views; the result scans them by name. Throws {@link
     * SqlTextException}, with the code {@code read_only} for any other statement.
     */
    public static OrderedQuery compile(Plan plan, String sql) {
        ShellStatement statement = ShellStatements.parse(sql);
        if (!(statement instanceof ShellStatement.Query query)) {
            throw new SqlTextException(
                    "read_only", 0, "a query is a SELECT, a WITH or VALUES", "push rows to change a table");
        }
        Catalog catalog = new Catalog();
        plan.tables().forEach(t -> catalog.add(t.name(), t.schema(), new PlanNode.Scan(t.name(), t.schema())));
        plan.views().stream()
                .filter(v -> !v.local())
                .forEach(v -> catalog.add(v.name(), v.schema(), new PlanNode.Scan(v.name(), v.schema())));
        try {
            return new QueryCompiler(catalog)
                    .compileOrdered(sql, query.query().from(), query.query().to());
        } catch (StackOverflowError e) {
            throw new SqlTextException("too_deep", 0, "the query is nested too deeply", "split it up");
        }
    }
}
