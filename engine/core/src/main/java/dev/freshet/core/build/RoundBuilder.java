package dev.freshet.core.build;

import dev.freshet.core.circuit.Circuit;
import dev.freshet.core.circuit.Operator;
import dev.freshet.core.expr.EvaluationContext;
import dev.freshet.core.expr.Evaluator;
import dev.freshet.core.expr.Expressions;
import dev.freshet.core.operator.FilterOperator;
import dev.freshet.core.operator.JoinOperator;
import dev.freshet.core.operator.NegateOperator;
import dev.freshet.core.operator.ProjectOperator;
import dev.freshet.core.operator.RoundEntry;
import dev.freshet.core.operator.RoundOperator;
import dev.freshet.core.operator.TableCallOperator;
import dev.freshet.core.operator.UnionOperator;
import dev.freshet.core.plan.Expression;
import dev.freshet.core.plan.JoinKind;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.core.trace.Hashing;
import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.function.TableFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes the inside of a recursion: the operators of its bodies over rows that carry their round as the last column. A
 * joined row comes in the later of its two rounds; semi, anti and outer joins are made of inner ones, DISTINCT and
 * differences.
 */
final class RoundBuilder {
    private static final DataType ROUND = Type.BIGINT.notNull();

    private final PlanNode.Recursion node;
    private final EvaluationContext context;
    private final Function<PlanNode.TableCall, TableFunction> tableFunctions;
    private final List<Circuit.Node> nodes = new ArrayList<>();
    private final Map<String, Circuit.Entry> entries = new HashMap<>();
    private final Map<PlanNode, Integer> known = new IdentityHashMap<>();
    private final Map<String, Integer> leaves = new HashMap<>();

    private RoundBuilder(
            PlanNode.Recursion node,
            EvaluationContext context,
            Function<PlanNode.TableCall, TableFunction> tableFunctions) {
        this.node = node;
        this.context = context;
        this.tableFunctions = tableFunctions;
    }

    static Circuit build(
            PlanNode.Recursion node,
            EvaluationContext context,
            Function<PlanNode.TableCall, TableFunction> tableFunctions) {
        RoundBuilder builder = new RoundBuilder(node, context, tableFunctions);
        Map<String, Integer> outputs = new LinkedHashMap<>();
        for (int i = 0; i < node.bodies().size(); i++) {
            outputs.put("v" + i, builder.add(node.bodies().get(i)));
        }
        return new Circuit(builder.nodes, builder.entries, outputs);
    }

    private int add(PlanNode plan) {
        Integer there = known.get(plan);
        if (there == null) {
            there = make(plan);
            known.put(plan, there);
        }
        return there;
    }

    /** Appends an operator; its rejected rows are told under the first relation's name. */
    private int put(Operator operator, Integer... inputs) {
        nodes.add(new Circuit.Node(operator, Arrays.asList(inputs), Set.of("v0")));
        return nodes.size() - 1;
    }

    private String id() {
        return "n" + nodes.size();
    }

    private int make(PlanNode plan) {
        return switch (plan) {
            case PlanNode.Variable n -> leaf("v" + node.names().indexOf(n.name()), n.schema());
            case PlanNode.External n -> leaf("x" + n.input(), n.schema());
            case PlanNode.Filter n -> put(new FilterOperator(id(), wide(n), compile(n.predicate())), add(n.input()));
            case PlanNode.Project n -> project(add(n.input()), wide(n.input()), n.expressions(), n.schema());
            case PlanNode.TableCall n -> tableCall(n);
            case PlanNode.Join n -> join(n);
            case PlanNode.Aggregate n -> {
                if (n.groups().isEmpty()) {
                    throw new IllegalArgumentException("an aggregate without GROUP BY inside a recursion");
                }
                yield put(new RoundOperator(id(), wide(n.input()), n.groups(), n.calls(), wide(n)), add(n.input()));
            }
            case PlanNode.Distinct n -> distinct(add(n.input()), n.schema());
            case PlanNode.Union n ->
                put(
                        new UnionOperator(id(), wide(n)),
                        n.inputs().stream().map(this::add).toArray(Integer[]::new));
            default ->
                throw new IllegalArgumentException(
                        plan.getClass().getSimpleName() + " inside a recursion is not known to this release");
        };
    }

