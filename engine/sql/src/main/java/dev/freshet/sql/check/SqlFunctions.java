package dev.freshet.sql.check;

import dev.freshet.core.plan.PlanNode;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.sql.parse.Queries;
import dev.freshet.sql.parse.SqlTextException;
import dev.freshet.sql.parse.Statement;
import dev.freshet.sql.parse.Token;
import dev.freshet.sql.query.Catalog;
import dev.freshet.sql.query.QueryCompiler;
import dev.freshet.sql.query.UserFunction;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;

/** Functions that SQL defines by an expression: checked once, where they are made. */
final class SqlFunctions {
    private static final String BEFORE = "SELECT CAST(";
    private static final String PARAMETERS = "$parameters";

    private SqlFunctions() {}

    /** Throws {@link SqlTextException} with an index in the text. */
    static UserFunction define(Statement.CreateFunction f, String sql, Catalog known) {
        List<String> names = f.parameters().stream().map(p -> p.name().name()).toList();
        for (int i = 0; i < names.size(); i++) {
            if (names.indexOf(names.get(i)) < i) {
                Token again = f.parameters().get(i).name();
                throw new SqlTextException(
                        "duplicate_column", again.start(), "parameter '" + names.get(i) + "' stands here twice", null);
            }
        }
        String body = sql.substring(f.bodyStart(), f.bodyEnd());
        check(f, body, known);
        SqlNode query = Queries.parse("SELECT " + body, 0, body.length() + 7).node();
        List<Type> types = f.parameters().stream().map(p -> p.type().type()).toList();
        return new UserFunction(
                f.name().name(),
                names,
                types,
                f.result(),
                ((SqlSelect) query).getSelectList().get(0));
    }

    /** Compiles the expression over a table of the parameters. */
    private static void check(Statement.CreateFunction f, String body, Catalog known) {
        List<Field> fields = new ArrayList<>(List.of(new Field("$none", Type.INTEGER.nullable())));
        f.parameters().forEach(p -> fields.add(new Field(p.name().name(), p.type())));
        Catalog catalog = known.withFunctionsOnly();
        Schema schema = new Schema(fields, List.of());
        catalog.add(PARAMETERS, schema, new PlanNode.Scan(PARAMETERS, schema));
        String query = BEFORE + body + " AS " + target(f.result()) + ") FROM \"" + PARAMETERS + "\"";
        try {
            new QueryCompiler(catalog).compile(query, 0, query.length());
        } catch (SqlTextException e) {
            int offset = Math.clamp(f.bodyStart() + (long) e.offset() - BEFORE.length(), f.bodyStart(), f.bodyEnd());
            throw new SqlTextException(e.code(), offset, String.valueOf(e.getMessage()), e.hint());
        }
    }

    /** Nested types are checked where the function is called. */
    private static String target(Type type) {
        return type instanceof Type.Bytes ? "VARBINARY" : type.sql();
    }
}
