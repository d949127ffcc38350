package dev.freshet.acceptance;

import static dev.freshet.acceptance.Pipelines.ACME;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.acceptance.Api.Answer;
import dev.freshet.acceptance.OrderScript.Request;
import dev.freshet.stack.TestDuckDb;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * 100,000 orders are pushed by several clients while the worker is killed ten times and the control plane twice. Each
 * request is repeated with its Idempotency-Key until it is answered. Then everything that can be read equals what
 * PostgreSQL computes from the acknowledged requests.
 */
class CrashTest {
    private static final String NAME = "crash-orders";
    private static final int CLIENTS = 4;
    private static final int ORDERS = 100_000;
    private static final long SEED = 20_260_131;
    private static final Set<String> REPEATED = Set.of("in_flight");

    private static final String DEFINITION = """
            api_version: freshet/v1
            kind: Pipeline
            metadata: {name: crash-orders}
            spec:
              desired_state: RUNNING
              memory: 1Gi
              epoch: {max_rows: 20000, max_ms: 50}
              sources:
                customers:
                  connector: push
                  columns: {id: VARCHAR NOT NULL, tier: VARCHAR}
                  primary_key: [id]
                orders:
                  connector: push
                  columns: {id: BIGINT NOT NULL, customer: VARCHAR, amount: "DECIMAL(12,2)", remark: VARCHAR}
                  primary_key: [id]
                scans:
                  connector: push
                  columns: {shelf: VARCHAR, items: INTEGER}
              sql: |
                CREATE VIEW totals AS
                  SELECT c.tier, o.customer, COUNT(*) AS orders, SUM(o.amount) AS amount, MAX(o.amount) AS largest
                  FROM orders AS o JOIN customers AS c ON c.id = o.customer
                  GROUP BY c.tier, o.customer;
                CREATE VIEW shelves AS
                  SELECT shelf, COUNT(*) AS scans, SUM(items) AS items FROM scans GROUP BY shelf;
                CREATE VIEW remarks AS
                  SELECT id, customer, remark FROM orders WHERE remark IS NOT NULL;
              indexes:
                said: {view: remarks, key: [id], text: remark, metadata: [customer], embedder: minilm, full_text: false}
            """;

    private static final String TOTALS = "SELECT CASE WHEN right(customer, 1) < '5' THEN 'gold' ELSE 'basic' END,"
            + " customer, count(*), sum(amount), max(amount) FROM acceptance.orders GROUP BY customer";
    private static final String SHELVES = "SELECT shelf, count(*), sum(items) FROM acceptance.scan GROUP BY shelf";
    private static final String REMARKS = "SELECT id, customer, remark FROM acceptance.orders WHERE remark IS NOT NULL";

    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger repeats = new AtomicInteger();
    private final AtomicLong newest = new AtomicLong();

    @AfterEach
    void remove() {
        Pipelines.remove(NAME);
    }

    @Test
    void nothingIsLostAndNothingDoubled() throws Exception {
        Pipelines.start(NAME, DEFINITION);
        pushCustomers();
        try (Account account = new Account()) {
            List<String> kills = pushUnderFire(account);
            System.out.printf(
                    "%d requests, %d repeats, last epoch %d; killed: %s%n",
                    answered.get(), repeats.get(), newest.get(), kills);
            assertThat(kills).hasSize(Mayhem.WORKER_KILLS + Mayhem.CONTROL_PLANE_KILLS);
            assertThat(repeats.get()).as("requests that had to be repeated").isPositive();
            viewsEqual(account);
            indexEquals(account);
            lakeEquals(account);
            assertThat(ACME.get("/pipelines/" + NAME + "/bad-records").ok().path("items"))
                    .isEmpty();
        }
    }