    private static Schema wide(PlanNode plan) {
        return RoundOperator.withRound(plan.schema());
    }

    private int leaf(String name, Schema schema) {
        Integer there = leaves.get(name);
        if (there == null) {
            RoundEntry entry = new RoundEntry(id(), RoundOperator.withRound(schema));
            entries.put(name, entry);
            there = put(entry);
            leaves.put(name, there);
        }
        return there;
    }

    private int distinct(int input, Schema schema) {
        Schema wide = RoundOperator.withRound(schema);
        List<Integer> all = Arrays.stream(Hashing.all(schema.size())).boxed().toList();
        return put(new RoundOperator(id(), wide, all, List.of(), wide), input);
    }

    /** The expressions, which do not read the round, and behind them the round. */
    private int project(int input, Schema inputSchema, List<Expression> expressions, Schema schema) {
        List<Expression> all = new ArrayList<>(expressions);
        all.add(new Expression.Input(inputSchema.size() - 1, ROUND));
        return put(new ProjectOperator(id(), inputSchema, compile(all), RoundOperator.withRound(schema)), input);
    }

    private static List<Expression> columns(Schema schema, int from, int to, int shift) {
        List<Expression> out = new ArrayList<>();
        for (int i = from; i < to; i++) {
            out.add(new Expression.Input(i + shift, schema.field(i).type()));
        }
        return out;
    }

    private int tableCall(PlanNode.TableCall n) {
        int width = n.input().schema().size();
        List<Field> fields = new ArrayList<>(n.schema().fields());
        fields.add(width, new Field("$round", ROUND));
        PlanNode.TableCall inner = new PlanNode.TableCall(
                n.input(), n.function(), n.arguments(), n.ordinality(), n.outer(), new Schema(fields, List.of()));
        int call = put(
                new TableCallOperator(id(), inner, compile(n.arguments()), tableFunctions.apply(n)), add(n.input()));
        List<Expression> out = columns(n.schema(), 0, width, 0);
        out.addAll(columns(n.schema(), width, n.schema().size(), 1));
        out.add(new Expression.Input(width, ROUND));
        return put(new ProjectOperator(id(), inner.schema(), compile(out), wide(n)), call);
    }

    // ---- joins ----

    private int join(PlanNode.Join n) {
        Expression residual = n.residual();
        boolean inner = n.kind() == JoinKind.INNER;
        if (!inner && (residual != null || n.leftKeys().isEmpty())) {
            throw new IllegalArgumentException(
                    "a join inside a recursion that is not an inner one and has other conditions than equalities");
        }
        int left = add(n.left());
        int right = add(n.right());
        return switch (n.kind()) {
            case INNER -> inner(left, right, n, n.schema());
            case SEMI ->
                semi(left, n.left().schema(), n.leftKeys(), right, n.right().schema(), n.rightKeys());
            case ANTI ->
                anti(left, n.left().schema(), n.leftKeys(), right, n.right().schema(), n.rightKeys());
            case LEFT, RIGHT, FULL -> outer(n, left, right);
        };
    }

    private int inner(int left, int right, PlanNode.Join n, Schema schema) {
        int l = n.left().schema().size();
        int r = n.right().schema().size();
        List<Field> fields = new ArrayList<>(wide(n.left()).fields());
        fields.addAll(wide(n.right()).fields());
        Schema pairs = new Schema(fields, List.of());
        Expression residual = n.residual() == null ? null : shifted(n.residual(), l);
        PlanNode.Join both = new PlanNode.Join(
                new PlanNode.Variable("l", wide(n.left())),
                new PlanNode.Variable("r", wide(n.right())),
                JoinKind.INNER,
                n.leftKeys(),
                n.rightKeys(),
                residual,
                pairs);
        int joined = put(new JoinOperator(id(), both, residual == null ? null : compile(residual)), left, right);
        List<Expression> out = columns(pairs, 0, l, 0);
        out.addAll(columns(pairs, l + 1, l + 1 + r, 0));
        out.add(new Expression.Call(
                "greatest", List.of(new Expression.Input(l, ROUND), new Expression.Input(l + 1 + r, ROUND)), ROUND));
        return put(new ProjectOperator(id(), pairs, compile(out), RoundOperator.withRound(schema)), joined);
    }

