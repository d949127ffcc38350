package dev.freshet.sql.query;

import dev.freshet.sql.document.Spelling;
import dev.freshet.sql.parse.ParsedQuery;
import dev.freshet.sql.parse.SqlTextException;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;

/** The validator's complaints in plain words, with a stable code and a remedy. */
final class ValidationMistakes {
    private static final Pattern NO_COLUMN =
            Pattern.compile("Column '(.*)' not found in (?:any table|table '(.*)')(.*)");
    private static final Pattern NO_TABLE = Pattern.compile("(?:Object|Table) '(.*?)' not found.*");
    private static final Pattern DID_YOU_MEAN = Pattern.compile(".*did you mean '(.*?)'\\??.*");
    private static final Pattern AMBIGUOUS = Pattern.compile("Column '(.*)' is ambiguous");
    private static final Pattern NOT_GROUPED = Pattern.compile("Expression '(.*)' is not being grouped");
    private static final Pattern CANNOT_APPLY =
            Pattern.compile("Cannot apply '(.*?)' to arguments of type '(.*)'\\..*", Pattern.DOTALL);

    private ValidationMistakes() {}

    static SqlTextException explain(CalciteContextException e, ParsedQuery query, Collection<String> tables) {
        int offset = query.offset(e.getPosLine(), e.getPosColumn());
        Throwable cause = e.getCause();
        String message = String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
        Matcher m = NO_COLUMN.matcher(message);
        if (m.matches()) {
            String where = m.group(2) == null ? "" : " in " + m.group(2);
            return new SqlTextException(
                    "unknown_column", offset, "there is no column '" + m.group(1) + "'" + where, meant(message));
        }
        m = NO_TABLE.matcher(message);
        if (m.matches()) {
            return new SqlTextException(
                    "unknown_table",
                    offset,
                    "there is no table or view '" + m.group(1) + "'",
                    Spelling.hint(m.group(1), tables));
        }
        m = AMBIGUOUS.matcher(message);
        if (m.matches()) {
            return new SqlTextException(
                    "ambiguous_column",
                    offset,
                    "column '" + m.group(1) + "' stands in several tables",
                    "write the table in front of it");
        }
        m = NOT_GROUPED.matcher(message);
        if (m.matches()) {
            return new SqlTextException(
                    "not_grouped",
                    offset,
                    m.group(1) + " is neither grouped by nor aggregated",
                    "add it to GROUP BY or put it into an aggregate");
        }
        m = CANNOT_APPLY.matcher(message);
        if (m.matches()) {
            return new SqlTextException("type_mismatch", offset, types(m.group(1), m.group(2)), "cast the arguments");
        }
        return new SqlTextException("invalid_query", offset, message, null);
    }

    private static String types(String operator, String call) {
        String shown = call.replaceAll(" CHARACTER SET \"[^\"]*\"", "").replaceAll("[<>]", "");
        return "'" + operator + "' does not take " + shown;
    }

    private static @org.jspecify.annotations.Nullable String meant(String message) {
        Matcher m = DID_YOU_MEAN.matcher(message);
        return m.matches() ? "did you mean '" + m.group(1) + "'?" : null;
    }
}
