package dev.freshet.sql.query;

import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.hep.HepMatchOrder;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.sql2rel.RelDecorrelator;
import org.apache.calcite.tools.RelBuilder;

/** Makes joins and aggregates of subqueries, then the small rules: filters down, projections together, columns away. */
final class Tidying {
    static final RelBuilder.Config BUILDER =
            RelBuilder.Config.DEFAULT.withSimplify(false).withSimplifyValues(false);

    private Tidying() {}

    static RelNode tidy(RelNode rel) {
        RelOptCluster cluster = rel.getCluster();
        RelBuilder builder = RelFactories.LOGICAL_BUILDER.create(cluster, null).transform(_ -> BUILDER);
        RelNode joined = run(rel, subqueries());
        RelNode prepared =
                joined.accept(new NullComparisons()).accept(new LateralCalls()).accept(new OpaqueConstants());
        RelNode flat = RelDecorrelator.decorrelateQuery(prepared, builder);
        RelNode down = run(flat, filters()).accept(new NullComparisons());
        RelNode ordered = down.accept(new JoinOrder());
        RelNode even = run(ordered.accept(new JoinKeys()), keys());
        RelNode trimmed = new Trimmer(builder).trim(even);
        RelNode out = run(trimmed, projections());
        if (AsofJoins.count(out) != AsofJoins.count(rel)) {
            throw new UnsupportedException("ASOF JOIN in a query of this shape", "make a view of the join");
        }
        return out;
    }

    private static RelNode run(RelNode rel, HepProgram program) {
        HepPlanner planner = new HepPlanner(program);
        planner.setRoot(rel);
        return planner.findBestExp();
    }

    private static HepProgram subqueries() {
        return new HepProgramBuilder()
                .addRuleCollection(List.of(
                        CoreRules.FILTER_SUB_QUERY_TO_CORRELATE,
                        CoreRules.PROJECT_SUB_QUERY_TO_CORRELATE,
                        CoreRules.JOIN_SUB_QUERY_TO_CORRELATE))
                .build();
    }

    private static HepProgram filters() {
        return new HepProgramBuilder()
                .addMatchOrder(HepMatchOrder.TOP_DOWN)
                .addMatchLimit(2000)
                .addRuleInstance(CoreRules.FILTER_MERGE)
                .addRuleInstance(CoreRules.FILTER_INTO_JOIN)
                .addRuleInstance(CoreRules.JOIN_CONDITION_PUSH)
                .addRuleInstance(CoreRules.FILTER_PROJECT_TRANSPOSE)
                .addRuleInstance(CoreRules.FILTER_SET_OP_TRANSPOSE)
                .build();
    }

    private static HepProgram keys() {
        return new HepProgramBuilder()
                .addRuleInstance(CoreRules.JOIN_PUSH_EXPRESSIONS)
                .build();
    }

    private static HepProgram projections() {
        return new HepProgramBuilder()
                .addMatchLimit(2000)
                .addRuleInstance(CoreRules.PROJECT_MERGE)
                .addRuleInstance(CoreRules.PROJECT_REMOVE)
                .addRuleInstance(CoreRules.UNION_MERGE)
                .build();
    }
}
