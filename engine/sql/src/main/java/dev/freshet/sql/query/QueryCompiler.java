package dev.freshet.sql.query;

import dev.freshet.core.plan.OrderedQuery;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.sql.parse.ParsedQuery;
import dev.freshet.sql.parse.Queries;
import dev.freshet.sql.parse.SqlTextException;
import dev.freshet.sql.type.RelTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.SqlWithItem;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.util.SqlOperatorTables;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;
import org.jspecify.annotations.Nullable;

/** Compiles queries against a {@link Catalog}. Not thread-safe. */
public final class QueryCompiler {
    private static final SqlToRelConverter.Config CONVERSION = SqlToRelConverter.config()
            .withExpand(false)
            .withTrimUnusedFields(false)
            .withDecorrelationEnabled(false)
            .withRemoveSortInSubQuery(true)
            .withInSubQueryThreshold(Integer.MAX_VALUE)
            .withRelBuilderConfigTransform(_ -> Tidying.BUILDER);

    /** For the operators that the parser makes; functions bring their own (see {@link Rewriter}). */
    private static final SqlOperatorTable OPERATORS = SqlOperatorTables.chain(
            SqlStdOperatorTable.instance(),
            SqlOperatorTables.of(SqlLibraryOperators.ILIKE, SqlLibraryOperators.NOT_ILIKE));

    private final Catalog catalog;

    public QueryCompiler(Catalog catalog) {
        this.catalog = catalog;
    }

    /** The query in {@code [from, to)} of a text; throws {@link SqlTextException} with an index in that text. */
    public CompiledQuery compile(String sql, int from, int to) {
        ParsedQuery parsed = Queries.parse(sql, from, to);
        SqlNode rewritten = Rewriter.rewrite(parsed, catalog.functions());
        return explained(parsed, from, () -> {
            CompiledQuery query = compile(rewritten, catalog, parsed.rounds());
            TemporalFilters.requireNone(query.root());
            return query;
        });
    }

    /** The same for a query that is read once: its ORDER BY and LIMIT are handed out. */
    public OrderedQuery compileOrdered(String sql, int from, int to) {
        ParsedQuery parsed = Queries.parse(sql, from, to);
        SqlNode rewritten = Rewriter.rewriteOrdered(parsed, catalog.functions());
        long offset = Limits.of(parsed, Limits.Clause.OFFSET);
        long limit = Limits.of(parsed, Limits.Clause.LIMIT);
        return explained(
                parsed, from, () -> ordered(scope(rewritten, catalog, parsed.rounds()), Math.max(0, offset), limit));
    }

    private <T> T explained(ParsedQuery parsed, int from, Supplier<T> compilation) {
        try {
            return compilation.get();
        } catch (SqlTextException e) {
            throw e;
        } catch (CalciteContextException e) {
            throw ValidationMistakes.explain(e, parsed, catalog);
        } catch (UnsupportedException e) {
            throw new SqlTextException("not_supported", from, String.valueOf(e.getMessage()), e.hint());
        } catch (RelTypes.UnsupportedTypeException e) {
            throw new SqlTextException("not_supported", from, String.valueOf(e.getMessage()), "cast it");
        } catch (RuntimeException | AssertionError e) {
            // The planner has corners that fail; for the user that is a shape it cannot take.
            throw new SqlTextException(
                    "not_supported",
                    from,
                    "a query of this shape is not supported yet: " + brief(e),
                    "split it into views");
        }
    }

    private static String brief(Throwable e) {
        String message = e.getMessage();
        String line = message == null
                ? e.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
        return line.length() > 200 ? line.substring(0, 200) + "…" : line;
    }

    /** A query without recursive relations of its own: they stand in the catalog. */
    private record Scope(SqlNode query, Catalog catalog) {}

    private static CompiledQuery compile(SqlNode query, Catalog catalog, Map<String, Long> rounds) {
        Scope scope = scope(query, catalog, rounds);
        return compile(scope.query(), scope.catalog());
    }

