package dev.freshet.worker;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Two clients that push seeded requests one after the other, each repeated with its key until it is answered. What was
 * answered they keep; {@link #settle} writes it to PostgreSQL, which is the oracle.
 */
final class CrashShop {
    private static final String[] WORDS = {
        "river", "meadow", "willow", "heron", "otter", "pebble", "current", "reed", "delta", "spring", "flood", "thaw"
    };

    private final WorkerWorld world;
    private final Random[] random;
    private final int[] next = new int[2];
    private final List<Fact> acknowledged = new ArrayList<>();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> trouble = new AtomicReference<>();
    private volatile boolean freshTexts;
    private AtomicBoolean stop = new AtomicBoolean(true);
    private List<Thread> clients = List.of();
    private long scans;
    private long accepted;
    private long rejected;
    private long epoch;

    /** A statement of the oracle and its arguments. */
    private record Fact(String sql, List<@Nullable Object> arguments) {}

    /** What a request says, and what it must come to. */
    private record Request(String table, String format, String body, List<Fact> facts, int good, int bad) {}

    CrashShop(WorkerWorld world, long seed) throws SQLException {
        this.world = world;
        this.random = new Random[] {new Random(seed * 31), new Random(seed * 31 + 1)};
        world.execute("""
                CREATE SCHEMA oracle;
                CREATE TABLE oracle.orders (id bigint PRIMARY KEY, customer text, amount numeric(12,2));
                CREATE TABLE oracle.scans (n bigint PRIMARY KEY, shelf text, items int);
                CREATE TABLE oracle.pages (path text PRIMARY KEY, content text)""");
    }

    /** Makes both clients work until {@link #rest}. */
    void work() {
        stop = new AtomicBoolean();
        AtomicBoolean mine = stop;
        clients = List.of(0, 1).stream()
                .map(c -> Thread.ofVirtual().start(() -> client(c, mine)))
                .toList();
    }

    private void client(int c, AtomicBoolean until) {
        try {
            while (!until.get()) {
                send(c == 0 ? order() : next[1] % 3 == 0 ? page() : scan(), c + "-" + next[c]++);
            }
        } catch (Exception | AssertionError e) {
            trouble.compareAndSet(null, e);
        }
    }

    /** Lets the requests in hand end. */
    void rest() throws Exception {
        stop.set(true);
        for (Thread t : clients) {
            t.join();
        }
        Throwable t = trouble.get();
        if (t != null) {
            throw new IllegalStateException("a client failed: " + t.getMessage(), t);
        }
    }

    int answers() {
        return answers.get();
    }

    /** Whether pages hold texts that no model has seen. */
    void freshTexts(boolean now) {
        freshTexts = now;
    }

    /** One request now, from the caller's thread, while the clients hang. */
    void one(String key) throws Exception {
        send(scan(), key);
    }

    private void send(Request r, String key) throws Exception {
        JsonNode answer = r.format().equals("change")
                ? world.pushChanges(r.table(), r.body(), key)
                : world.push(r.table(), r.body(), key);
        if (answer.path("accepted").asInt() != r.good()
                || answer.path("rejected").asInt() != r.bad()) {
            throw new AssertionError(
                    "request " + key + " of " + r.good() + " good and " + r.bad() + " bad lines: " + answer);
        }
        acknowledge(r, answer.path("epoch").asLong());
    }

    private synchronized void acknowledge(Request r, long at) {
        acknowledged.addAll(r.facts());
        accepted += r.good();
        rejected += r.bad();
        epoch = Math.max(epoch, at);
        answers.incrementAndGet();
    }

    private Request order() {
        Random r = random[0];
        StringBuilder body = new StringBuilder();
        List<Fact> facts = new ArrayList<>();
        int lines = 1 + r.nextInt(12);
        for (int i = 0; i < lines; i++) {
            long id = r.nextInt(400);
            if (r.nextInt(5) == 0) {
                body.append("{\"op\":\"delete\",\"row\":{\"id\":%d}}\n".formatted(id));
                facts.add(new Fact("DELETE FROM oracle.orders WHERE id = ?", List.of(id)));
            } else {
                String customer = "c" + r.nextInt(9);
                String amount = r.nextInt(900) + "." + (10 + r.nextInt(90));
                body.append("{\"op\":\"upsert\",\"row\":{\"id\":%d,\"customer\":\"%s\",\"amount\":\"%s\"}}\n"
                        .formatted(id, customer, amount));
                facts.add(new Fact("""
                        INSERT INTO oracle.orders VALUES (?, ?, ?::numeric) ON CONFLICT (id) DO UPDATE
                          SET customer = excluded.customer, amount = excluded.amount""", List.of(id, customer, amount)));
            }
        }
        int bad = r.nextInt(3) == 0 ? 1 : 0;
        body.append(bad == 1 ? "{\"op\":\"upsert\",\"row\":{\"id\":\"none\"}}\n" : "");
        return new Request("orders", "change", body.toString(), facts, lines, bad);
    }

    private synchronized Request scan() {
        Random r = random[1];
        StringBuilder body = new StringBuilder();
        List<Fact> facts = new ArrayList<>();
        int lines = 1 + r.nextInt(10);
        for (int i = 0; i < lines; i++) {
            long n = scans++;
            String shelf = "s" + r.nextInt(5);
            int items = r.nextInt(100);
            body.append("{\"n\":%d,\"shelf\":\"%s\",\"items\":%d}\n".formatted(n, shelf, items));
            facts.add(new Fact("INSERT INTO oracle.scans VALUES (?, ?, ?)", List.of(n, shelf, items)));
        }
        return new Request("scans", "row", body.toString(), facts, lines, 0);
    }

    private Request page() {
        Random r = random[1];
        String path = "p" + r.nextInt(20);
        String text = "A " + WORDS[r.nextInt(WORDS.length)] + " beside the "
                + (freshTexts ? r.nextInt(1_000_000) : "other") + " " + WORDS[r.nextInt(2)] + ".";
        String body = "{\"path\":\"%s\",\"content\":\"%s\"}\n"
                .formatted(path, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
        Fact fact = new Fact(
                "INSERT INTO oracle.pages VALUES (?, ?) ON CONFLICT (path) DO UPDATE SET content = excluded.content",
                List.of(path, text));
        return new Request("pages", "row", body, List.of(fact), 1, 0);
    }

    /** Brings the oracle up to everything that was answered; returns the last epoch that any answer named. */
    synchronized long settle() throws SQLException {
        try (Connection c = world.superuser()) {
            c.setAutoCommit(false);
            for (Fact f : acknowledged) {
                try (PreparedStatement s = c.prepareStatement(f.sql())) {
                    for (int i = 0; i < f.arguments().size(); i++) {
                        s.setObject(i + 1, f.arguments().get(i));
                    }
                    s.execute();
                }
            }
            c.commit();
        }
        acknowledged.clear();
        return epoch;
    }

    synchronized long scansPushed() {
        return scans;
    }

    synchronized long accepted() {
        return accepted;
    }

    synchronized long rejected() {
        return rejected;
    }
}
