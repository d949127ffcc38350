package dev.freshet.sql.query;

import dev.freshet.core.plan.Expression;
import dev.freshet.core.plan.Functions;
import dev.freshet.core.plan.Literals;
import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.Type;
import dev.freshet.sql.function.Arg;
import dev.freshet.sql.function.CommonType;
import dev.freshet.sql.function.FunctionTable;
import dev.freshet.sql.function.PgFunction;
import dev.freshet.sql.function.Resolved;
import dev.freshet.sql.type.RelTypes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlLikeOperator;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.NlsString;
import org.apache.calcite.util.TimeString;
import org.apache.calcite.util.TimestampString;

/** Calcite's expressions as the Plan's, with every cast written out. */
final class Scalars {
    private final RexBuilder rex;

    Scalars(RexBuilder rex) {
        this.rex = rex;
    }

    RexBuilder rex() {
        return rex;
    }

    Expression lower(RexNode node) {
        return switch (node) {
            case RexInputRef ref -> new Expression.Input(ref.getIndex(), RelTypes.spi(ref.getType()));
            case RexLiteral literal -> literal(literal, RelTypes.plain(literal.getType()));
            case RexFieldAccess access -> field(access);
            case RexCall call -> call(call);
            default -> throw new UnsupportedException("the expression " + node, null);
        };
    }

    /** Lowered and cast to a type, unless it has it. */
    Expression lower(RexNode node, Type wanted) {
        if (node instanceof RexLiteral literal && (literal.isNull() || fitsLiteral(literal, wanted))) {
            return literal(literal, wanted);
        }
        return cast(lower(node), wanted);
    }

    private static boolean fitsLiteral(RexLiteral literal, Type wanted) {
        Type own = RelTypes.plain(literal.getType());
        if (own.equals(wanted)) {
            return true;
        }
        BigDecimal value = literal.getValue() instanceof BigDecimal d ? d : null;
        return value != null
                && (own instanceof Type.Int || own instanceof Type.Decimal)
                && (wanted instanceof Type.Decimal w
                                && Math.max(0, value.scale()) <= w.scale()
                                && value.precision() - value.scale() <= w.precision() - w.scale()
                        || wanted instanceof Type.Int(int bits) && own instanceof Type.Int(int b) && bits >= b
                        || wanted instanceof Type.Double);
    }

    static Expression cast(Expression e, Type wanted) {
        Type own = e.type().type();
        if (own.equals(wanted) || own instanceof Type.Text text && !text.padded() && wanted.equals(Type.TEXT)) {
            return e;
        }
        return new Expression.Call(
                Functions.CAST, List.of(e), new DataType(wanted, e.type().nullable()));
    }

    // ---- literals ----

    private static Expression literal(RexLiteral literal, Type type) {
        if (literal.isNull()) {
            return new Expression.Literal(null, type.nullable());
        }
        Comparable<?> value = Objects.requireNonNull(literal.getValueAs(Comparable.class));
        return new Expression.Literal(text(value, literal, type), type.notNull());
    }

    private static String text(Comparable<?> value, RexLiteral literal, Type type) {
        return switch (value) {
            case NlsString s -> s.getValue();
            case BigDecimal d -> number(d, literal, type);
            case ByteString b -> b.toString(16);
            case DateString d -> d.toString();
            case TimeString t -> Long.toString(t.getMillisOfDay() * 1000L + micros(t.toString()));
            case TimestampString t -> Long.toString(t.getMillisSinceEpoch() * 1000L + micros(t.toString()));
            default -> value.toString();
        };
    }

    /** Microseconds below the millisecond of a time's text. */
    private static long micros(String time) {
        int point = time.indexOf('.');
        if (point < 0 || time.length() <= point + 4) {
            return 0;
        }
        return Long.parseLong((time.substring(point + 4) + "000").substring(0, 3));
    }

    private static String number(BigDecimal d, RexLiteral literal, Type type) {
        return switch (type) {
            case Type.Interval(boolean months) -> months ? d.toPlainString() : intervalMicros(d);
            case Type.Int _ -> d.toBigInteger().toString();
            case Type.Decimal t -> Literals.encode(t, d);
            case Type.Double _ -> Double.toString(d.doubleValue());
            case Type.Real _ -> Float.toString(d.floatValue());
            default -> throw new UnsupportedException("the constant " + literal, null);
        };
    }

