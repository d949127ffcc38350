package dev.freshet.sql.query;

import dev.freshet.sql.parse.ParsedQuery;
import dev.freshet.sql.parse.SqlTextException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * HOP and SESSION in GROUP BY. HOP becomes a join with the starts of the windows of each row; SESSION becomes the table
 * function over the FROM, which must be one relation, with the other grouped columns as its keys.
 */
final class GroupWindows {
    private static final String HOP = "$hop";
    private static final String START = "$window_start";

    private final ParsedQuery query;
    private final SqlSelect select;
    private final SqlCall window;

    private GroupWindows(ParsedQuery query, SqlSelect select, SqlCall window) {
        this.query = query;
        this.select = select;
        this.window = window;
    }

    /** The select with a window in its GROUP BY rewritten; itself where there is none. */
    static SqlSelect rewritten(SqlSelect select, ParsedQuery query) {
        SqlNodeList groups = select.getGroup();
        if (groups == null) {
            return select;
        }
        List<SqlCall> windows = new ArrayList<>();
        for (SqlNode group : groups) {
            if (group instanceof SqlCall c && (is(c, "hop") || is(c, "session"))) {
                windows.add(c);
            }
        }
        if (windows.isEmpty()) {
            return select;
        }
        GroupWindows rewriting =
                new GroupWindows(query, (SqlSelect) select.clone(SqlParserPos.ZERO), windows.getFirst());
        if (windows.size() > 1) {
            throw rewriting.mistake("two windows in one GROUP BY", "group in two views");
        }
        return is(windows.getFirst(), "hop") ? rewriting.hop() : rewriting.session();
    }

    private static boolean is(SqlCall call, String name) {
        return call.getOperator() instanceof SqlFunction
                && call.getOperator()
                        .getName()
                        .toLowerCase(Locale.ROOT)
                        .replace("$", "")
                        .equals(name);
    }

    private SqlTextException mistake(String feature, String hint) {
        return new SqlTextException(
                "not_supported", query.offset(window.getParserPosition()), feature + " is not supported yet", hint);
    }

    private SqlSelect hop() {
        if (window.operandCount() != 3) {
            throw mistake("HOP in GROUP BY with " + window.operandCount() + " arguments", "HOP(time, slide, size)");
        }
        SqlParserPos pos = window.getParserPosition();
        SqlNode starts = SqlStdOperatorTable.UNNEST.createCall(pos, function("hop_starts", window.getOperandList()));
        SqlNode named = SqlStdOperatorTable.AS.createCall(
                pos, starts, new SqlIdentifier(HOP, pos), new SqlIdentifier(START, pos));
        SqlNode from = Objects.requireNonNull(select.getFrom());
        select.setFrom(new SqlJoin(
                pos,
                from,
                SqlLiteral.createBoolean(false, pos),
                JoinType.COMMA.symbol(pos),
                named,
                JoinConditionType.NONE.symbol(pos),
                null));
        replace("hop", List.of(HOP, START), null, window.operand(2));
        return select;
    }

    private SqlSelect session() {
        SqlNode from = select.getFrom();
        SqlNode alias =
                from instanceof SqlCall c && c.getKind() == SqlKind.AS && c.operandCount() == 2 ? c.operand(1) : null;
        SqlNode relation = alias == null ? from : ((SqlCall) Objects.requireNonNull(from)).operand(0);
        if (window.operandCount() != 2 || !(relation instanceof SqlIdentifier || relation instanceof SqlSelect)) {
            throw mistake("SESSION in GROUP BY over other than one relation", "make a view of the join, then group it");
        }
        SqlParserPos pos = window.getParserPosition();
        SqlNodeList all = new SqlNodeList(List.of(SqlIdentifier.star(pos)), pos);
        SqlNode inner =
                new SqlSelect(pos, null, all, from, select.getWhere(), null, null, null, null, null, null, null, null);
        List<SqlNode> operands = new ArrayList<>(List.of(inner, descriptor(List.of(window.operand(0)))));
        List<SqlNode> keys = new ArrayList<>();
        for (SqlNode group : Objects.requireNonNull(select.getGroup())) {
            if (group != window) {
                keys.add(group);
            }
        }
        if (!keys.isEmpty()) {
            operands.add(descriptor(keys));
        }
        operands.add(window.operand(1));
        SqlNode call = function("session", operands);
        SqlNode table = SqlStdOperatorTable.COLLECTION_TABLE.createCall(pos, call);
        SqlNode name = alias != null
                ? alias
                : relation instanceof SqlIdentifier id ? new SqlIdentifier(id.names.getLast(), pos) : null;
        select.setFrom(name == null ? table : SqlStdOperatorTable.AS.createCall(pos, table, name));
        select.setWhere(null);
        replace("session", List.of("window_start"), "window_end", null);
        return select;
    }

    private SqlNode descriptor(List<SqlNode> columns) {
        List<SqlNode> plain = new ArrayList<>();
        for (SqlNode c : columns) {
            if (!(c instanceof SqlIdentifier id)) {
                throw mistake("SESSION in GROUP BY with other than columns", "compute them in a subquery");
            }
            plain.add(new SqlIdentifier(id.names.getLast(), id.getParserPosition()));
        }
        return SqlStdOperatorTable.DESCRIPTOR.createCall(window.getParserPosition(), plain);
    }

    private static SqlCall function(String name, List<SqlNode> operands) {
        SqlParserPos pos = operands.getFirst().getParserPosition();
        return new SqlBasicCall(
                new SqlUnresolvedFunction(
                        new SqlIdentifier(name, pos),
                        null,
                        null,
                        null,
                        null,
                        SqlFunctionCategory.USER_DEFINED_FUNCTION),
                operands,
                pos);
    }

    /** The window and its start by the start's column, its end by another or by adding the size. */
    private void replace(String kind, List<String> start, @Nullable String end, @Nullable SqlNode size) {
        SqlShuttle shuttle = new SqlShuttle() {
            @Override
            public @Nullable SqlNode visit(SqlCall call) {
                SqlParserPos pos = call.getParserPosition();
                if (call == window || is(call, kind) || is(call, kind + "_start")) {
                    return new SqlIdentifier(start, pos);
                }
                if (is(call, kind + "_end")) {
                    return end != null
                            ? new SqlIdentifier(end, pos)
                            : SqlStdOperatorTable.PLUS.createCall(
                                    pos, new SqlIdentifier(start, pos), Objects.requireNonNull(size));
                }
                return call.getKind() == SqlKind.SELECT ? call : super.visit(call);
            }
        };
        select.setSelectList(
                (SqlNodeList) Objects.requireNonNull(select.getSelectList().accept(shuttle)));
        SqlNodeList groups =
                (SqlNodeList) Objects.requireNonNull(select.getGroup()).accept(shuttle);
        if (end != null && groups != null) {
            groups.add(new SqlIdentifier(end, SqlParserPos.ZERO));
        }
        select.setGroupBy(groups);
        SqlNode having = select.getHaving();
        select.setHaving(having == null ? null : having.accept(shuttle));
    }
}
