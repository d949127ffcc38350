package dev.freshet.sql.query;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.jspecify.annotations.Nullable;

/** Grouping sets that come twice: PostgreSQL gives their groups twice, the planner once. */
final class RepeatedSets {
    /** More sets than this are not looked at; nobody writes them twice by chance. */
    private static final int MOST = 4096;

    private RepeatedSets() {}

    static boolean in(@Nullable SqlNodeList group) {
        if (group == null || group.stream().noneMatch(RepeatedSets::isSets)) {
            return false;
        }
        List<Set<String>> all = List.of(Set.of());
        for (SqlNode item : group) {
            all = product(all, sets(item));
            if (all.size() > MOST) {
                return false;
            }
        }
        return new HashSet<>(all).size() < all.size();
    }

    private static boolean isSets(SqlNode item) {
        return item.getKind() == SqlKind.ROLLUP
                || item.getKind() == SqlKind.CUBE
                || item.getKind() == SqlKind.GROUPING_SETS;
    }

    private static List<Set<String>> sets(SqlNode item) {
        List<Set<String>> out = new ArrayList<>();
        if (!isSets(item)) {
            return List.of(columns(item));
        }
        List<SqlNode> operands = ((SqlCall) item).getOperandList();
        if (item.getKind() == SqlKind.GROUPING_SETS) {
            operands.forEach(o -> out.addAll(sets(o)));
            return out;
        }
        out.add(Set.of());
        for (SqlNode operand : operands) {
            List<Set<String>> longer =
                    product(item.getKind() == SqlKind.CUBE ? out : List.of(out.getLast()), List.of(columns(operand)));
            out.addAll(longer);
            if (out.size() > MOST) {
                return out;
            }
        }
        return out;
    }

    private static List<Set<String>> product(List<Set<String>> left, List<Set<String>> right) {
        List<Set<String>> out = new ArrayList<>();
        for (Set<String> l : left) {
            for (Set<String> r : right) {
                Set<String> both = new LinkedHashSet<>(l);
                both.addAll(r);
                out.add(both);
            }
        }
        return out;
    }

    private static Set<String> columns(SqlNode item) {
        Set<String> out = new LinkedHashSet<>();
        if (item instanceof SqlNodeList list) {
            list.forEach(i -> out.add(i.toString()));
        } else if (item.getKind() == SqlKind.ROW) {
            ((SqlCall) item).getOperandList().forEach(i -> out.add(i.toString()));
        } else {
            out.add(item.toString());
        }
        return out;
    }
}
