package dev.freshet.sql.query;

import dev.freshet.core.plan.Expression;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.core.plan.SortKey;
import dev.freshet.core.plan.WindowCall;
import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.sql.function.PgAggregate;
import dev.freshet.sql.type.RelTypes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.rex.RexWindow;
import org.apache.calcite.rex.RexWindowBound;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/** Expressions with OVER: a Window node for each partition and order, and references to its results. */
final class Windows {
    private final Scalars scalars;
    private final List<Expression> columns = new ArrayList<>();
    private final List<Field> fields = new ArrayList<>();
    private final int width;
    private final Map<String, Stage> stages = new LinkedHashMap<>();
    private final Map<String, RexNode> results = new LinkedHashMap<>();

    /** Calls that share partition and order. */
    private record Stage(List<Integer> partition, List<SortKey> order, List<WindowCall> calls, List<RexOver> overs) {}

    private Windows(Scalars scalars, PlanNode input) {
        this.scalars = scalars;
        this.width = input.schema().size();
        for (int i = 0; i < width; i++) {
            fields.add(input.schema().field(i));
            columns.add(new Expression.Input(i, input.schema().field(i).type()));
        }
    }

    /** What a projection with OVER becomes: its input, and its expressions over that. */
    record Lowered(PlanNode input, List<RexNode> expressions) {}

    /** {@code limit} is how many rows of a partition are wanted where that is known, or -1. */
    static Lowered lower(PlanNode input, List<RexNode> expressions, Scalars scalars, long limit) {
        Windows windows = new Windows(scalars, input);
        overs(expressions).forEach(windows::add);
        PlanNode node = windows.stack(input, limit);
        List<RexNode> out = expressions.stream()
                .map(e -> e.accept(new RexShuttle() {
                    @Override
                    public RexNode visitOver(RexOver over) {
                        return Objects.requireNonNull(windows.results.get(over.toString()), over.toString());
                    }
                }))
                .toList();
        return new Lowered(node, out);
    }

    /** All window calls in some expressions. */
    static List<RexOver> overs(List<RexNode> expressions) {
        List<RexOver> out = new ArrayList<>();
        for (RexNode e : expressions) {
            e.accept(new RexVisitorImpl<@Nullable Void>(true) {
                @Override
                public @Nullable Void visitOver(RexOver over) {
                    if (out.stream().noneMatch(o -> o.toString().equals(over.toString()))) {
                        out.add(over);
                    }
                    return null;
                }
            });
        }
        return out;
    }

    // ---- collecting ----

    private void add(RexOver over) {
        RexWindow window = over.getWindow();
        List<Integer> partition =
                window.partitionKeys.stream().map(this::column).toList();
        List<SortKey> order = new ArrayList<>();
        for (RexFieldCollation key : window.orderKeys) {
            boolean descending = key.getDirection() == RelFieldCollation.Direction.DESCENDING;
            order.add(new SortKey(
                    column(key.left),
                    descending,
                    key.getNullDirection() == RelFieldCollation.NullDirection.FIRST
                            || descending && key.getNullDirection() == RelFieldCollation.NullDirection.UNSPECIFIED));
        }
        Stage stage = stages.computeIfAbsent(
                partition + " " + order, _ -> new Stage(partition, order, new ArrayList<>(), new ArrayList<>()));
        stage.calls().add(call(over, order));
        stage.overs().add(over);
    }

    /** The position of an expression among the input's columns and those that are computed for the window. */
    private int column(RexNode node) {
        return node instanceof RexInputRef ref ? ref.getIndex() : column(scalars.lower(node));
    }

    private int column(Expression expression) {
        int known = columns.indexOf(expression);
        if (known >= 0) {
            return known;
        }
        columns.add(expression);
        fields.add(new Field("$w" + columns.size(), expression.type()));
        return columns.size() - 1;
    }

