package dev.freshet.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.core.build.CircuitBuilder;
import dev.freshet.core.circuit.Circuit;
import dev.freshet.core.expr.EvaluationContext;
import dev.freshet.core.plan.AggregateCall;
import dev.freshet.core.plan.Expression;
import dev.freshet.core.plan.JoinKind;
import dev.freshet.core.plan.Plan;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.core.plan.SetKind;
import dev.freshet.core.plan.SortKey;
import dev.freshet.core.plan.WindowCall;
import dev.freshet.core.plan.format.PlanFormat1;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.Values;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Random changes through one operator; after every epoch the folded output equals a plain recomputation over lists. */
class OperatorTwinTest {
    private static final Schema LEFT = Schema.of(
            new Field("k", Type.BIGINT.nullable()),
            new Field("v", Type.BIGINT.nullable()),
            new Field("t", Type.TEXT.nullable()));
    private static final Schema RIGHT =
            Schema.of(new Field("k", Type.BIGINT.nullable()), new Field("w", Type.BIGINT.nullable()));

    /** A bag of rows with its change of the current epoch. */
    private static final class Bag {
        final Schema schema;
        final List<List<@Nullable Object>> rows = new ArrayList<>();
        BatchBuilder change;

        Bag(Schema schema) {
            this.schema = schema;
            this.change = new BatchBuilder(schema);
        }

        void add(@Nullable Object... row) {
            rows.add(Arrays.asList(row));
            change.row(1, row);
        }

        void removeAny(Random random) {
            if (!rows.isEmpty()) {
                change.row(-1, rows.remove(random.nextInt(rows.size())).toArray());
            }
        }
    }

    private static @Nullable Long number(Random random, int bound) {
        return random.nextInt(8) == 0 ? null : (Long) (long) random.nextInt(bound);
    }

    private static @Nullable String text(Random random) {
        return random.nextInt(6) == 0 ? null : "t" + random.nextInt(4);
    }

    private static void mutate(Bag left, Bag right, Random random) {
        for (int i = random.nextInt(12); i > 0; i--) {
            if (random.nextInt(3) == 0) {
                left.removeAny(random);
            } else {
                left.add(number(random, 5), number(random, 6), text(random));
            }
        }
        for (int i = random.nextInt(8); i > 0; i--) {
            if (random.nextInt(3) == 0) {
                right.removeAny(random);
            } else {
                right.add(number(random, 5), number(random, 6));
            }
        }
    }

    private static Map<List<@Nullable Object>, Long> bag(List<List<@Nullable Object>> rows) {
        Map<List<@Nullable Object>, Long> out = new HashMap<>();
        rows.forEach(r -> out.merge(r, 1L, Long::sum));
        return out;
    }

    private static void fold(Map<List<@Nullable Object>, Long> into, Schema schema, ColumnBatch change) {
        for (int i = 0; i < change.size(); i++) {
            into.merge(Values.row(schema, change, i), change.weight(i), Long::sum);
        }
        into.values().removeIf(w -> w == 0);
    }

    private interface Twin {
        List<List<@Nullable Object>> answer(Bag left, Bag right);
    }

    private static void check(PlanNode root, long seed, Twin twin) {
        Plan plan = new Plan(
                List.of(new Plan.Table("l", LEFT, null, List.of()), new Plan.Table("r", RIGHT, null, List.of())),
                List.of(new Plan.View("view", root, false, root.schema())));
        assertThat(PlanFormat1.read(PlanFormat1.write(plan))).isEqualTo(plan);
        Random random = new Random(seed);
        Circuit circuit = CircuitBuilder.build(plan, EvaluationContext.NONE, Map.of());
        Bag left = new Bag(LEFT);
        Bag right = new Bag(RIGHT);
        Map<List<@Nullable Object>, Long> seen = new HashMap<>();
        for (int epoch = 0; epoch < 25; epoch++) {
            mutate(left, right, random);
            Circuit.Result result = circuit.step(Map.of("l", left.change.build(), "r", right.change.build()));
            ColumnBatch change = result.outputs().get("view");
            if (change != null) {
                fold(seen, root.schema(), change);
            }
            assertThat(seen).as("epoch %d, seed %d", epoch, seed).isEqualTo(bag(twin.answer(left, right)));
            if (epoch % 7 == 6) {
                Circuit fresh = CircuitBuilder.build(plan, EvaluationContext.NONE, Map.of());
                fresh.load(circuit.save());
                circuit = fresh;
            }
        }
    }

    @ParameterizedTest
    @EnumSource(JoinKind.class)
    void joinsEqualNestedLoops(JoinKind kind) {
        for (long seed = 0; seed < 40; seed++) {
            boolean withResidual = seed % 2 == 1;
            check(join(kind, withResidual), seed, (l, r) -> nestedLoops(kind, withResidual, l, r));
        }
    }