    /** Calcite counts intervals in milliseconds, with fractions for what is below. */
    private static String intervalMicros(BigDecimal millis) {
        return millis.movePointRight(3).toBigInteger().toString();
    }

    // ---- calls ----

    private Expression field(RexFieldAccess access) {
        if (access.getReferenceExpr() instanceof RexCorrelVariable) {
            throw new UnsupportedException("a correlated subquery of this shape", "write it as a join");
        }
        Expression row = lower(access.getReferenceExpr());
        Expression index =
                new Expression.Literal(Integer.toString(access.getField().getIndex()), Type.INTEGER.notNull());
        return new Expression.Call("field", List.of(row, index), RelTypes.spi(access.getType()));
    }

    private Expression call(RexCall call) {
        if (call.getOperator() instanceof PgFunction f) {
            return function(call, f);
        }
        DataType type = RelTypes.spi(call.getType());
        return switch (call.getKind()) {
            case SEARCH -> lower(RexUtil.expandSearch(rex, null, call));
            case AND -> logical("and", call, type);
            case OR -> logical("or", call, type);
            case NOT -> logical("not", call, type);
            case EQUALS -> comparison("eq", call, type);
            case NOT_EQUALS -> comparison("ne", call, type);
            case LESS_THAN -> comparison("lt", call, type);
            case LESS_THAN_OR_EQUAL -> comparison("le", call, type);
            case GREATER_THAN -> comparison("gt", call, type);
            case GREATER_THAN_OR_EQUAL -> comparison("ge", call, type);
            case IS_DISTINCT_FROM -> comparison("is_distinct", call, type);
            case IS_NOT_DISTINCT_FROM -> comparison("is_not_distinct", call, type);
            case IS_NULL -> plain("is_null", call, type);
            case IS_NOT_NULL -> plain("is_not_null", call, type);
            case IS_TRUE -> plain("is_true", call, type);
            case IS_NOT_TRUE -> plain("is_not_true", call, type);
            case IS_FALSE -> plain("is_false", call, type);
            case IS_NOT_FALSE -> plain("is_not_false", call, type);
            case IS_UNKNOWN -> plain("is_null", call, type);
            case CASE -> choice(call, type);
            case CAST -> cast(call, type);
            case REINTERPRET -> lower(call.getOperands().getFirst());
            case LIKE -> like(call, type);
            case SIMILAR -> texts("similar_to", call, type);
            case ARRAY_VALUE_CONSTRUCTOR -> array(call, type);
            case MAP_VALUE_CONSTRUCTOR -> plain("map", call, type);
            case ROW -> row(call, type);
            case ITEM -> item(call, type);
            default -> other(call, type);
        };
    }

    private Expression other(RexCall call, DataType type) {
        if (call.getOperator().getName().equalsIgnoreCase("CARDINALITY")) {
            return plain("cardinality", call, type);
        }
        if (call.getOperator().getName().equals("COALESCE")) {
            List<Expression> args =
                    call.getOperands().stream().map(o -> lower(o, type.type())).toList();
            return new Expression.Call(Functions.COALESCE, args, type);
        }
        throw new UnsupportedException("the function " + call.getOperator().getName(), null);
    }

    private List<Expression> lower(List<RexNode> nodes) {
        return nodes.stream().map(this::lower).toList();
    }

    private Expression plain(String name, RexCall call, DataType type) {
        return new Expression.Call(name, lower(call.getOperands()), type);
    }

    private Expression logical(String name, RexCall call, DataType type) {
        List<Expression> args = new ArrayList<>();
        call.getOperands().forEach(o -> args.add(lower(o, Type.BOOLEAN)));
        return new Expression.Call(name, args, type);
    }

    private Expression function(RexCall call, PgFunction f) {
        if (f == FunctionTable.COALESCE && call.getOperands().size() == 1) {
            return lower(call.getOperands().getFirst());
        }
        Resolved resolved = f.resolve(call.getOperands());
        DataType type = new DataType(resolved.result(), call.getType().isNullable());
        if (f.planName().endsWith("cast")) {
            return castTo(call.getOperands().getFirst(), f.planName(), type);
        }
        if (f == FunctionTable.TRY) {
            return new Expression.Call("try", List.of(lower(call.getOperands().getFirst())), type);
        }
        List<Expression> args = new ArrayList<>();
        if (f.planName().equals("parse")) {
            args.add(new Expression.Literal("parse", Type.TEXT.notNull()));
        }
        for (int i = 0; i < call.getOperands().size(); i++) {
            args.add(lower(call.getOperands().get(i), resolved.parameters().get(i)));
        }
        String plan = resolved.plan() == null ? f.planName() : resolved.plan();
        return new Expression.Call(plan.equals("parse") ? Functions.MEMO : plan, args, type);
    }