    private static void pushCustomers() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < OrderScript.CUSTOMERS; i++) {
            String tier = i % 10 < 5 ? "gold" : "basic";
            lines.append("{\"id\":\"c" + i + "\",\"tier\":\"" + tier + "\"}\n");
        }
        ACME.push(NAME, "customers", lines.toString()).ok();
    }

    private List<String> pushUnderFire(Account account) throws Exception {
        List<List<Request>> scripts = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            scripts.add(new OrderScript(SEED, client).requests(ORDERS / CLIENTS));
        }
        int all = scripts.stream().mapToInt(List::size).sum();
        Mayhem mayhem = new Mayhem(NAME, answered, all, SEED);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                running.add(threads.submit(client(account, client, scripts.get(client))));
            }
            running.add(threads.submit(mayhem));
            for (Future<?> one : running) {
                one.get();
            }
        }
        return mayhem.done;
    }

    private Callable<Void> client(Account account, int client, List<Request> requests) {
        return () -> {
            for (int i = 0; i < requests.size(); i++) {
                Request request = requests.get(i);
                JsonNode answer = untilAnswered(request, "crash-" + client + "-" + i);
                int lines = request.changes().size() + request.scans().size();
                assertThat(answer.path("accepted").asInt())
                        .as(answer.toString())
                        .isEqualTo(lines);
                assertThat(answer.path("rejected").asInt())
                        .as(answer.toString())
                        .isZero();
                newest.accumulateAndGet(answer.path("epoch").asLong(), Math::max);
                account.acknowledged(request);
                answered.incrementAndGet();
            }
            return null;
        };
    }

    private JsonNode untilAnswered(Request request, String key) {
        String table = request.scans().isEmpty() ? "orders" : "scans";
        String format = request.scans().isEmpty() ? "change" : "row";
        String path = "/pipelines/" + NAME + "/tables/" + table + "/records?format=" + format;
        String body = request.body();
        long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        String last = "";
        while (System.nanoTime() < end) {
            try {
                Answer answer = ACME.trySend(
                        "POST", path, body, "Content-Type", "application/x-ndjson", "Idempotency-Key", key);
                if (answer.status() == 200) {
                    return answer.body();
                }
                last = answer.text();
                boolean repeat = answer.status() == 503 || answer.status() == 429 || REPEATED.contains(answer.code());
                assertThat(repeat).as(answer.status() + " " + last).isTrue();
            } catch (IOException e) {
                last = e.toString();
            }
            repeats.incrementAndGet();
            Pipelines.pause(200);
        }
        throw new AssertionError("request " + key + " was never answered: " + last);
    }

    private void viewsEqual(Account account) throws SQLException {
        long epoch = newest.get();
        assertThat(Pipelines.rows(NAME, "totals", epoch, List.of("tier", "customer", "orders", "amount", "largest")))
                .isEqualTo(account.rows(TOTALS));
        assertThat(Pipelines.rows(NAME, "shelves", epoch, List.of("shelf", "scans", "items")))
                .isEqualTo(account.rows(SHELVES));
        assertThat(Pipelines.rows(NAME, "remarks", epoch, List.of("id", "customer", "remark")))
                .isEqualTo(account.rows(REMARKS));
    }

    private void indexEquals(Account account) throws SQLException {
        JsonNode index = Pipelines.until(
                Duration.ofMinutes(2),
                () -> ACME.get("/pipelines/" + NAME + "/indexes/said").body(),
                found -> found.path("epoch").asLong() >= newest.get()
                        && found.path("pending").asLong() == 0);
        String relation = index.path("relation").asText();
        try (Connection database = LocalStack.database()) {
            assertThat(Account.rows(database, "SELECT id, customer, remark FROM " + relation))
                    .isEqualTo(account.rows(REMARKS));
            assertThat(Account.rows(database, "SELECT count(*) FROM " + relation + " WHERE embedding IS NULL"))
                    .containsExactly("0");
        }
    }

    private void lakeEquals(Account account) throws Exception {
        Pipelines.checkpoint(NAME);
        JsonNode lake = ACME.get("/pipelines/" + NAME + "/lake").ok();
        assertThat(lake.path("epoch").asLong()).isGreaterThanOrEqualTo(newest.get());
        Map<String, String> tables = new HashMap<>();
        lake.path("tables")
                .forEach(t -> tables.put(
                        t.path("name").asText(), t.path("metadata_location").asText()));
        try (Connection duck = TestDuckDb.connect().orElseThrow(() -> new IllegalStateException("no pip here"))) {
            Lake reader = new Lake(duck, tables, lake.path("epoch").asLong());
            assertThat(reader.fold("changelog_totals", "tier, customer, orders, amount, largest"))
                    .isEqualTo(account.rows(TOTALS));
            assertThat(reader.fold("changelog_shelves", "shelf, scans, items")).isEqualTo(account.rows(SHELVES));
            assertThat(reader.fold("changelog_remarks", "id, customer, remark")).isEqualTo(account.rows(REMARKS));
            assertThat(reader.fold("journal_orders", "id, customer, amount, remark"))
                    .isEqualTo(account.rows("SELECT * FROM acceptance.orders"));
        }
    }

    /** The Iceberg tables as any reader sees them. */
    private record Lake(Connection duck, Map<String, String> tables, long epoch) {
        /** The rows that are left when the weights are summed; each must be there once. */
        List<String> fold(String table, String columns) throws SQLException {
            String scan = "iceberg_scan('" + tables.get(table) + "')";
            String weights = "SELECT " + columns + ", sum(_weight) AS n FROM " + scan + " WHERE _epoch <= " + epoch
                    + " GROUP BY ALL HAVING sum(_weight) <> 0";
            assertThat(Account.rows(duck, "SELECT count(*) FROM (" + weights + ") WHERE n <> 1"))
                    .as(table)
                    .containsExactly("0");
            return Account.rows(duck, "SELECT " + columns + " FROM (" + weights + ")");
        }
    }
}