    private static PlanNode join(JoinKind kind, boolean withResidual) {
        List<Field> fields = new ArrayList<>(LEFT.fields());
        if (kind != JoinKind.SEMI && kind != JoinKind.ANTI) {
            fields.add(new Field("k2", Type.BIGINT.nullable()));
            fields.add(new Field("w", Type.BIGINT.nullable()));
        }
        Expression residual = withResidual
                ? new Expression.Call(
                        "le",
                        List.of(
                                new Expression.Input(1, Type.BIGINT.nullable()),
                                new Expression.Input(4, Type.BIGINT.nullable())),
                        Type.BOOLEAN.nullable())
                : null;
        return new PlanNode.Join(
                new PlanNode.Scan("l", LEFT),
                new PlanNode.Scan("r", RIGHT),
                kind,
                List.of(0),
                List.of(0),
                residual,
                new Schema(fields, List.of()));
    }

    private static boolean matches(boolean residual, List<@Nullable Object> l, List<@Nullable Object> r) {
        Long v = (Long) l.get(1);
        Long w = (Long) r.get(1);
        return l.get(0) != null && l.get(0).equals(r.get(0)) && (!residual || (v != null && w != null && v <= w));
    }

    private static List<List<@Nullable Object>> nestedLoops(JoinKind kind, boolean residual, Bag left, Bag right) {
        List<List<@Nullable Object>> out = new ArrayList<>();
        Set<Integer> matchedRight = new HashSet<>();
        for (List<@Nullable Object> l : left.rows) {
            boolean any = false;
            for (int j = 0; j < right.rows.size(); j++) {
                if (matches(residual, l, right.rows.get(j))) {
                    any = true;
                    matchedRight.add(j);
                    if (kind != JoinKind.SEMI && kind != JoinKind.ANTI) {
                        out.add(concat(l, right.rows.get(j)));
                    }
                }
            }
            if ((kind == JoinKind.SEMI && any) || (kind == JoinKind.ANTI && !any)) {
                out.add(l);
            }
            if (!any && (kind == JoinKind.LEFT || kind == JoinKind.FULL)) {
                out.add(concat(l, Arrays.asList(null, null)));
            }
        }
        for (int j = 0; j < right.rows.size(); j++) {
            if (!matchedRight.contains(j) && (kind == JoinKind.RIGHT || kind == JoinKind.FULL)) {
                out.add(concat(Arrays.asList(null, null, null), right.rows.get(j)));
            }
        }
        return out;
    }