    private static Scope scope(SqlNode query, Catalog catalog, Map<String, Long> rounds) {
        SqlNode inner = query instanceof SqlOrderBy o ? o.query : query;
        if (!(inner instanceof SqlWith with) || !isRecursive(with)) {
            return new Scope(query, catalog);
        }
        Catalog scoped = catalog.copy();
        for (SqlNode item : with.withList) {
            define((SqlWithItem) item, scoped, rounds);
        }
        SqlNode body = query instanceof SqlOrderBy o
                ? new SqlOrderBy(o.getParserPosition(), with.body, o.orderList, o.offset, o.fetch)
                : with.body;
        return new Scope(body, scoped);
    }

    static boolean isRecursive(SqlWith with) {
        return with.withList.stream().anyMatch(i -> ((SqlWithItem) i).recursive.booleanValue());
    }

    /** A relation of WITH RECURSIVE: its columns are those of the part before UNION. */
    private static void define(SqlWithItem item, Catalog scoped, Map<String, Long> rounds) {
        String name = item.name.getSimple();
        if (!reads(item.query, name)) {
            CompiledQuery plain = compile(item.query, scoped);
            Schema schema = renamed(plain.schema(), item.columnList);
            scoped.replace(name, schema, Lowering.castTo(plain.root(), schema));
            return;
        }
        if (item.query.getKind() != SqlKind.UNION) {
            throw new UnsupportedException(
                    "a recursive relation that is not a UNION",
                    "write: query without " + name + " UNION query with it");
        }
        CompiledQuery seed = compile(((SqlCall) item.query).operand(0), scoped);
        Schema schema = nullable(renamed(seed.schema(), item.columnList));
        scoped.replace(name, schema, new PlanNode.Variable(name, schema));
        PlanNode body = Lowering.castTo(compile(item.query, scoped).root(), schema);
        scoped.replace(
                name, schema, Recursions.fixpoint(List.of(name), List.of(body), 0, rounds.getOrDefault(name, -1L)));
    }

    /** A tree with its columns cast to those of a schema. */
    public static PlanNode cast(PlanNode node, Schema schema) {
        return Lowering.castTo(node, schema);
    }

    /** As {@link Recursions#fixpoint}; throws {@link SqlTextException} at a place for what cannot stand in it. */
    public static PlanNode fixpoint(List<String> names, List<PlanNode> bodies, int result, long rounds, int at) {
        try {
            return Recursions.fixpoint(names, bodies, result, rounds);
        } catch (UnsupportedException e) {
            throw new SqlTextException("not_supported", at, String.valueOf(e.getMessage()), e.hint());
        }
    }

    private static boolean reads(SqlNode query, String name) {
        boolean[] found = {false};
        query.accept(new SqlBasicVisitor<@Nullable Void>() {
            @Override
            public @Nullable Void visit(SqlIdentifier id) {
                found[0] |= id.isSimple() && id.getSimple().equals(name);
                return null;
            }
        });
        return found[0];
    }

