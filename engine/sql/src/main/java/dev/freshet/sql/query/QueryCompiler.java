package dev.freshet.sql.query;

import dev.freshet.core.plan.PlanNode;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.sql.parse.ParsedQuery;
import dev.freshet.sql.parse.Queries;
import dev.freshet.sql.parse.SqlTextException;
import dev.freshet.sql.type.RelTypes;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
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
        try {
            return compile(rewritten);
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

    private CompiledQuery compile(SqlNode query) {
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
        RelRoot root = converter.convertQuery(valid, false, true);
        PlanNode lowered = new Lowering(catalog, rex).lower(Tidying.tidy(root.project()));
        Schema wanted = RelTypes.schema(row);
        return new CompiledQuery(Lowering.castTo(lowered, wanted), named(wanted, lowered));
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
