package dev.freshet.server.pipeline;

import dev.freshet.core.plan.format.PlanFormat1;
import dev.freshet.core.plan.format.RecordJson;
import dev.freshet.sql.AdHocQueries;
import dev.freshet.sql.parse.SqlTextException;
import org.jspecify.annotations.Nullable;

/** Ad-hoc queries against a stored plan. Computes; call it off the event loop. Thread-safe. */
public final class QueryPlans {
    private QueryPlans() {}

    /** A query that cannot be compiled, with its place in the SQL text from 1 on. */
    public static final class Refused extends RuntimeException {
        private final String code;
        private final @Nullable String hint;
        private final int line;
        private final int column;

        Refused(SqlTextException cause, int line, int column) {
            super(cause.getMessage(), null, false, false);
            this.code = cause.code();
            this.hint = cause.hint();
            this.line = line;
            this.column = column;
        }

        public String code() {
            return code;
        }

        public @Nullable String hint() {
            return hint;
        }

        public int line() {
            return line;
        }

        public int column() {
            return column;
        }
    }

    /** The query as a worker takes it; {@code plan} is of format 1. */
    public static String compile(String plan, String sql) {
        try {
            return RecordJson.write(AdHocQueries.compile(PlanFormat1.read(plan), sql));
        } catch (SqlTextException e) {
            String before = sql.substring(0, Math.min(e.offset(), sql.length()));
            int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
            throw new Refused(e, line, before.length() - before.lastIndexOf('\n'));
        }
    }
}
