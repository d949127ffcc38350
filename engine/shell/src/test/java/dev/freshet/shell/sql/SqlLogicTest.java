package dev.freshet.shell.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A fixed sample of sqllogictest: the first queries of some scripts of each suite, as views over rows that come and go.
 * {@link SqlLogicCampaign} runs all of them.
 */
class SqlLogicTest {
    private static final List<String> SCRIPTS = List.of(
            "test/select1.test",
            "test/select2.test",
            "test/select3.test",
            "test/select4.test",
            "test/random/select/slt_good_31.test",
            "test/random/aggregates/slt_good_7.test",
            "test/random/groupby/slt_good_3.test",
            "test/random/expr/slt_good_11.test",
            "test/index/between/10/slt_good_1.test",
            "test/index/commute/10/slt_good_3.test",
            "test/index/in/10/slt_good_0.test",
            "test/index/orderby/10/slt_good_2.test");
    private static final int QUERIES = 20;

    /** The launcher's long mode; takes hours. */
    @Test
    @EnabledIfSystemProperty(named = "freshet.campaign.results", matches = ".+", disabledReason = "only by --long")
    void everything() throws IOException {
        assertThat(SqlLogicCampaign.asked().run()).as("wrong answers").isZero();
    }

    @Test
    void aSampleOfEverySuite() throws IOException {
        int passed = 0;
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> unsupported = new TreeMap<>();
        for (String name : SCRIPTS) {
            LogicRun.Verdict v = LogicRun.of(LogicSuites.script(name), QUERIES);
            passed += v.passed();
            wrong.addAll(v.wrong());
            v.unsupported().forEach((reason, n) -> unsupported.merge(reason, n, Integer::sum));
        }
        assertThat(wrong).isEmpty();
        assertThat(unsupported.values().stream().mapToInt(Integer::intValue).sum())
                .as("unsupported: %s", unsupported)
                .isLessThan(passed / 100 + 1);
        assertThat(passed).isGreaterThan(120);
    }
}
