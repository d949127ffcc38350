package dev.freshet.shell.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The 22 queries of TPC-H as maintained views: after every batch of inserts, updates and deletes they equal DuckDB's
 * answers. {@code -Dfreshet.tpch.scale=0.1} takes another scale factor.
 */
class TpchTest {
    private static final double SCALE = Double.parseDouble(System.getProperty("freshet.tpch.scale", "0.002"));
    private static final int BATCHES = 4;

    private final TpchData data = new TpchData(SCALE, 7);
    private final Random random = new Random(11);
    private final int orders = (int) (1_500_000 * SCALE);

    @Test
    void all22() throws IOException, SQLException {
        Queries queries = Queries.of("/oracle/tpch.sql");
        assertThat(queries.ours()).hasSize(22);
        try (Versus versus = new Versus(TpchData.TABLES, queries.views(), queries.theirs(), List.of())) {
            List<String> differences = new ArrayList<>();
            load(versus, differences);
            for (int i = 0; i < BATCHES; i++) {
                refresh(versus);
                differences.addAll(versus.epoch());
            }
            assertThat(differences).isEmpty();
            assertThat(versus.here().rejected()).isZero();
            assertThat(versus.mostRows())
                    .hasSize(22)
                    .allSatisfy((query, rows) -> assertThat(rows).as(query).isPositive());
        }
    }

    /** All rows in any order, over three epochs. */
    private void load(Versus versus, List<String> differences) throws SQLException {
        List<TpchData.Row> rows = new ArrayList<>(data.base());
        for (int i = 0; i < orders; i++) {
            rows.addAll(data.order());
        }
        Collections.shuffle(rows, random);
        for (int i = 0; i < rows.size(); i++) {
            versus.add(rows.get(i).table(), rows.get(i).values());
            if (i % (rows.size() / 3 + 1) == rows.size() / 3) {
                differences.addAll(versus.epoch());
            }
        }
        differences.addAll(versus.epoch());
    }

    /** New orders, old ones gone, and updates of every table. */
    private void refresh(Versus versus) {
        for (int i = 0; i < orders / 50; i++) {
            data.order().forEach(r -> versus.add(r.table(), r.values()));
        }
        Set<@Nullable Object> gone = new HashSet<>();
        versus.removeIf("orders", row -> random.nextInt(50) == 0 && gone.add(row.get(0)));
        versus.removeIf("lineitem", row -> gone.contains(row.get(0)));
        change(versus, "customer", Map.of(5, () -> data.cents(-99_999, 999_999), 6, () -> data.one(TpchData.SEGMENTS)));
        change(versus, "supplier", Map.of(3, () -> (long) data.below(25), 5, () -> data.cents(-99_999, 999_999)));
        change(versus, "part", Map.of(5, () -> 1 + data.below(50), 3, () -> "Brand#" + (11 + data.below(5))));
        change(versus, "partsupp", Map.of(2, () -> 1 + data.below(9999), 3, () -> data.cents(100, 100_000)));
        change(
                versus,
                "lineitem",
                Map.of(14, () -> data.one(TpchData.MODES), 2, () -> 1L + data.below(data.suppliers)));
        versus.update("nation", 1, random, row -> with(row, Map.of(2, () -> (long) data.below(5))));
        versus.update("region", 1, random, row -> with(row, Map.of(2, () -> "changed" + data.below(9))));
    }

    private void change(Versus versus, String table, Map<Integer, Supplier<Object>> columns) {
        versus.update(table, 5 + (int) (2000 * SCALE), random, row -> with(row, columns));
    }

    private static List<@Nullable Object> with(List<@Nullable Object> row, Map<Integer, Supplier<Object>> columns) {
        columns.forEach((at, value) -> row.set(at, value.get()));
        return row;
    }
}
