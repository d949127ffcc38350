package dev.freshet.sql.query;

import dev.freshet.core.plan.PlanNode;
import dev.freshet.sql.document.Spelling;
import dev.freshet.sql.parse.ParsedQuery;
import dev.freshet.sql.parse.SqlTextException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/** The validator's complaints in plain words, with a stable code and a remedy. */
final class ValidationMistakes {
    private static final Pattern NO_COLUMN =
            Pattern.compile("Column '(.*)' not found in (?:any table|table '(.*)')(.*)");
    private static final Pattern NO_TABLE = Pattern.compile("(?:Object|Table) '(.*?)' not found.*");
    private static final Pattern DID_YOU_MEAN = Pattern.compile(".*did you mean '(.*?)'\\??.*");
    private static final Pattern AMBIGUOUS = Pattern.compile("Column '(.*)' is ambiguous");
    private static final Pattern NOT_GROUPED = Pattern.compile("Expression '(.*)' is not being grouped");
    private static final Pattern INCOMPATIBLE =
            Pattern.compile("Values passed to (.*) operator must have compatible types");
    private static final Pattern CANNOT_APPLY =
            Pattern.compile("Cannot apply '(.*?)' to arguments of type '(.*)'\\..*", Pattern.DOTALL);

    private ValidationMistakes() {}

    static SqlTextException explain(CalciteContextException e, ParsedQuery query, Catalog catalog) {
        int offset = query.offset(e.getPosLine(), e.getPosColumn());
        Throwable cause = e.getCause();
        String message = String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
        Matcher m = NO_COLUMN.matcher(message);
        if (m.matches()) {
            String where = m.group(2) == null ? "" : " in " + m.group(2);
            return new SqlTextException(
                    "unknown_column",
                    offset,
                    "there is no column '" + m.group(1) + "'" + where,
                    column(message, m.group(1), query, catalog));
        }
        m = NO_TABLE.matcher(message);
        if (m.matches()) {
            return new SqlTextException(
                    "unknown_table",
                    offset,
                    "there is no table or view '" + m.group(1) + "'",
                    Spelling.hint(m.group(1), catalog.names()));
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
        m = INCOMPATIBLE.matcher(message);
        if (m.matches()) {
            return new SqlTextException(
                    "type_mismatch",
                    offset,
                    "the two sides of " + m.group(1) + " have types that cannot be compared",
                    "cast one side to the other's type");
        }
        return new SqlTextException("invalid_query", offset, message, null);
    }

    private static String types(String operator, String call) {
        String shown = call.replaceAll(" CHARACTER SET \"[^\"]*\"", "").replaceAll("[<>]", "");
        return "'" + operator + "' does not take " + shown;
    }

    /** What was meant, or what there is, in the tables that the query names. */
    private static String column(String message, String written, ParsedQuery query, Catalog catalog) {
        Matcher m = DID_YOU_MEAN.matcher(message);
        if (m.matches()) {
            return "did you mean '" + m.group(1) + "'?";
        }
        Set<String> known = new LinkedHashSet<>();
        for (String name : identifiers(query)) {
            PlanNode node = catalog.node(name.toLowerCase(Locale.ROOT));
            if (node != null) {
                known.addAll(node.schema().names());
            }
        }
        String hint = Spelling.hint(written, known);
        return hint == null ? "look at the columns of what stands in FROM" : hint;
    }

    private static Set<String> identifiers(ParsedQuery query) {
        Set<String> names = new LinkedHashSet<>();
        query.node().accept(new SqlBasicVisitor<@Nullable Void>() {
            @Override
            public @Nullable Void visit(SqlIdentifier id) {
                names.addAll(id.names);
                return null;
            }
        });
        return names;
    }
}