    private WindowCall call(RexOver over, List<SortKey> order) {
        String name = name(over);
        List<Integer> arguments = new ArrayList<>();
        List<Long> constants = new ArrayList<>();
        List<RexNode> operands = over.getOperands();
        List<Type> wanted = over.getAggOperator() instanceof PgAggregate ours
                ? ours.parameters(
                        operands.stream().map(o -> RelTypes.plain(o.getType())).toList())
                : List.of();
        for (int i = 0; i < operands.size(); i++) {
            RexNode operand = operands.get(i);
            boolean constant = i == 1 && List.of("lag", "lead", "nth_value").contains(name) || name.equals("ntile");
            constants.add(constant ? constant(operand, name) : 0L);
            boolean fallback = i == 2 && wanted.isEmpty();
            Type type = fallback ? fields.get(arguments.get(0)).type().type() : wanted.isEmpty() ? null : wanted.get(i);
            arguments.add(type == null ? column(operand) : column(scalars.lower(operand, type)));
        }
        DataType type = RelTypes.spi(over.getType());
        boolean zero = over.getAggOperator().getKind() == SqlKind.SUM0;
        boolean extreme = name.equals("min") || name.equals("max");
        return new WindowCall(
                name,
                arguments,
                constants,
                over.ignoreNulls(),
                over.isDistinct() && !extreme,
                -1,
                frame(over.getWindow(), order),
                zero ? type.asNullable() : type);
    }

    private static String name(RexOver over) {
        SqlKind kind = over.getAggOperator().getKind();
        if (over.getAggOperator() instanceof PgAggregate ours) {
            return ours.planName();
        }
        String own = over.getAggOperator().getName().toLowerCase(java.util.Locale.ROOT);
        if (WindowFunctions.names().contains(own)) {
            return own;
        }
        String aggregate =
                Aggregates.planName(over.getAggOperator(), over.getOperands().isEmpty());
        if (aggregate == null
                || kind == SqlKind.SINGLE_VALUE
                || over.getOperands().size() > 1) {
            throw new UnsupportedException(over.getAggOperator().getName() + " with OVER", null);
        }
        return aggregate;
    }

    private static long constant(RexNode node, String function) {
        Long value = number(node);
        boolean lag = function.equals("lag") || function.equals("lead");
        if (value == null || value < (lag ? 0 : 1)) {
            throw new UnsupportedException(
                    function.toUpperCase(java.util.Locale.ROOT) + " with a count that is not a "
                            + (lag ? "" : "positive ") + "constant",
                    "write a number");
        }
        return value;
    }

    private static @Nullable Long number(RexNode node) {
        RexNode bare = node;
        while (bare instanceof RexCall c
                && c.getOperands().size() == 1
                && c.getOperator().getName().contains("CAST")) {
            bare = c.getOperands().getFirst();
        }
        return bare instanceof RexLiteral l && l.getValue() instanceof BigDecimal d ? (Long) d.longValue() : null;
    }

    // ---- frames ----

    private WindowCall.Frame frame(RexWindow window, List<SortKey> order) {
        WindowCall.Exclude exclude = switch (window.getExclude()) {
            case EXCLUDE_NO_OTHER -> WindowCall.Exclude.NO_OTHERS;
            case EXCLUDE_CURRENT_ROW -> WindowCall.Exclude.CURRENT_ROW;
            case EXCLUDE_GROUP -> WindowCall.Exclude.GROUP;
            case EXCLUDE_TIES -> WindowCall.Exclude.TIES;
        };
        boolean groups = isGroups(window.getLowerBound()) || isGroups(window.getUpperBound());
        WindowCall.Unit unit =
                groups ? WindowCall.Unit.GROUPS : window.isRows() ? WindowCall.Unit.ROWS : WindowCall.Unit.RANGE;
        return new WindowCall.Frame(
                unit,
                edge(window.getLowerBound()),
                by(window.getLowerBound(), unit, order),
                edge(window.getUpperBound()),
                by(window.getUpperBound(), unit, order),
                exclude);
    }

    /** Offsets of GROUPS frames are told from ROWS by this being added. */
    static final long GROUPS = 1_000_000_000_000L;

    private static boolean isGroups(RexWindowBound bound) {
        Long n = bound.getOffset() == null ? null : number(bound.getOffset());
        return n != null && n >= GROUPS;
    }

    private static WindowCall.Edge edge(RexWindowBound bound) {
        if (bound.isUnbounded()) {
            return bound.isPreceding() ? WindowCall.Edge.UNBOUNDED_PRECEDING : WindowCall.Edge.UNBOUNDED_FOLLOWING;
        }
        if (bound.isCurrentRow()) {
            return WindowCall.Edge.CURRENT_ROW;
        }
        return bound.isPreceding() ? WindowCall.Edge.PRECEDING : WindowCall.Edge.FOLLOWING;
    }

    private long by(RexWindowBound bound, WindowCall.Unit unit, List<SortKey> order) {
        RexNode offset = bound.getOffset();
        if (offset == null) {
            return 0;
        }
        long out = unit == WindowCall.Unit.RANGE ? range(offset, order) : count(offset);
        return unit == WindowCall.Unit.GROUPS ? out - GROUPS : out;
    }

