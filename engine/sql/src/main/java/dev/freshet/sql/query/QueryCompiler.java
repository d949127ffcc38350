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
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.util.SqlOperatorTables;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;

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
        SqlNode rewritten = Rewriter.rewrite(parsed);
        return explained(parsed, from, () -> view(rewritten));
    }

    /** The same for a query that is read once: its ORDER BY and LIMIT are handed out. */
    public OrderedQuery compileOrdered(String sql, int from, int to) {
        ParsedQuery parsed = Queries.parse(sql, from, to);
        SqlNode rewritten = Rewriter.rewriteOrdered(parsed);
        long offset = Limits.of(parsed, Limits.Clause.OFFSET);
        long limit = Limits.of(parsed, Limits.Clause.LIMIT);
        return explained(parsed, from, () -> ordered(rewritten, Math.max(0, offset), limit));
    }

    private <T> T explained(ParsedQuery parsed, int from, Supplier<T> compilation) {
        try {
            return compilation.get();
        } catch (SqlTextException e) {
            throw e;
        } catch (CalciteContextException e) {
            throw ValidationMistakes.explain(e, parsed, catalog.names());
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

    /** A converted query and the row type that its reader sees. */
    private record Converted(RelRoot root, RelDataType row, RexBuilder rex) {}

    private Converted convert(SqlNode query) {
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
        RexBuilder rex = new RexBuilder(catalog.types());
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
        return new Converted(converter.convertQuery(valid, false, true), row, rex);
    }

    private CompiledQuery view(SqlNode query) {
        Converted converted = convert(query);
        PlanNode lowered = lower(converted, converted.root().project());
        Schema wanted = RelTypes.schema(converted.row());
        return new CompiledQuery(Lowering.castTo(lowered, wanted), named(wanted, lowered));
    }

    private PlanNode lower(Converted converted, RelNode rel) {
        return new Lowering(catalog, converted.rex()).lower(Tidying.tidy(rel));
    }

    private OrderedQuery ordered(SqlNode query, long offset, long limit) {
        Converted converted = convert(query);
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
        PlanNode lowered = lower(converted, all);
        Schema wanted = RelTypes.schema(converted.row());
        List<Field> fields = new ArrayList<>(wanted.fields());
        fields.addAll(lowered.schema().fields().subList(wanted.size(), columns.size()));
        PlanNode cast = Lowering.castTo(lowered, new Schema(fields, List.of()));
        return new OrderedQuery(cast, named(wanted, lowered), keys, offset, limit);
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
