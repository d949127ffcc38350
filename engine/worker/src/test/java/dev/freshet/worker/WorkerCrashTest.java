package dev.freshet.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.sql.Compiled;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Push → plan → circuit → commit → rows, with the process killed at random moments; PostgreSQL computes what must be there. */
class WorkerCrashTest {
    private static final String DEFINITION = """
            api_version: freshet/v1
            kind: Pipeline
            metadata: {name: under-test}
            spec:
              sources:
                orders:
                  connector: push
                  columns: {id: BIGINT NOT NULL, customer: VARCHAR, amount: "DECIMAL(12,2)"}
                  primary_key: [id]
                customers:
                  connector: push
                  columns: {id: VARCHAR NOT NULL, tier: VARCHAR}
                  primary_key: [id]
              sql: |
                CREATE VIEW revenue AS
                  SELECT c.tier, COUNT(*) AS orders, SUM(o.amount) AS amount, MAX(o.amount) AS largest
                  FROM orders AS o JOIN customers AS c ON c.id = o.customer
                  GROUP BY c.tier;
            """;

    private static final String ORACLE = """
            SELECT c.tier, count(*), sum(o.amount), max(o.amount)
            FROM oracle.orders o JOIN oracle.customers c ON c.id = o.customer GROUP BY c.tier""";

    @Test
    void nothingIsLostOrDoubledWhenTheWorkerIsKilled(@TempDir Path folder) throws Exception {
        try (WorkerWorld world = new WorkerWorld(folder)) {
            oracle(world);
            Compiled compiled = world.compile(DEFINITION);
            Process[] worker = {world.launch(compiled, 1)};
            AtomicBoolean done = new AtomicBoolean();
            Thread killer = killer(world, compiled, worker, done);
            pushAll(world);
            done.set(true);
            killer.join();
            assertThat(rows(world)).containsExactlyInAnyOrderElementsOf(oracleRows(world));
            JsonNode again = world.push("customers", "{\"id\":\"C0\",\"tier\":\"t0\"}\n", "customers");
            assertThat(again.path("epoch").asLong()).isEqualTo(1);
        }
    }

    private static void oracle(WorkerWorld world) throws SQLException {
        world.execute("""
                CREATE SCHEMA oracle;
                CREATE TABLE oracle.orders (id bigint PRIMARY KEY, customer text, amount numeric(12,2));
                CREATE TABLE oracle.customers (id text PRIMARY KEY, tier text)""");
    }

    /** Kills the worker six times, each time a while after it came up. */
    private static Thread killer(WorkerWorld world, Compiled compiled, Process[] worker, AtomicBoolean done) {
        Random random = new Random(5);
        return Thread.ofPlatform().start(() -> {
            try {
                for (int i = 0; i < 6 && !done.get(); i++) {
                    Thread.sleep(300 + random.nextInt(900));
                    worker[0].destroyForcibly().waitFor(10, TimeUnit.SECONDS);
                    worker[0] = world.launch(compiled, 1);
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static void pushAll(WorkerWorld world) throws Exception {
        world.push("customers", "{\"id\":\"C0\",\"tier\":\"t0\"}\n", "customers");
        world.execute("INSERT INTO oracle.customers VALUES ('C0', 't0')");
        Random random = new Random(1);
        try (Connection c = world.superuser()) {
            for (int batch = 0; batch < 120; batch++) {
                if (batch % 10 == 0) {
                    customer(world, c, batch, random);
                }
                orders(world, c, batch, random);
            }
        }
    }

    private static void customer(WorkerWorld world, Connection c, int batch, Random random) throws Exception {
        String id = "C" + random.nextInt(12);
        String tier = "t" + random.nextInt(4);
        world.push("customers", "{\"id\":\"" + id + "\",\"tier\":\"" + tier + "\"}\n", "customer-" + batch);
        try (PreparedStatement s = c.prepareStatement(
                "INSERT INTO oracle.customers VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET tier = excluded.tier")) {
            s.setString(1, id);
            s.setString(2, tier);
            s.execute();
        }
    }

    private static void orders(WorkerWorld world, Connection c, int batch, Random random) throws Exception {
        StringBuilder lines = new StringBuilder();
        try (PreparedStatement s = c.prepareStatement(
                "INSERT INTO oracle.orders VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET customer = excluded.customer, amount = excluded.amount")) {
            for (int i = 0; i < 50; i++) {
                long id = random.nextInt(3_000);
                String customer = "C" + random.nextInt(12);
                String amount = random.nextInt(1_000) + "." + (10 + random.nextInt(90));
                lines.append("{\"id\":%d,\"customer\":\"%s\",\"amount\":\"%s\"}\n".formatted(id, customer, amount));
                s.setLong(1, id);
                s.setString(2, customer);
                s.setBigDecimal(3, new java.math.BigDecimal(amount));
                s.execute();
            }
        }
        JsonNode answer = world.push("orders", lines.toString(), "orders-" + batch);
        assertThat(answer.path("accepted").asInt()).isEqualTo(50);
    }

    private static List<String> rows(WorkerWorld world) throws Exception {
        List<String> out = new ArrayList<>();
        for (JsonNode row : world.rows("revenue")) {
            out.add(row.path("tier").asText() + " " + row.path("orders").asText() + " "
                    + row.path("amount").asText() + " " + row.path("largest").asText());
        }
        return out;
    }

    private static List<String> oracleRows(WorkerWorld world) throws SQLException {
        List<String> out = new ArrayList<>();
        try (Connection c = world.superuser();
                Statement s = c.createStatement();
                ResultSet r = s.executeQuery(ORACLE)) {
            while (r.next()) {
                out.add(r.getString(1) + " " + r.getString(2) + " " + r.getString(3) + " " + r.getString(4));
            }
        }
        return out;
    }
}