    private static long count(RexNode offset) {
        Long n = number(offset);
        if (n == null || n < 0) {
            throw new UnsupportedException("a frame whose offset is not a constant", "write a number");
        }
        return n;
    }

    private long range(RexNode offset, List<SortKey> order) {
        Expression lowered = scalars.lower(offset);
        Type key =
                order.size() == 1 ? fields.get(order.getFirst().column()).type().type() : Type.TEXT;
        if (!(lowered instanceof Expression.Literal l) || l.text() == null) {
            throw new UnsupportedException("a frame whose offset is not a constant", "write a constant");
        }
        BigDecimal value = new BigDecimal(l.text());
        return switch (key) {
            case Type.Int _ when !(l.type().type() instanceof Type.Interval) -> value.longValueExact();
            case Type.Decimal d
            when d.isLong() && !(l.type().type() instanceof Type.Interval) ->
                value.setScale(d.scale(), java.math.RoundingMode.DOWN)
                        .unscaledValue()
                        .longValueExact();
            case Type.Timestamp _, Type.Time _
            when l.type().type() instanceof Type.Interval i && !i.months() -> value.longValueExact();
            case Type.Date _
            when l.type().type() instanceof Type.Interval i && !i.months() ->
                Math.floorDiv(value.longValueExact(), 86_400_000_000L);
            default ->
                throw new UnsupportedException(
                        "RANGE with an offset of " + l.type().type().sql() + " over " + key.sql(),
                        "order by one integer, decimal, date or timestamp column and give a number or an interval"
                                + " of days or less");
        };
    }

    // ---- building ----

    private PlanNode stack(PlanNode input, long limit) {
        Schema prepared = new Schema(fields, List.of());
        PlanNode node = columns.size() == width ? input : new PlanNode.Project(input, columns, prepared);
        List<Field> all = new ArrayList<>(fields);
        for (Stage stage : stages.values()) {
            if (limit >= 0) {
                node = new PlanNode.TopK(node, stage.partition(), stage.order(), 0, limit);
            }
            for (int i = 0; i < stage.calls().size(); i++) {
                results.put(
                        stage.overs().get(i).toString(), result(stage.overs().get(i), all.size()));
                all.add(new Field("$o" + all.size(), stage.calls().get(i).type()));
            }
            node = new PlanNode.Window(
                    node, stage.partition(), stage.order(), stage.calls(), new Schema(all, List.of()));
        }
        return node;
    }

    private RexNode result(RexOver over, int column) {
        var rex = scalars.rex();
        if (over.getAggOperator().getKind() != SqlKind.SUM0) {
            return rex.makeInputRef(over.getType(), column);
        }
        var types = rex.getTypeFactory();
        RexNode sum = rex.makeInputRef(types.createTypeWithNullability(over.getType(), true), column);
        return rex.makeCall(
                over.getType(),
                dev.freshet.sql.function.FunctionTable.COALESCE,
                List.of(sum, rex.makeLiteral(BigDecimal.ZERO, over.getType(), false)));
    }

    /** The most rows of a partition that a condition on a ROW_NUMBER lets pass, or -1. */
    static long limit(RexNode condition, List<RexNode> expressions) {
        List<RexOver> overs = overs(expressions);
        if (overs.size() != 1 || overs.getFirst().getAggOperator().getKind() != SqlKind.ROW_NUMBER) {
            return -1;
        }
        // QUALIFY makes its condition a column, and filters by that.
        RexNode whole = condition.accept(new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef ref) {
                return expressions.get(ref.getIndex());
            }
        });
        long best = -1;
        for (RexNode part : org.apache.calcite.plan.RelOptUtil.conjunctions(whole)) {
            long here = part instanceof RexCall c && c.getOperands().size() == 2 ? limit(c) : -1;
            best = here < 0 ? best : best < 0 ? here : Math.min(best, here);
        }
        return best;
    }

    private static long limit(RexCall c) {
        boolean first = c.getOperands().get(0) instanceof RexOver;
        boolean second = c.getOperands().get(1) instanceof RexOver;
        if (first == second) {
            return -1;
        }
        Long n = number(c.getOperands().get(first ? 1 : 0));
        if (n == null) {
            return -1;
        }
        return switch (first ? c.getKind() : c.getKind().reverse()) {
            case EQUALS, LESS_THAN_OR_EQUAL -> Math.max(0, n);
            case LESS_THAN -> Math.max(0, n - 1);
            default -> -1;
        };
    }
}