    private static @Nullable Expression shifted(@Nullable Expression e, int leftWidth) {
        return switch (e) {
            case Expression.Input in -> in.column() < leftWidth ? in : new Expression.Input(in.column() + 1, in.type());
            case Expression.Call c ->
                new Expression.Call(
                        c.function(),
                        c.arguments().stream()
                                .map(a -> java.util.Objects.requireNonNull(shifted(a, leftWidth)))
                                .toList(),
                        c.type());
            case null, default -> e;
        };
    }

    /** The left rows joined with the distinct keys of the right side. */
    private int semi(
            int left,
            Schema leftSchema,
            List<Integer> leftKeys,
            int right,
            Schema rightSchema,
            List<Integer> rightKeys) {
        List<Expression> keys = rightKeys.stream()
                .<Expression>map(
                        k -> new Expression.Input(k, rightSchema.field(k).type()))
                .toList();
        Schema keySchema = new Schema(rightKeys.stream().map(rightSchema::field).toList(), List.of());
        int there = distinct(project(right, RoundOperator.withRound(rightSchema), keys, keySchema), keySchema);
        List<Field> fields = new ArrayList<>(leftSchema.fields());
        fields.addAll(keySchema.fields());
        PlanNode.Join join = new PlanNode.Join(
                new PlanNode.Variable("l", leftSchema),
                new PlanNode.Variable("r", keySchema),
                JoinKind.INNER,
                leftKeys,
                Arrays.stream(Hashing.all(keySchema.size())).boxed().toList(),
                null,
                new Schema(fields, List.of()));
        int joined = inner(left, there, join, join.schema());
        return project(
                joined,
                RoundOperator.withRound(join.schema()),
                columns(leftSchema, 0, leftSchema.size(), 0),
                leftSchema);
    }

    private int anti(
            int left,
            Schema leftSchema,
            List<Integer> leftKeys,
            int right,
            Schema rightSchema,
            List<Integer> rightKeys) {
        Schema wide = RoundOperator.withRound(leftSchema);
        int semi = semi(left, leftSchema, leftKeys, right, rightSchema, rightKeys);
        int minus = put(new NegateOperator(id(), wide), semi);
        return put(new UnionOperator(id(), wide), left, minus);
    }

    private int outer(PlanNode.Join n, int left, int right) {
        Schema l = n.left().schema();
        Schema r = n.right().schema();
        List<Integer> parts = new ArrayList<>(List.of(inner(left, right, n, n.schema())));
        if (n.kind() != JoinKind.RIGHT) {
            int alone = anti(left, l, n.leftKeys(), right, r, n.rightKeys());
            List<Expression> out = columns(l, 0, l.size(), 0);
            out.addAll(nulls(r));
            parts.add(project(alone, RoundOperator.withRound(l), out, n.schema()));
        }
        if (n.kind() != JoinKind.LEFT) {
            int alone = anti(right, r, n.rightKeys(), left, l, n.leftKeys());
            List<Expression> out = nulls(l);
            out.addAll(columns(r, 0, r.size(), 0));
            parts.add(project(alone, RoundOperator.withRound(r), out, n.schema()));
        }
        return put(new UnionOperator(id(), wide(n)), parts.toArray(Integer[]::new));
    }

    private static List<Expression> nulls(Schema schema) {
        List<Expression> out = new ArrayList<>();
        schema.fields()
                .forEach(f -> out.add(new Expression.Literal(null, f.type().asNullable())));
        return out;
    }

    private Evaluator compile(Expression expression) {
        return Expressions.compile(expression, context);
    }

    private List<Evaluator> compile(List<Expression> expressions) {
        return expressions.stream().map(this::compile).toList();
    }
}
