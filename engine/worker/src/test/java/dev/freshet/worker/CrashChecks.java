package dev.freshet.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.lake.Fsck;
import dev.freshet.lake.PipelineCatalog;
import dev.freshet.meta.WorkerDatabase;
import dev.freshet.spi.id.Generation;
import dev.freshet.stack.TestDuckDb;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The invariants of the crash matrix, each against something that shares no code with what it checks. */
final class CrashChecks {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOTALS =
            "SELECT customer, count(*), sum(amount), max(amount) FROM oracle.orders GROUP BY customer";
    private static final String SHELVES =
            "SELECT shelf, count(*), sum(items), %s(items) FROM oracle.scans GROUP BY shelf";
    private static final String PAGES = "SELECT path, 0, content FROM oracle.pages";

    private final WorkerWorld world;
    private final CrashShop shop;
    private final List<String> violations = new ArrayList<>();

    CrashChecks(WorkerWorld world, CrashShop shop) {
        this.world = world;
        this.shop = shop;
    }

    /** After everything was answered and before anything else is sent; {@code extreme} is what this version's view asks for. */
    List<String> afterRecovery(String extreme) throws Exception {
        violations.clear();
        shop.settle();
        long head =
                world.number("SELECT head_epoch FROM freshet.ledger WHERE pipeline_uid = '" + world.pipeline() + "'");
        // I1: what readers see is what PostgreSQL makes of the acknowledged input.
        same("I1 totals", view("totals", "customer", "orders", "amount", "largest"), oracle(TOTALS));
        same("I1 shelves", view("shelves", "shelf", "scans", "items", "extreme"), oracle(SHELVES.formatted(extreme)));
        same("I1 chunks", view("chunks", "path", "ordinal", "text"), oracle(PAGES));
        sinks(head);
        ledger(head);
        try (WorkerDatabase database = WorkerDatabase.open(world.login())) {
            // I5: whatever a pointer leads to is there and whole.
            new Fsck(catalog(database)).check().forEach(f -> finding("I5", f));
        }
        return List.copyOf(violations);
    }

    /** I1 and I3 at the sinks: each holds the view once, whatever happened to the transaction that carried it. */
    private void sinks(long head) throws Exception {
        for (int i = 0; i < 400 && !delivered(head); i++) {
            Thread.sleep(25);
        }
        if (!delivered(head)) {
            violations.add("I7 the sinks do not reach epoch " + head + ": " + status());
        }
        same(
                "I3 postgres sink",
                rows("SELECT customer, orders, amount, largest FROM delivered.totals"),
                oracle(TOTALS));
        String relation = JSON.readTree(world.call("GET", "/indexes/kb", null).body())
                .path("relation")
                .asText();
        same("I3 index", rows("SELECT path, ordinal, text FROM " + relation), oracle(PAGES));
        same("I3 vectors", rows("SELECT count(*) FROM " + relation + " WHERE embedding IS NULL"), List.of("0"));
    }

    private JsonNode status() throws Exception {
        return JSON.readTree(world.call("GET", "/status", null).body());
    }

    private boolean delivered(long head) throws Exception {
        for (JsonNode sink : status().path("sinks")) {
            if (sink.path("epoch").asLong() < head) {
                return false;
            }
        }
        return true;
    }

    /** I4 and I9 in the ledger. */
    private void ledger(long head) throws SQLException {
        String mine = " FROM freshet.epoch WHERE pipeline_uid = '" + world.pipeline() + "'";
        same("I4 dense epochs", rows("SELECT count(*), coalesce(max(epoch), 0)" + mine), List.of(head + " " + head));
        same(
                "I4 generations never fall",
                rows("SELECT count(*) FROM (SELECT generation, lag(generation) OVER (ORDER BY epoch) AS before" + mine
                        + ") x WHERE before > generation"),
                List.of("0"));
        same(
                "I9 journaled scans",
                rows("SELECT coalesce(sum((counts->'inputs'->>'scans')::bigint), 0)" + mine),
                List.of(Long.toString(shop.scansPushed())));
        same(
                "I9 rejected",
                rows("SELECT count(*) FROM freshet.rejected WHERE kind = 'INPUT' AND pipeline_uid = '"
                        + world.pipeline() + "'"),
                List.of(Long.toString(shop.rejected())));
    }

