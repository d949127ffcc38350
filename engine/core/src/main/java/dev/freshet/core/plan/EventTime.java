package dev.freshet.core.plan;

import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How far the watermarks of tables reach into a plan. A column has a {@link Bound} when no change of a later epoch has a
 * value below it in that column: whatever state is kept for lesser values can be forgotten. NULLs are outside of it.
 */
public final class EventTime {
    /** A growing function ({@link Expression} over column 0) of a table's watermark. */
    public record Term(String table, Expression function) {}

    /** The least of its terms. */
    public record Bound(List<Term> terms) {
        public Bound {
            terms = List.copyOf(terms);
        }

        Bound with(Bound other) {
            List<Term> all = new ArrayList<>(terms);
            other.terms.stream().filter(t -> !all.contains(t)).forEach(all::add);
            return new Bound(all);
        }
    }

    private static final Set<String> GROWING = Set.of("add", "sub", "tumble_start", "tumble_end", "cast");

    private final Map<String, Plan.Watermark> watermarks;
    private final Map<PlanNode, List<@Nullable Bound>> known = new IdentityHashMap<>();

    public EventTime(List<Plan.Table> tables) {
        Map<String, Plan.Watermark> found = new HashMap<>();
        for (Plan.Table t : tables) {
            if (t.watermark() != null) {
                found.put(t.name(), t.watermark());
            }
        }
        this.watermarks = found;
    }

    public @Nullable Bound of(PlanNode node, int column) {
        if (watermarks.isEmpty()) {
            return null;
        }
        List<@Nullable Bound> there = known.get(node);
        if (there == null) {
            there = bounds(node);
            known.put(node, there);
        }
        return there.get(column);
    }

    /** The first of these columns that has a bound, or -1. */
    public int bounded(PlanNode node, List<Integer> columns) {
        return columns.stream().filter(c -> of(node, c) != null).findFirst().orElse(-1);
    }

    /** What rows of one side of a join are kept for: those whose column lies below the bound are not. */
    public record Kept(int column, Bound bound) {}

    /** Both sides alike. */
    public @Nullable Kept kept(PlanNode.SetOperation node) {
        return kept(node, IntStream.range(0, node.schema().size()).boxed().toList());
    }

    public @Nullable Kept kept(PlanNode.TopK node) {
        return kept(node.input(), node.partition());
    }

    /** By a column of the partition, or the time of sessions. */
    public @Nullable Kept kept(PlanNode.Window node) {
        Kept partition = kept(node.input(), node.partition());
        WindowCall first = node.calls().getFirst();
        return partition == null && first.function().startsWith("session_")
                ? kept(node.input(), first.arguments())
                : partition;
    }

    private @Nullable Kept kept(PlanNode node, List<Integer> columns) {
        int column = bounded(node, columns);
        Bound bound = column < 0 ? null : of(node, column);
        return bound == null ? null : new Kept(column, bound);
    }

    /** Left rows; right rows are kept by the same bound. Only for matches in the past: one in the future is still open. */
    public @Nullable Kept kept(PlanNode.AsofJoin node) {
        Bound left = of(node.left(), node.leftTime());
        Bound right = of(node.right(), node.rightTime());
        boolean same = node.left()
                .schema()
                .type(node.leftTime())
                .equals(node.right().schema().type(node.rightTime()));
        return left == null || right == null || !same || !node.match().backward()
                ? null
                : new Kept(node.leftTime(), left.with(right));
    }

    public @Nullable Kept kept(PlanNode.Join join, boolean left) {
        for (TimeBand band : TimeBand.all(join)) {
            Bound own = of(left ? join.left() : join.right(), left ? band.left() : band.right());
            Bound other = of(left ? join.right() : join.left(), left ? band.right() : band.left());
            long reach = left ? band.rightAhead() : band.leftAhead();
            if (own != null && other != null && reach != TimeBand.ENDLESS) {
                return new Kept(left ? band.left() : band.right(), own.with(shifted(other, reach)));
            }
        }
        return null;
    }

    private static Bound shifted(Bound bound, long back) {
        if (back == 0) {
            return bound;
        }
        return new Bound(bound.terms().stream()
                .map(t -> new Term(t.table(), minus(t.function(), back)))
                .toList());
    }

    private static Expression minus(Expression time, long micros) {
        return new Expression.Call(
                Functions.SUB,
                List.of(time, new Expression.Literal(Long.toString(micros), Type.MICROS.notNull())),
                time.type());
    }

    private List<@Nullable Bound> bounds(PlanNode node) {
        List<@Nullable Bound> out = new ArrayList<>();
        for (int i = 0; i < node.schema().size(); i++) {
            out.add(bound(node, i));
        }
        return out;
    }

