package dev.freshet.sql.query;

import dev.freshet.spi.data.Type;
import dev.freshet.sql.function.PgCast;
import dev.freshet.sql.parse.ParsedQuery;
import dev.freshet.sql.parse.SqlTextException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * A function that SQL defined by an expression: a call becomes the expression with the arguments, cast to the parameters'
 * types, in the parameters' places.
 *
 * @param parameters names in order
 * @param types of the parameters
 * @param body as the parser gives it
 */
public record UserFunction(String name, List<String> parameters, List<Type> types, Type result, SqlNode body) {
    public UserFunction {
        parameters = List.copyOf(parameters);
        types = List.copyOf(types);
    }

    static @Nullable UserFunction called(SqlCall call, Map<String, UserFunction> functions) {
        return functions.isEmpty() || !(call.getOperator() instanceof SqlFunction f)
                ? null
                : functions.get(f.getName().toLowerCase(Locale.ROOT));
    }

    SqlNode inlined(SqlCall call, ParsedQuery query) {
        SqlParserPos pos = call.getParserPosition();
        if (call.operandCount() != parameters.size()) {
            throw new SqlTextException(
                    "wrong_arguments",
                    query.offset(pos),
                    name + " takes " + parameters.size() + " arguments, not " + call.operandCount(),
                    null);
        }
        Map<String, SqlNode> arguments = new HashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            arguments.put(parameters.get(i), PgCast.to(types.get(i), false).createCall(pos, call.<SqlNode>operand(i)));
        }
        SqlNode expression = body.accept(new Substitution(arguments, pos));
        return PgCast.to(result, false).createCall(pos, expression == null ? body : expression);
    }

    /** Copies an expression to a call's place, with arguments for parameters. */
    private static final class Substitution extends SqlShuttle {
        private final Map<String, SqlNode> arguments;
        private final SqlParserPos pos;

        Substitution(Map<String, SqlNode> arguments, SqlParserPos pos) {
            this.arguments = arguments;
            this.pos = pos;
        }

        @Override
        public SqlNode visit(SqlIdentifier id) {
            SqlNode argument = id.isSimple() ? arguments.get(id.getSimple()) : null;
            return argument == null ? id.clone(pos) : argument.clone(argument.getParserPosition());
        }

        @Override
        public SqlNode visit(SqlLiteral literal) {
            return literal.clone(pos);
        }

        @Override
        public @Nullable SqlNode visit(SqlCall call) {
            SqlNode copied = super.visit(call);
            return copied == null ? null : copied.clone(pos);
        }
    }
}