    private static List<@Nullable Object> concat(List<@Nullable Object> a, List<@Nullable Object> b) {
        List<@Nullable Object> out = new ArrayList<>(a);
        out.addAll(b);
        return out;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aggregatesEqualRecomputation(boolean grouped) {
        List<AggregateCall> calls = List.of(
                new AggregateCall("count_star", List.of(), false, -1, Type.BIGINT.notNull()),
                new AggregateCall("count", List.of(1), false, -1, Type.BIGINT.notNull()),
                new AggregateCall("sum", List.of(1), false, -1, new Type.Decimal(38, 0).nullable()),
                new AggregateCall("avg", List.of(1), false, -1, new Type.Decimal(38, 4).nullable()),
                new AggregateCall("min", List.of(2), false, -1, Type.TEXT.nullable()),
                new AggregateCall("max", List.of(1), false, -1, Type.BIGINT.nullable()),
                new AggregateCall("count", List.of(1), true, -1, Type.BIGINT.notNull()),
                new AggregateCall("sum", List.of(1), true, -1, new Type.Decimal(38, 0).nullable()));
        List<Field> fields = new ArrayList<>();
        if (grouped) {
            fields.add(LEFT.field(0));
        }
        for (AggregateCall c : calls) {
            fields.add(new Field("a" + fields.size(), c.type()));
        }
        PlanNode root = new PlanNode.Aggregate(
                new PlanNode.Scan("l", LEFT), grouped ? List.of(0) : List.of(), calls, new Schema(fields, List.of()));
        for (long seed = 0; seed < 40; seed++) {
            check(root, seed, (l, _) -> recompute(l, grouped));
        }
    }

    private static List<List<@Nullable Object>> recompute(Bag left, boolean grouped) {
        Map<List<@Nullable Object>, List<List<@Nullable Object>>> groups = new HashMap<>();
        if (!grouped) {
            groups.put(List.of(), new ArrayList<>());
        }
        for (List<@Nullable Object> row : left.rows) {
            List<@Nullable Object> key = grouped ? Arrays.asList(row.get(0)) : List.of();
            groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(row);
        }
        List<List<@Nullable Object>> out = new ArrayList<>();
        groups.forEach((key, rows) -> out.add(concat(key, results(rows))));
        return out;
    }

    private static List<@Nullable Object> results(List<List<@Nullable Object>> rows) {
        List<Long> numbers =
                rows.stream().map(r -> (Long) r.get(1)).filter(Objects::nonNull).toList();
        List<Long> distinct = numbers.stream().distinct().toList();
        long sum = numbers.stream().mapToLong(Long::longValue).sum();
        return Arrays.asList(
                (long) rows.size(),
                (long) numbers.size(),
                numbers.isEmpty() ? null : BigDecimal.valueOf(sum),
                numbers.isEmpty()
                        ? null
                        : BigDecimal.valueOf(sum)
                                .divide(BigDecimal.valueOf(numbers.size()), 4, java.math.RoundingMode.HALF_UP),
                rows.stream()
                        .map(r -> (String) r.get(2))
                        .filter(Objects::nonNull)
                        .min(String::compareTo)
                        .orElse(null),
                numbers.stream().max(Long::compare).orElse(null),
                (long) distinct.size(),
                distinct.isEmpty()
                        ? null
                        : BigDecimal.valueOf(
                                distinct.stream().mapToLong(Long::longValue).sum()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void distinctAndUnionEqualSets(long seed) {
        PlanNode scan = new PlanNode.Project(
                new PlanNode.Scan("l", LEFT),
                List.of(
                        new Expression.Input(0, Type.BIGINT.nullable()),
                        new Expression.Input(1, Type.BIGINT.nullable())),
                RIGHT);
        PlanNode union = new PlanNode.Union(List.of(scan, new PlanNode.Scan("r", RIGHT)), RIGHT);
        check(new PlanNode.Distinct(union), seed, (l, r) -> {
            Set<List<@Nullable Object>> set = new HashSet<>();
            l.rows.forEach(x -> set.add(Arrays.asList(x.get(0), x.get(1))));
            set.addAll(r.rows);
            return new ArrayList<>(set);
        });
    }

    @ParameterizedTest
    @CsvSource({"INTERSECT,true", "INTERSECT,false", "EXCEPT,true", "EXCEPT,false"})
    void setOperationsEqualCounting(SetKind kind, boolean all) {
        PlanNode root = new PlanNode.SetOperation(pairs(), new PlanNode.Scan("r", RIGHT), kind, all, RIGHT);
        for (long seed = 0; seed < 20; seed++) {
            check(root, seed, (l, r) -> {
                Map<List<@Nullable Object>, Long> a =
                        bag(l.rows.stream().map(x -> x.subList(0, 2)).toList());
                Map<List<@Nullable Object>, Long> b = bag(r.rows);
                List<List<@Nullable Object>> out = new ArrayList<>();
                a.forEach((row, n) -> {
                    long there = b.getOrDefault(row, 0L);
                    long count = kind == SetKind.INTERSECT ? Math.min(n, there) : all ? n - there : there > 0 ? 0 : n;
                    for (long i = 0; i < (all ? count : Math.min(1, count)); i++) {
                        out.add(row);
                    }
                });
                return out;
            });
        }
    }

    private static PlanNode pairs() {
        return new PlanNode.Project(
                new PlanNode.Scan("l", LEFT),
                List.of(
                        new Expression.Input(0, Type.BIGINT.nullable()),
                        new Expression.Input(1, Type.BIGINT.nullable())),
                RIGHT);
    }

    /** NULL last ascending; descending the other way round; ties by all columns. */
    private static Comparator<List<@Nullable Object>> order(List<SortKey> keys) {
        Comparator<List<@Nullable Object>> all = byKeys(keys);
        for (int c = 0; c < LEFT.size(); c++) {
            all = all.thenComparing(byKeys(List.of(new SortKey(c, false, false))));
        }
        return all;
    }

    @SuppressWarnings("unchecked")
    private static Comparator<List<@Nullable Object>> byKeys(List<SortKey> keys) {
        return (a, b) -> {
            for (SortKey k : keys) {
                Object x = a.get(k.column());
                Object y = b.get(k.column());
                int c = x == null || y == null
                        ? Boolean.compare((x == null) != k.nullsFirst(), (y == null) != k.nullsFirst())
                        : k.descending()
                                ? ((Comparable<Object>) y).compareTo(x)
                                : ((Comparable<Object>) x).compareTo(y);
                if (x == null && y == null) {
                    c = 0;
                }
                if (c != 0) {
                    return c;
                }
            }
            return 0;
        };
    }

    private static List<List<List<@Nullable Object>>> partitions(Bag bag, List<Integer> by, List<SortKey> keys) {
        Map<List<@Nullable Object>, List<List<@Nullable Object>>> out = new HashMap<>();
        for (List<@Nullable Object> row : bag.rows) {
            List<@Nullable Object> key = new ArrayList<>();
            by.forEach(c -> key.add(row.get(c)));
            out.computeIfAbsent(key, _ -> new ArrayList<>()).add(row);
        }
        out.values().forEach(rows -> rows.sort(order(keys)));
        return List.copyOf(out.values());
    }

    @ParameterizedTest
    @CsvSource({"0,3,true", "2,3,true", "0,1,false", "1,-1,true", "3,4,false", "0,0,true"})
    void topKEqualsSorting(int offset, int limit, boolean partitioned) {
        List<Integer> by = partitioned ? List.of(0) : List.of();
        List<SortKey> keys = List.of(new SortKey(1, true, offset > 1));
        PlanNode root = new PlanNode.TopK(new PlanNode.Scan("l", LEFT), by, keys, offset, limit);
        for (long seed = 0; seed < 20; seed++) {
            check(
                    root,
                    seed,
                    (l, _) -> partitions(l, by, keys).stream()
                            .flatMap(rows -> rows.stream().skip(offset).limit(limit < 0 ? Integer.MAX_VALUE : limit))
                            .toList());
        }
    }

    @ParameterizedTest
    @EnumSource(WindowCall.Unit.class)
    void windowsEqualRecomputation(WindowCall.Unit unit) {
        List<SortKey> keys = List.of(new SortKey(1, false, false));
        WindowCall.Frame near = new WindowCall.Frame(
                unit, WindowCall.Edge.PRECEDING, 1, WindowCall.Edge.FOLLOWING, 2, WindowCall.Exclude.NO_OTHERS);
        WindowCall.Frame running = new WindowCall.Frame(
                unit,
                WindowCall.Edge.UNBOUNDED_PRECEDING,
                0,
                WindowCall.Edge.CURRENT_ROW,
                0,
                WindowCall.Exclude.NO_OTHERS);
        List<WindowCall> calls = List.of(
                call("row_number", List.of(), near),
                call("rank", List.of(), near),
                call("dense_rank", List.of(), near),
                call("lag", List.of(1), near),
                call("count", List.of(1), near),
                call("max", List.of(1), running),
                call("first_value", List.of(1), near),
                call("last_value", List.of(1), running),
                call("count_star", List.of(), WindowCall.Frame.WHOLE));
        List<Field> fields = new ArrayList<>(LEFT.fields());
        calls.forEach(c -> fields.add(new Field("f" + fields.size(), c.type())));
        PlanNode root = new PlanNode.Window(
                new PlanNode.Scan("l", LEFT), List.of(0), keys, calls, new Schema(fields, List.of()));
        for (long seed = 0; seed < 25; seed++) {
            check(
                    root,
                    seed,
                    (l, _) -> partitions(l, List.of(0), keys).stream()
                            .flatMap(rows -> overPartition(rows, unit).stream())
                            .toList());
        }
    }

    private static WindowCall call(String function, List<Integer> arguments, WindowCall.Frame frame) {
        return new WindowCall(function, arguments, List.of(0L), false, false, -1, frame, Type.BIGINT.nullable());
    }

    private static @Nullable Long at(List<List<@Nullable Object>> rows, int i) {
        return i < 0 || i >= rows.size() ? null : (Long) rows.get(i).get(1);
    }

    private static List<List<@Nullable Object>> overPartition(List<List<@Nullable Object>> rows, WindowCall.Unit unit) {
        List<List<@Nullable Object>> out = new ArrayList<>();
        List<@Nullable Long> values =
                rows.stream().map(r -> (Long) r.get(1)).distinct().toList();
        for (int i = 0; i < rows.size(); i++) {
            Long own = at(rows, i);
            List<@Nullable Long> near = new ArrayList<>();
            List<@Nullable Long> running = new ArrayList<>();
            long rank = 1;
            for (int j = 0; j < rows.size(); j++) {
                Long other = at(rows, j);
                long steps = switch (unit) {
                    case ROWS -> j - i;
                    case GROUPS -> values.indexOf(other) - values.indexOf(own);
                    case RANGE -> Objects.equals(own, other) ? 0 : own == null ? -99 : other == null ? 99 : other - own;
                };
                if (steps >= -1 && steps <= 2) {
                    near.add(other);
                }
                if (steps <= 0) {
                    running.add(other);
                }
                rank += values.indexOf(other) < values.indexOf(own) ? 1 : 0;
            }
            out.add(concat(
                    rows.get(i),
                    Arrays.asList(
                            i + 1L,
                            rank,
                            values.indexOf(own) + 1L,
                            at(rows, i - 1),
                            near.stream().filter(Objects::nonNull).count(),
                            running.stream()
                                    .filter(Objects::nonNull)
                                    .max(Long::compare)
                                    .orElse(null),
                            near.getFirst(),
                            running.getLast(),
                            (long) rows.size())));
        }
        return out;
    }
}