    private @Nullable Bound bound(PlanNode node, int column) {
        return switch (node) {
            case PlanNode.Scan n -> scan(n, column);
            case PlanNode.Filter n -> of(n.input(), column);
            case PlanNode.Distinct n -> of(n.input(), column);
            case PlanNode.Project n -> of(n.input(), n.expressions().get(column));
            case PlanNode.TableCall n -> tableCall(n, column);
            case PlanNode.Join n -> join(n, column);
            case PlanNode.Aggregate n ->
                column < n.groups().size() ? of(n.input(), n.groups().get(column)) : null;
            case PlanNode.Union n -> least(n.inputs(), column);
            case PlanNode.SetOperation n -> least(n.inputs(), column);
            case PlanNode.TopK n -> n.partition().contains(column) ? of(n.input(), column) : null;
            case PlanNode.Window n -> window(n, column);
            case PlanNode.AsofJoin n -> asof(n, column);
            default -> null;
        };
    }

    /** Whatever changes a session ends its gap behind a row that came or went. */
    private @Nullable Bound window(PlanNode.Window node, int column) {
        int width = node.input().schema().size();
        if (column < width) {
            return node.partition().contains(column) ? of(node.input(), column) : null;
        }
        WindowCall call = node.calls().get(column - width);
        return call.function().equals("session_end")
                ? of(node.input(), call.arguments().getFirst())
                : null;
    }

    /** The times of left rows that can still change their match. */
    private @Nullable Bound asof(PlanNode.AsofJoin node, int column) {
        Kept kept = column == node.leftTime() ? kept(node) : null;
        return kept == null ? null : kept.bound();
    }

    private @Nullable Bound scan(PlanNode.Scan scan, int column) {
        Plan.Watermark watermark = watermarks.get(scan.table());
        if (watermark == null || watermark.column() != column) {
            return null;
        }
        DataType type = scan.schema().field(column).type();
        return new Bound(List.of(new Term(scan.table(), new Expression.Input(0, type))));
    }

    private @Nullable Bound least(List<PlanNode> inputs, int column) {
        Bound out = null;
        for (PlanNode input : inputs) {
            Bound b = of(input, column);
            if (b == null) {
                return null;
            }
            out = out == null ? b : out.with(b);
        }
        return out;
    }

    /** A growing expression over one column with a bound. */
    private @Nullable Bound of(PlanNode input, Expression e) {
        if (e instanceof Expression.Input in) {
            return of(input, in.column());
        }
        if (!(e instanceof Expression.Call call) || !grows(call)) {
            return null;
        }
        Bound inner = of(input, call.argument(0));
        if (inner == null) {
            return null;
        }
        return new Bound(inner.terms().stream()
                .map(t -> new Term(t.table(), applied(call, t.function())))
                .toList());
    }

    private static Expression applied(Expression.Call call, Expression first) {
        List<Expression> arguments = new ArrayList<>(call.arguments());
        arguments.set(0, first);
        return new Expression.Call(call.function(), arguments, call.type());
    }

    private static boolean grows(Expression.Call call) {
        boolean constant = call.arguments().stream().skip(1).allMatch(a -> a instanceof Expression.Literal);
        boolean time =
                call.type().type() instanceof Type.Timestamp || call.type().type() instanceof Type.Date;
        return GROWING.contains(call.function()) && constant && time;
    }

    private @Nullable Bound tableCall(PlanNode.TableCall call, int column) {
        int width = call.input().schema().size();
        if (column < width) {
            return of(call.input(), column);
        }
        if (call.function().equals("unnest")
                && column == width
                && call.arguments().getFirst() instanceof Expression.Call starts
                && starts.function().equals("hop_starts")) {
            Bound time = of(call.input(), starts.argument(0));
            long size = micros(starts.argument(2));
            return time == null || size < 0 ? null : shifted(time, size);
        }
        boolean windows = call.function().equals("hop") || call.function().equals("cumulate");
        if (!windows || column > width + 1) {
            return null;
        }
        Bound time = of(call.input(), call.arguments().getFirst());
        if (time == null || column == width + 1) {
            return time;
        }
        long size = size(call);
        return size < 0 ? null : shifted(time, size);
    }

    /** A window begins at most its size before the row's time. */
    private static long size(PlanNode.TableCall call) {
        return call.arguments().size() > 2 ? micros(call.arguments().get(2)) : -1;
    }

    private static long micros(Expression e) {
        return e instanceof Expression.Literal l && l.text() != null ? Long.parseLong(l.text()) : -1;
    }

    private @Nullable Bound join(PlanNode.Join join, int column) {
        Schema left = join.left().schema();
        boolean ofLeft = column < left.size();
        int own = ofLeft ? column : column - left.size();
        for (TimeBand band : TimeBand.all(join)) {
            if ((ofLeft ? band.left() : band.right()) == own) {
                Bound mine = of(ofLeft ? join.left() : join.right(), own);
                Bound other = of(ofLeft ? join.right() : join.left(), ofLeft ? band.right() : band.left());
                long reach = ofLeft ? band.rightAhead() : band.leftAhead();
                if (mine != null && other != null && reach != TimeBand.ENDLESS) {
                    return mine.with(shifted(other, reach));
                }
            }
        }
        return null;
    }
}
