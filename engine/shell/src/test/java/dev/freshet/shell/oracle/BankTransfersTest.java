package dev.freshet.shell.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Values;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Internal consistency, by the workload of Jamie Brandon's test of streaming systems: money only moves between accounts, so
 * all balances add up to 0 in whatever is emitted, and a row joined with itself always finds itself. Transfers come up to
 * ten seconds out of order, some much later, some go again, some change.
 */
class BankTransfersTest {
    private static final int ACCOUNTS = 10;
    private static final int EPOCHS = 300;
    private static final LocalDateTime START = LocalDateTime.parse("2024-01-01T00:00:00");
    private static final String SQL = """
            CREATE TABLE transactions (id BIGINT, from_account BIGINT, to_account BIGINT, amount BIGINT, at TIMESTAMP);
            CREATE VIEW accepted AS SELECT id, from_account, to_account, amount, at FROM transactions;
            CREATE VIEW paired AS SELECT a.id AS id, b.id AS other FROM accepted a LEFT JOIN accepted b ON a.id = b.id;
            CREATE VIEW credits AS SELECT to_account AS account, SUM(amount) AS credits FROM accepted GROUP BY to_account;
            CREATE VIEW debits AS
              SELECT from_account AS account, SUM(amount) AS debits FROM accepted GROUP BY from_account;
            CREATE VIEW balance AS
              SELECT COALESCE(c.account, d.account) AS account, COALESCE(credits, 0) - COALESCE(debits, 0) AS balance
              FROM credits c FULL JOIN debits d ON c.account = d.account;
            CREATE VIEW total AS SELECT COALESCE(SUM(balance), 0) AS total FROM balance;
            CREATE VIEW sides AS
              SELECT to_account AS account, amount, at, 1 AS side FROM accepted
              UNION ALL SELECT from_account, amount, at, 2 FROM accepted;
            CREATE VIEW minutes AS
              SELECT window_start, SUM(CASE WHEN side = 1 THEN amount ELSE -amount END) AS net, COUNT(*) AS n
              FROM TABLE(TUMBLE(TABLE sides, DESCRIPTOR(at), INTERVAL '1' SECOND))
              GROUP BY window_start;
            """;

    private final Random random = new Random(5);
    private final Maintained views = new Maintained(SQL);
    private final Schema schema = views.plan().table("transactions").schema();
    private final List<List<@Nullable Object>> held = new ArrayList<>();
    private final List<List<@Nullable Object>> late = new ArrayList<>();
    private long next;

    @Test
    void theTotalIsZeroInEveryEpoch() {
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            Map<String, ColumnBatch> out = views.step(Map.of("transactions", change(epoch)));
            assertThat(views.view("total").rows())
                    .as("epoch %d", epoch)
                    .containsOnly(Map.entry(List.of(BigDecimal.ZERO), 1L));
            ColumnBatch paired = out.get("paired");
            if (paired != null) {
                assertThat(nullsOf(paired)).as("rows without themselves").isZero();
            }
            assertThat(views.view("minutes").rows().keySet())
                    .allSatisfy(row -> assertThat(row.get(1)).isEqualTo(BigDecimal.ZERO));
            assertThat(balances(views.view("balance"))).as("epoch %d", epoch).isEqualTo(expected());
        }
        assertThat(held).hasSizeGreaterThan(EPOCHS * 10);
        assertThat(views.rejected()).isZero();
    }

    private ColumnBatch change(int epoch) {
        BatchBuilder out = new BatchBuilder(schema);
        for (int i = 0; i < 40; i++) {
            List<@Nullable Object> row = transfer(epoch);
            if (random.nextInt(20) == 0) {
                late.add(row);
            } else {
                add(out, row);
            }
        }
        while (!late.isEmpty() && random.nextInt(3) > 0) {
            add(out, late.remove(random.nextInt(late.size())));
        }
        for (int i = 0; i < 5 && !held.isEmpty(); i++) {
            out.row(-1, held.remove(random.nextInt(held.size())).toArray());
        }
        for (int i = 0; i < 5 && !held.isEmpty(); i++) {
            List<@Nullable Object> row = held.remove(random.nextInt(held.size()));
            out.row(-1, row.toArray());
            List<@Nullable Object> changed = new ArrayList<>(row);
            changed.set(1 + random.nextInt(2), (long) random.nextInt(ACCOUNTS));
            changed.set(3, 1L + random.nextInt(5));
            add(out, changed);
        }
        return out.build();
    }

    private void add(BatchBuilder out, List<@Nullable Object> row) {
        held.add(row);
        out.row(1, row.toArray());
    }

    private List<@Nullable Object> transfer(int epoch) {
        LocalDateTime at = START.plusSeconds(epoch / 5).minusSeconds(random.nextInt(10));
        return Arrays.asList(next++, (long) random.nextInt(ACCOUNTS), (long) random.nextInt(ACCOUNTS), 1L, at);
    }

    private long nullsOf(ColumnBatch paired) {
        Schema s = views.plan().view("paired").schema();
        long n = 0;
        for (int i = 0; i < paired.size(); i++) {
            n += Values.row(s, paired, i).get(1) == null ? 1 : 0;
        }
        return n;
    }

    private static Map<@Nullable Object, @Nullable Object> balances(Bag bag) {
        Map<@Nullable Object, @Nullable Object> out = new HashMap<>();
        bag.rows().forEach((row, n) -> {
            assertThat(n).isEqualTo(1);
            out.put(row.get(0), row.get(1));
        });
        return out;
    }

    /** Balances counted by hand. */
    private Map<@Nullable Object, @Nullable Object> expected() {
        Map<Long, Long> sums = new HashMap<>();
        for (List<@Nullable Object> row : held) {
            long amount = (Long) java.util.Objects.requireNonNull(row.get(3));
            sums.merge((Long) row.get(2), amount, Long::sum);
            sums.merge((Long) row.get(1), -amount, Long::sum);
        }
        Map<@Nullable Object, @Nullable Object> out = new HashMap<>();
        sums.forEach((account, sum) -> {
            BigDecimal plain = BigDecimal.valueOf(sum).stripTrailingZeros();
            out.put(
                    BigDecimal.valueOf(account).signum() == 0
                            ? BigDecimal.ZERO
                            : BigDecimal.valueOf(account).stripTrailingZeros(),
                    sum == 0 ? BigDecimal.ZERO : plain);
        });
        return out;
    }
}
