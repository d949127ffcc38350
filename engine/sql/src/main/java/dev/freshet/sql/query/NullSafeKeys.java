package dev.freshet.sql.query;

import dev.freshet.core.plan.Expression;
import dev.freshet.core.plan.Functions;
import dev.freshet.core.plan.JoinKind;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins on keys for which NULL equals NULL, as the decorrelator makes them: each such key is two that are never NULL,
 * whether it is and its value or some other.
 */
final class NullSafeKeys {
    private NullSafeKeys() {}

    /** Whether a key of this type can be taken apart. */
    static boolean fits(Type type) {
        return zero(type) != null;
    }

    private static @Nullable String zero(Type type) {
        return switch (type) {
            case Type.Int _, Type.Decimal _, Type.Timestamp _, Type.Time _, Type.Interval _ -> "0";
            case Type.Real _, Type.Double _ -> "0.0";
            case Type.Bool _ -> "false";
            case Type.Text _, Type.Bytes _ -> "";
            case Type.Date _ -> "2000-01-01";
            case Type.Uuid _ -> "00000000-0000-0000-0000-000000000000";
            default -> null;
        };
    }

    /** {@code join} with more keys, {@code left[i]} to {@code right[i]}; gives the columns of {@code join}. */
    static PlanNode join(PlanNode.Join join, List<Integer> left, List<Integer> right) {
        PlanNode l = widened(join.left(), left);
        PlanNode r = widened(join.right(), right);
        int leftSize = join.left().schema().size();
        int extra = 2 * left.size();
        List<Integer> leftKeys = keys(join.leftKeys(), leftSize, extra);
        List<Integer> rightKeys = keys(join.rightKeys(), join.right().schema().size(), extra);
        boolean half = join.kind() == JoinKind.SEMI || join.kind() == JoinKind.ANTI;
        List<Field> fields =
                new ArrayList<>(nullable(l, join.kind() == JoinKind.RIGHT || join.kind() == JoinKind.FULL));
        if (!half) {
            fields.addAll(nullable(r, join.kind() == JoinKind.LEFT || join.kind() == JoinKind.FULL));
        }
        Expression residual = join.residual() == null ? null : shifted(join.residual(), leftSize, extra);
        Schema wide = new Schema(fields, List.of());
        PlanNode joined = new PlanNode.Join(l, r, join.kind(), leftKeys, rightKeys, residual, wide);
        List<Expression> out = new ArrayList<>();
        for (int i = 0; i < join.schema().size(); i++) {
            int column = i < leftSize ? i : i + extra;
            out.add(new Expression.Input(column, wide.field(column).type()));
        }
        return new PlanNode.Project(joined, out, join.schema());
    }

    private static List<Field> nullable(PlanNode side, boolean padded) {
        return side.schema().fields().stream()
                .map(f -> padded ? new Field(f.name(), f.type().asNullable()) : f)
                .toList();
    }

    private static List<Integer> keys(List<Integer> own, int size, int extra) {
        List<Integer> out = new ArrayList<>(own);
        for (int i = 0; i < extra; i++) {
            out.add(size + i);
        }
        return out;
    }

    private static PlanNode widened(PlanNode node, List<Integer> keys) {
        List<Expression> columns = new ArrayList<>();
        List<Field> fields = new ArrayList<>(node.schema().fields());
        for (int i = 0; i < fields.size(); i++) {
            columns.add(new Expression.Input(i, fields.get(i).type()));
        }
        for (int key : keys) {
            Expression value = columns.get(key);
            DataType present = value.type().type().notNull();
            columns.add(new Expression.Call(Functions.IS_NULL, List.of(value), Type.BOOLEAN.notNull()));
            columns.add(new Expression.Call(
                    Functions.COALESCE,
                    List.of(value, new Expression.Literal(zero(present.type()), present)),
                    present));
            fields.add(new Field("$null" + fields.size(), Type.BOOLEAN.notNull()));
            fields.add(new Field("$value" + fields.size(), present));
        }
        return new PlanNode.Project(node, columns, new Schema(fields, List.of()));
    }

    private static Expression shifted(Expression e, int leftSize, int by) {
        return switch (e) {
            case Expression.Input in -> in.column() < leftSize ? in : new Expression.Input(in.column() + by, in.type());
            case Expression.Call c ->
                new Expression.Call(
                        c.function(),
                        c.arguments().stream()
                                .map(a -> shifted(a, leftSize, by))
                                .toList(),
                        c.type());
            default -> e;
        };
    }
}