    private static Schema renamed(Schema schema, @Nullable SqlNodeList names) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < schema.size(); i++) {
            String name = names == null || i >= names.size()
                    ? schema.field(i).name()
                    : ((SqlIdentifier) names.get(i)).getSimple();
            fields.add(new Field(name, schema.field(i).type()));
        }
        return new Schema(fields, List.of());
    }

    private static Schema nullable(Schema schema) {
        return new Schema(
                schema.fields().stream()
                        .map(f -> new Field(f.name(), f.type().asNullable()))
                        .toList(),
                List.of());
    }

    /** A converted query and the columns that its reader sees. */
    private record Converted(RelRoot root, Schema wanted, RexBuilder rex, Catalog catalog) {
        PlanNode lower(RelNode rel) {
            return new Lowering(catalog, rex).lower(Tidying.tidy(rel));
        }
    }

    private static CompiledQuery compile(SqlNode query, Catalog catalog) {
        Converted converted = convert(query, catalog);
        PlanNode lowered = converted.lower(converted.root().project());
        Schema wanted = converted.wanted();
        return new CompiledQuery(Lowering.castTo(lowered, wanted), named(wanted, lowered));
    }

    private static Converted convert(SqlNode query, Catalog catalog) {
        CalciteCatalogReader reader = catalog.reader();
        SqlValidator validator = SqlValidatorUtil.newValidator(
                OPERATORS,
                reader,
                catalog.types(),
                SqlValidator.Config.DEFAULT
                        .withConformance(Conformance.INSTANCE)
                        .withIdentifierExpansion(true)
                        .withTypeCoercionEnabled(true)
                        .withCallRewrite(true));
        SqlNode valid = validator.validate(query);
        RelDataType row = validator.getValidatedNodeType(valid);
        RelOptPlanner planner = new HepPlanner(HepProgram.builder().build());
        RexBuilder rex = new NullAwareBuilder(catalog.types());
        RelOptCluster cluster = RelOptCluster.create(planner, rex);
        SqlToRelConverter converter = new SqlToRelConverter(
                (_, _, _, _) -> {
                    throw new UnsupportedException("reading a view of the catalog", null);
                },
                validator,
                reader,
                cluster,
                StandardConvertletTable.INSTANCE,
                CONVERSION);
        Schema wanted = valid.getKind() == SqlKind.VALUES ? numbered(RelTypes.schema(row)) : RelTypes.schema(row);
        return new Converted(converter.convertQuery(valid, false, true), wanted, rex, catalog);
    }

    private static OrderedQuery ordered(Scope scope, long offset, long limit) {
        Converted converted = convert(scope.query(), scope.catalog());
        RelRoot root = converted.root();
        RelNode rel =
                root.rel instanceof Sort sort && sort.fetch == null && sort.offset == null ? sort.getInput() : root.rel;
        List<Integer> columns = new ArrayList<>();
        root.fields.forEach(f -> columns.add(f.getKey()));
        List<OrderedQuery.Key> keys = new ArrayList<>();
        for (RelFieldCollation c : root.collation.getFieldCollations()) {
            keys.add(new OrderedQuery.Key(
                    columns.size(),
                    c.direction.isDescending(),
                    c.nullDirection == RelFieldCollation.NullDirection.FIRST
                            || c.nullDirection == RelFieldCollation.NullDirection.UNSPECIFIED
                                    && c.direction.isDescending()));
            columns.add(c.getFieldIndex());
        }
        List<RexNode> projects = new ArrayList<>();
        columns.forEach(c -> projects.add(converted.rex().makeInputRef(rel, c)));
        RelNode all = LogicalProject.create(rel, List.of(), projects, (List<String>) null, Set.of());
        PlanNode lowered = converted.lower(all);
        Schema wanted = converted.wanted();
        List<Field> fields = new ArrayList<>(wanted.fields());
        fields.addAll(lowered.schema().fields().subList(wanted.size(), columns.size()));
        PlanNode cast = Lowering.castTo(lowered, new Schema(fields, List.of()));
        return new OrderedQuery(cast, named(wanted, lowered), keys, offset, limit);
    }

    /** PostgreSQL's names for the columns of VALUES. */
    private static Schema numbered(Schema schema) {
        List<Field> fields = new ArrayList<>();
        schema.fields().forEach(f -> fields.add(new Field("column" + (fields.size() + 1), f.type())));
        return new Schema(fields, List.of());
    }

    /** The reader's names with the types that the plan really gives. */
    private static Schema named(Schema wanted, PlanNode root) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            boolean nullable = root.schema().field(i).type().nullable();
            Field f = wanted.field(i);
            fields.add(new Field(f.name(), nullable ? f.type().asNullable() : f.type()));
        }
        return new Schema(fields, List.of());
    }
}
