package dev.freshet.sql.query;

import dev.freshet.sql.parse.ParsedQuery;
import dev.freshet.sql.parse.SqlTextException;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlOrderBy;
import org.jspecify.annotations.Nullable;

/** The outermost LIMIT and OFFSET of a query. */
final class Limits {
    enum Clause {
        LIMIT,
        OFFSET
    }

    private Limits() {}

    /** −1 when there is none. */
    static long of(ParsedQuery query, Clause clause) {
        if (!(query.node() instanceof SqlOrderBy o)) {
            return -1;
        }
        SqlNode given = clause == Clause.LIMIT ? o.fetch : o.offset;
        return given == null ? -1 : number(query, clause, given);
    }

    private static long number(ParsedQuery query, Clause clause, @Nullable SqlNode given) {
        if (given instanceof SqlNumericLiteral n && n.isInteger()) {
            return n.longValue(true);
        }
        if (given instanceof SqlLiteral l && l.getValue() == null) {
            return -1;
        }
        throw new SqlTextException(
                "not_supported",
                given == null ? 0 : query.offset(given.getParserPosition()),
                clause + " takes a whole number",
                null);
    }
}