    private Expression castTo(RexNode operand, String name, DataType type) {
        if (operand instanceof RexLiteral l && l.isNull()) {
            return new Expression.Literal(null, type.type().nullable());
        }
        Expression inner = lower(operand);
        return inner.type().type().equals(type.type()) ? inner : new Expression.Call(name, List.of(inner), type);
    }

    private Expression cast(RexCall call, DataType type) {
        Expression inner = lower(
                call.getOperands().getFirst(),
                RelTypes.plain(call.getOperands().getFirst().getType()));
        if (call.getOperands().getFirst() instanceof RexLiteral l && l.isNull()) {
            return new Expression.Literal(null, type.type().nullable());
        }
        return cast(inner, type.type());
    }

    private Expression comparison(String name, RexCall call, DataType type) {
        List<Arg> args = call.getOperands().stream().map(Scalars::arg).toList();
        Type common = CommonType.of(args);
        if (common == null) {
            throw new UnsupportedException(
                    "comparing " + args.get(0).type().sql() + " with "
                            + args.get(1).type().sql(),
                    "cast one side");
        }
        List<Expression> sides = new ArrayList<>();
        call.getOperands().forEach(o -> sides.add(lower(o, common)));
        return new Expression.Call(name, sides, type);
    }

    private static Arg arg(RexNode node) {
        boolean unknown = node instanceof RexLiteral l && (l.isNull() || l.getValue() instanceof NlsString);
        return new Arg(RelTypes.plain(node.getType()), node.getType().isNullable(), unknown, null);
    }

    private Expression choice(RexCall call, DataType type) {
        List<Expression> args = new ArrayList<>();
        int last = call.getOperands().size() - 1;
        for (int i = 0; i <= last; i++) {
            Type wanted = i % 2 == 0 && i < last ? Type.BOOLEAN : type.type();
            args.add(lower(call.getOperands().get(i), wanted));
        }
        return new Expression.Call(Functions.CASE, args, type);
    }

    private Expression like(RexCall call, DataType type) {
        boolean sensitive = !(call.getOperator() instanceof SqlLikeOperator l) || l.isCaseSensitive();
        return texts(sensitive ? "like" : "ilike", call, type);
    }

    private Expression texts(String name, RexCall call, DataType type) {
        List<Expression> args = new ArrayList<>();
        call.getOperands().forEach(o -> args.add(lower(o, Type.TEXT)));
        return new Expression.Call(name, args, type);
    }

    private Expression array(RexCall call, DataType type) {
        Type element = type.type() instanceof Type.Array(DataType e) ? e.type() : Type.TEXT;
        List<Expression> args = new ArrayList<>();
        call.getOperands().forEach(o -> args.add(lower(o, element)));
        return new Expression.Call("array", args, type);
    }

    private Expression row(RexCall call, DataType type) {
        List<Expression> args = new ArrayList<>();
        List<dev.freshet.spi.data.Field> fields = ((Type.Row) type.type()).fields();
        for (int i = 0; i < fields.size(); i++) {
            args.add(lower(call.getOperands().get(i), fields.get(i).type().type()));
        }
        return new Expression.Call("row", args, type);
    }

    private Expression item(RexCall call, DataType type) {
        RelDataType of = call.getOperands().get(0).getType();
        Expression from = lower(call.getOperands().get(0));
        return switch (of.getSqlTypeName()) {
            case MAP ->
                new Expression.Call(
                        "map_get", List.of(from, lower(call.getOperands().get(1))), type);
            case VARIANT ->
                new Expression.Call(
                        "json_get", List.of(from, lower(call.getOperands().get(1))), type);
            default ->
                new Expression.Call(
                        "array_get", List.of(from, lower(call.getOperands().get(1), Type.BIGINT)), type);
        };
    }

    static boolean isTrue(RexNode node) {
        return node.isAlwaysTrue() || node.getKind() == SqlKind.LITERAL && RexLiteral.booleanValue(node);
    }
}
