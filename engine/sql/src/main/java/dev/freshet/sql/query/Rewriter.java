package dev.freshet.sql.query;

import dev.freshet.spi.data.Type;
import dev.freshet.sql.document.Spelling;
import dev.freshet.sql.function.FunctionTable;
import dev.freshet.sql.function.PgCast;
import dev.freshet.sql.function.PgFunction;
import dev.freshet.sql.parse.ParsedQuery;
import dev.freshet.sql.parse.SqlTextException;
import dev.freshet.sql.parse.TypeText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.SqlWindow;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.fun.SqlTrimFunction;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Turns the parser's tree into one that uses our operators and functions, names unnamed columns, and refuses what is not
 * built yet, with its place.
 */
final class Rewriter extends SqlShuttle {
    private final ParsedQuery query;
    private final Map<String, UserFunction> functions;
    private Map<String, SqlWindow> windows = Map.of();
    private final Set<SqlNode> conjuncts = Collections.newSetFromMap(new IdentityHashMap<>());

    private Rewriter(ParsedQuery query, Map<String, UserFunction> functions) {
        this.query = query;
        this.functions = functions;
    }

    static SqlNode rewrite(ParsedQuery query, Map<String, UserFunction> functions) {
        Rewriter rewriter = new Rewriter(query, functions);
        SqlNode node = query.node();
        // The order of a view's rows has no meaning; with LIMIT it chooses rows, which is another matter.
        while (node instanceof SqlOrderBy o && o.fetch == null && o.offset == null) {
            node = o.query;
        }
        SqlNode out = node.accept(rewriter);
        return out == null ? node : out;
    }

    /** For a query that is read once: the outermost ORDER BY stays, LIMIT and OFFSET do not. */
    static SqlNode rewriteOrdered(ParsedQuery query, Map<String, UserFunction> functions) {
        if (!(query.node() instanceof SqlOrderBy o)) {
            return rewrite(query, functions);
        }
        Rewriter rewriter = new Rewriter(query, functions);
        SqlNode inner = rewriter.rewritten(o.query);
        SqlNodeList keys = new SqlNodeList(o.orderList.getParserPosition());
        o.orderList.forEach(k -> keys.add(rewriter.rewritten(k)));
        return keys.isEmpty() ? inner : new SqlOrderBy(o.getParserPosition(), inner, keys, null, null);
    }

    private SqlNode rewritten(SqlNode node) {
        SqlNode out = node.accept(this);
        return out == null ? node : out;
    }

    private SqlTextException unsupported(SqlNode at, String feature, @Nullable String hint) {
        return mistake("not_supported", at, feature + " is not supported yet", hint);
    }