    /** I2 through DuckDB, after a checkpoint: the lake holds every acknowledged row, each once. */
    List<String> lake() throws Exception {
        violations.clear();
        if (world.call("POST", "/checkpoint", "").statusCode() != 200) {
            return List.of("I2 the checkpoint failed");
        }
        try (Connection duck = TestDuckDb.connect().orElseThrow(() -> new IllegalStateException("no pip here"))) {
            same(
                    "I2 journal_scans",
                    fold(duck, "journal_scans", "n, shelf, items"),
                    oracle("SELECT * FROM oracle.scans"));
            same(
                    "I2 journal_orders",
                    fold(duck, "journal_orders", "id, customer, amount"),
                    oracle("SELECT * FROM oracle.orders"));
            same(
                    "I1 changelog_totals",
                    fold(duck, "changelog_totals", "customer, orders, amount, largest"),
                    oracle(TOTALS));
        }
        return List.copyOf(violations);
    }

    private List<String> fold(Connection duck, String table, String columns) throws SQLException {
        List<String> at = rows("SELECT metadata_location FROM freshet.lake_table WHERE pipeline_uid = '"
                + world.pipeline() + "' AND name = '" + table + "'");
        if (at.isEmpty()) {
            return List.of();
        }
        String weights = "SELECT " + columns + ", sum(_weight) AS copies FROM iceberg_scan('" + at.getFirst()
                + "') GROUP BY ALL HAVING sum(_weight) <> 0";
        same(table + " once", rows(duck, "SELECT count(*) FROM (" + weights + ") WHERE copies <> 1"), List.of("0"));
        return rows(duck, "SELECT " + columns + " FROM (" + weights + ")");
    }

    /** I10, with no worker running: a sweep leaves nothing unreferenced and takes nothing that is needed. */
    List<String> sweep() throws SQLException {
        violations.clear();
        try (WorkerDatabase database = WorkerDatabase.open(world.login())) {
            Fsck fsck = new Fsck(catalog(database));
            fsck.removeOrphans();
            Set<String> left = fsck.orphans();
            if (!left.isEmpty()) {
                violations.add("I10 unreferenced after the sweep: " + left);
            }
            fsck.check().forEach(f -> finding("I5 after the sweep,", f));
        }
        return List.copyOf(violations);
    }

    /** C20 damages snapshots on purpose; they are only a shortcut. */
    private void finding(String invariant, Fsck.Finding f) {
        if (!f.code().equals("no_intact_snapshot")) {
            violations.add(invariant + " " + f.code() + ": " + f.what());
        }
    }

    private PipelineCatalog catalog(WorkerDatabase database) throws SQLException {
        long generation =
                world.number("SELECT generation FROM freshet.ledger WHERE pipeline_uid = '" + world.pipeline() + "'");
        return new PipelineCatalog(
                database,
                world.pipelineId(),
                new Generation(generation),
                world.warehouse().toUri().toString());
    }

    private void same(String what, List<String> found, List<String> expected) {
        List<String> a = new ArrayList<>(found);
        List<String> b = new ArrayList<>(expected);
        Collections.sort(a);
        Collections.sort(b);
        if (!a.equals(b)) {
            violations.add(what + ": " + difference(a, b));
        }
    }

    private static String difference(List<String> found, List<String> expected) {
        List<String> more = new ArrayList<>(found);
        expected.forEach(more::remove);
        List<String> less = new ArrayList<>(expected);
        found.forEach(less::remove);
        return found.size() + " rows for " + expected.size() + "; too many " + head(more) + ", missing " + head(less);
    }

    private static List<String> head(List<String> rows) {
        return rows.subList(0, Math.min(4, rows.size()));
    }

    private List<String> view(String name, String... columns) throws Exception {
        List<String> out = new ArrayList<>();
        for (JsonNode row : world.rows(name)) {
            List<String> cells = new ArrayList<>();
            for (String c : columns) {
                cells.add(row.path(c).asText());
            }
            out.add(String.join(" ", cells));
        }
        return out;
    }

    private List<String> oracle(String sql) throws SQLException {
        return rows(sql);
    }

    private List<String> rows(String sql) throws SQLException {
        try (Connection c = world.superuser()) {
            return rows(c, sql);
        }
    }

    private static List<String> rows(Connection c, String sql) throws SQLException {
        try (Statement s = c.createStatement();
                ResultSet r = s.executeQuery(sql)) {
            List<String> out = new ArrayList<>();
            while (r.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= r.getMetaData().getColumnCount(); i++) {
                    cells.add(Objects.toString(r.getObject(i)));
                }
                out.add(String.join(" ", cells));
            }
            return out;
        }
    }
}