    private SqlTextException mistake(String code, SqlNode at, String message, @Nullable String hint) {
        return new SqlTextException(code, query.offset(at.getParserPosition()), message, hint);
    }

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
        refuse(call);
        UserFunction own = UserFunction.called(call, functions);
        if (own != null) {
            return own.inlined(call, query).accept(this);
        }
        if (call.getKind() == SqlKind.COLLECTION_TABLE) {
            return tableFunction(call);
        }
        if (call.getKind() == SqlKind.LATERAL) {
            SqlNode inner = call.operand(0);
            SqlNode rewritten = inner.accept(this);
            return rewritten != null && rewritten.getKind() == SqlKind.LATERAL
                    ? rewritten
                    : call.getOperator().createCall(call.getParserPosition(), rewritten);
        }
        if (RowMembership.applies(call) && !conjuncts.contains(call)) {
            throw unsupported(call, "[NOT] IN of rows other than as a condition joined by AND", "use [NOT] EXISTS");
        }
        if (RowMembership.applies(call) && call.getKind() == SqlKind.NOT_IN) {
            return RowMembership.absent(call).accept(this);
        }
        if (call.getKind() == SqlKind.OVER) {
            SqlNode over = super.visit(OverCalls.resolved(call, windows));
            return over instanceof SqlCall c ? OverCalls.finished(c) : over;
        }
        if (call instanceof SqlSelect grouped) {
            if (RepeatedSets.in(grouped.getGroup())) {
                throw unsupported(grouped.getGroup(), "a grouping set that comes twice", "write it once");
            }
            List<String> written = names(grouped);
            SqlSelect plain = GroupWindows.rewritten(grouped, query);
            if (plain != grouped) {
                nameColumns(plain, written);
                return visit((SqlCall) plain);
            }
        }
        Map<String, SqlWindow> outside = windows;
        if (call instanceof SqlSelect select) {
            windows = OverCalls.named(select);
            conjuncts.addAll(RowMembership.conjuncts(select.getWhere()));
        }
        List<String> names = call instanceof SqlSelect select ? names(select) : List.of();
        SqlNode copied = super.visit(call);
        windows = outside;
        if (copied instanceof SqlSelect select) {
            nameColumns(select, names);
            return select;
        }
        return copied instanceof SqlCall c ? operator(c) : copied;
    }

    // ---- what is not built yet ----

    private void refuse(SqlCall call) {
        switch (call.getKind()) {
            case TABLESAMPLE -> throw unsupported(call, "TABLESAMPLE", null);
            case MATCH_RECOGNIZE -> throw unsupported(call, "MATCH_RECOGNIZE", null);
            case MULTISET_QUERY_CONSTRUCTOR, ARRAY_QUERY_CONSTRUCTOR, MAP_QUERY_CONSTRUCTOR ->
                throw unsupported(call, "a collection made of a query", null);
            case HOP, HOP_START, HOP_END, SESSION, SESSION_START, SESSION_END ->
                throw unsupported(
                        call,
                        call.getKind().name().replaceFirst("_.*", "") + " elsewhere than in GROUP BY and beside it",
                        "use the table function");
            case WITH -> refuseRecursive(call);
            default -> {}
        }
    }

    private void refuseRecursive(SqlCall with) {
        if (with != query.node() && QueryCompiler.isRecursive((SqlWith) with) && !isTop(with)) {
            throw unsupported(with, "WITH RECURSIVE inside a query", "write it before the whole query");
        }
    }

    private boolean isTop(SqlCall with) {
        return query.node() instanceof SqlOrderBy o && o.query == with;
    }

    // ---- names ----

    /** Names by what was written, before anything is rewritten; empty where there is one already. */
    private static List<String> names(SqlSelect select) {
        return select.getSelectList().stream()
                .map(item -> ColumnNames.isNamed(item) ? "" : ColumnNames.of(item))
                .toList();
    }

    private static void nameColumns(SqlSelect select, List<String> names) {
        SqlNodeList items = select.getSelectList();
        for (int i = 0; i < items.size(); i++) {
            if (!names.get(i).isEmpty()) {
                items.set(i, as(items.get(i), names.get(i)));
            }
        }
    }

    private static SqlNode as(SqlNode item, String name) {
        SqlParserPos pos = item.getParserPosition();
        return SqlStdOperatorTable.AS.createCall(pos, item, new SqlIdentifier(name, pos));
    }

    // ---- table functions ----

    private SqlNode tableFunction(SqlCall table) {
        SqlCall call = table.operand(0) instanceof SqlCall c ? c : table;
        String name = call.getOperator().getName().toLowerCase(Locale.ROOT);
        SqlParserPos pos = table.getParserPosition();
        if (name.equals("tumble") || name.equals("$tumble")) {
            SqlCall window = SqlStdOperatorTable.TUMBLE.createCall(call.getParserPosition(), operands(call));
            return SqlStdOperatorTable.COLLECTION_TABLE.createCall(pos, window);
        }
        SqlOperator windows = TimeWindows.get(name);
        if (windows != null) {
            SqlNode window = windows.createCall(call.getParserPosition(), operands(call));
            return SqlStdOperatorTable.COLLECTION_TABLE.createCall(pos, window);
        }
        TableFunctions.Fixed function = TableFunctions.get(name);
        if (function == null) {
            throw mistake(
                    "unknown_function",
                    call,
                    "'" + name + "' is not a table function",
                    Spelling.hint(name, TableFunctions.names()));
        }
        if (call.operandCount() != function.parameters().size()) {
            throw mistake(
                    "wrong_arguments",
                    call,
                    name + " takes " + function.parameters().size() + " arguments, not " + call.operandCount(),
                    name.equals("chunk") ? "chunk(document, max_tokens, overlap)" : null);
        }
        SqlNode rewritten = function.createCall(call.getParserPosition(), operands(call));
        return SqlStdOperatorTable.LATERAL.createCall(
                pos, SqlStdOperatorTable.COLLECTION_TABLE.createCall(pos, rewritten));
    }

    private List<SqlNode> operands(SqlCall call) {
        List<SqlNode> out = new ArrayList<>();
        for (SqlNode operand : call.getOperandList()) {
            SqlNode rewritten = operand.accept(this);
            out.add(rewritten == null ? operand : rewritten);
        }
        return out;
    }

    // ---- operators and functions ----

    private SqlNode operator(SqlCall call) {
        SqlNode special = FunctionCalls.rewritten(call);
        if (special != null) {
            return special;
        }
        PgFunction ours = switch (call.getKind()) {
            case PLUS -> FunctionTable.PLUS;
            case MINUS -> FunctionTable.MINUS;
            case TIMES -> FunctionTable.TIMES;
            case DIVIDE -> FunctionTable.DIVIDE;
            case MOD -> FunctionTable.MOD;
            case TUMBLE, TUMBLE_START -> FunctionTable.TUMBLE_START;
            case TUMBLE_END -> FunctionTable.TUMBLE_END;
            default -> null;
        };
        if (ours != null) {
            return replace(ours, call);
        }
        return switch (call.getKind()) {
            case PLUS_PREFIX -> call.operand(0);
            case MINUS_PREFIX -> negated(call);
            case CAST, SAFE_CAST -> cast(call);
            case POSITION -> replace(named("position"), call);
            case TRIM -> trim(call);
            case FLOOR, CEIL -> rounded(call);
            case IN, NOT_IN -> in(call);
            case WITHIN_GROUP -> WithinGroup.merged(call, this::mistake);
            default -> byName(call);
        };
    }

    private static SqlNode replace(SqlOperator operator, SqlCall call) {
        return operator.createCall(call.getParserPosition(), call.getOperandList());
    }

    private static PgFunction named(String name) {
        PgFunction f = FunctionTable.get(name);
        if (f == null) {
            throw new IllegalStateException(name);
        }
        return f;
    }

    private static SqlNode negated(SqlCall call) {
        if (call.operand(0) instanceof SqlNumericLiteral n
                && n.isInteger()
                && !n.toString().startsWith("-")) {
            return SqlLiteral.createExactNumeric("-" + n.toValue(), call.getParserPosition());
        }
        return replace(FunctionTable.NEGATE, call);
    }

    private SqlNode cast(SqlCall call) {
        SqlNode spec = call.operand(1);
        Type target;
        try {
            target = spec instanceof SqlIntervalQualifier q
                    ? q.isYearMonth() ? Type.MONTHS : Type.MICROS
                    : TypeText.type(typeText(spec));
        } catch (SqlTextException e) {
            throw mistake(e.code(), spec, String.valueOf(e.getMessage()), e.hint());
        }
        return PgCast.to(target, call.getKind() == SqlKind.SAFE_CAST)
                .createCall(call.getParserPosition(), call.<SqlNode>operand(0));
    }

    /** A type of our own comes as a quoted name. */
    private static String typeText(SqlNode spec) {
        String text = spec.toString().replace('`', '"');
        return text.startsWith("\"")
                        && text.endsWith("\"")
                        && Stream.of("(", "<", "[").anyMatch(text::contains)
                ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
                : text;
    }

    /** The start plus the size, so that it is made of what is grouped by. */
    private static SqlNode tumbleEnd(SqlCall call) {
        SqlNode start = FunctionTable.TUMBLE_START.createCall(call.getParserPosition(), call.getOperandList());
        return call.operandCount() < 2
                ? start
                : FunctionTable.PLUS.createCall(call.getParserPosition(), start, call.operand(1));
    }

    /** A constant IN a subquery takes a path of its own in the subquery rule, with a LIMIT; any other expression does not. */
    private static SqlNode in(SqlCall call) {
        if (call.operand(0) instanceof SqlLiteral literal && call.operand(1).isA(SqlKind.QUERY)) {
            call.setOperand(0, FunctionTable.COALESCE.createCall(literal.getParserPosition(), literal));
        }
        return call;
    }

    private static SqlNode trim(SqlCall call) {
        SqlTrimFunction.Flag flag = ((SqlLiteral) call.operand(0)).getValueAs(SqlTrimFunction.Flag.class);
        String name = flag == SqlTrimFunction.Flag.LEADING
                ? "ltrim"
                : flag == SqlTrimFunction.Flag.TRAILING ? "rtrim" : "btrim";
        return named(name).createCall(call.getParserPosition(), call.operand(2), call.operand(1));
    }

    private SqlNode rounded(SqlCall call) {
        if (call.operandCount() > 1) {
            if (call.getKind() == SqlKind.FLOOR) {
                return FunctionCalls.floored(call);
            }
            throw unsupported(call, "CEIL TO a unit", "use date_trunc('minute', ts)");
        }
        return replace(named(call.getKind() == SqlKind.FLOOR ? "floor" : "ceil"), call);
    }

    private SqlNode byName(SqlCall call) {
        SqlOperator operator = call.getOperator();
        String name = operator.getName().toLowerCase(Locale.ROOT);
        if (name.equals("tumble_end")) {
            return tumbleEnd(call);
        }
        if (name.equals("||")) {
            return replace(named("||"), call);
        }
        boolean function = operator instanceof SqlUnresolvedFunction
                || operator instanceof org.apache.calcite.sql.SqlFunction && call instanceof SqlBasicCall;
        if (!function || operator instanceof PgFunction || operator instanceof TableFunctions.Fixed) {
            return call;
        }
        PgFunction ours = FunctionTable.get(name);
        if (ours != null) {
            return replace(ours, call);
        }
        return aggregate(call, name);
    }

    /** The epoch's time under its other names. */
    private static @Nullable SqlNode clock(SqlIdentifier id) {
        Type type = !id.isSimple() || id.isComponentQuoted(0) ? null : clock(id.getSimple());
        if (type == null) {
            return null;
        }
        SqlNode now = named(TemporalFilters.NOW).createCall(id.getParserPosition());
        return type.equals(Type.TIMESTAMPTZ) ? now : PgCast.to(type, false).createCall(id.getParserPosition(), now);
    }

    private static @Nullable Type clock(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "current_timestamp" -> Type.TIMESTAMPTZ;
            case "localtimestamp" -> Type.TIMESTAMP;
            case "current_date" -> Type.DATE;
            case "localtime" -> Type.TIME;
            default -> null;
        };
    }

    @Override
    public @Nullable SqlNode visit(SqlIdentifier id) {
        SqlNode clock = clock(id);
        return clock == null ? super.visit(id) : clock;
    }

    private SqlNode aggregate(SqlCall call, String name) {
        if (Set.of("descriptor", "row", "tumble").contains(name)) {
            return call;
        }
        SqlNode rewritten = WithinGroup.rewritten(call, name);
        if (rewritten != null) {
            return rewritten;
        }
        SqlOperator known = Aggregates.get(name);
        if (known != null) {
            return known.createCall(call.getFunctionQuantifier(), call.getParserPosition(), call.getOperandList());
        }
        if (name.startsWith("grouping")) {
            return PgCast.to(Type.INTEGER, false)
                    .createCall(
                            call.getParserPosition(),
                            SqlStdOperatorTable.GROUPING.createCall(call.getParserPosition(), call.getOperandList()));
        }
        SqlOperator over = WindowFunctions.get(name);
        if (over != null) {
            return over.createCall(call.getFunctionQuantifier(), call.getParserPosition(), call.getOperandList());
        }
        if (Aggregates.isLater(name)) {
            throw unsupported(call, "the function " + name, null);
        }
        String random = RandomFunctions.reason(name);
        if (random != null) {
            throw mistake("not_deterministic", call, random, RandomFunctions.REMEDY);
        }
        Set<String> all = new HashSet<>(FunctionTable.all().keySet());
        all.addAll(Aggregates.names());
        all.addAll(TableFunctions.names());
        String hint = TableFunctions.get(name) != null
                ? "it is a table function: FROM t, " + name + "(…) AS c"
                : all.size() > 0 ? Spelling.hint(name, all) : null;
        throw mistake("unknown_function", call, "unknown function '" + name + "'", hint);
    }
}
