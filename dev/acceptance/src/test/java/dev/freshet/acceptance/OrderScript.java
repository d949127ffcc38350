package dev.freshet.acceptance;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What one client sends: a seeded sequence of requests over keys of its own, so that the order in which its requests were
 * answered says what the last word about each key is. New orders are inserts, which the service refuses when the key is
 * there already: a request that took effect twice would be seen.
 */
final class OrderScript {
    static final int CUSTOMERS = 40;
    private static final int SHELVES = 12;
    private static final List<String> REMARKS = List.of(
            "leave it at the back door",
            "ring twice, the bell is quiet",
            "gift wrapping please",
            "the last parcel arrived wet",
            "call before delivery",
            "no plastic, if you can",
            "second floor, left",
            "neighbours take parcels too",
            "deliver on Saturday",
            "invoice to the office",
            "handle with care, glass",
            "replacement for a broken cup");

    /** A change as it stands in the request. */
    record Change(
            String op,
            long id,
            String customer,
            BigDecimal amount,
            @org.jspecify.annotations.Nullable String remark) {
        String line() {
            if (op.equals("delete")) {
                return "{\"op\":\"delete\",\"row\":{\"id\":" + id + "}}\n";
            }
            String quoted = remark == null ? "null" : "\"" + remark + "\"";
            return "{\"op\":\"" + op + "\",\"row\":{\"id\":" + id + ",\"customer\":\"" + customer + "\",\"amount\":\""
                    + amount + "\",\"remark\":" + quoted + "}}\n";
        }
    }

    /** A row of the table without a key: sent twice it would count twice. */
    record Scan(String shelf, int items) {
        String line() {
            return "{\"shelf\":\"" + shelf + "\",\"items\":" + items + "}\n";
        }
    }

    /** One request: either changes or scans. */
    record Request(List<Change> changes, List<Scan> scans) {
        String body() {
            StringBuilder text = new StringBuilder();
            changes.forEach(c -> text.append(c.line()));
            scans.forEach(s -> text.append(s.line()));
            return text.toString();
        }
    }

    private final Random random;
    private final long firstId;
    private final List<Long> present = new ArrayList<>();
    private long next;

    OrderScript(long seed, int client) {
        this.random = new Random(seed * 31 + client);
        this.firstId = client * 1_000_000L;
    }

    /** Requests with that many new orders among them, and about a fifth as many updates and deletes. */
    List<Request> requests(int orders) {
        List<Request> out = new ArrayList<>();
        while (next < orders) {
            int size = (int) Math.min(200 + random.nextInt(301), orders - next);
            List<Change> changes = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                changes.add(insert());
                int dice = random.nextInt(20);
                if (dice < 3) {
                    changes.add(update());
                } else if (dice == 3) {
                    changes.add(delete());
                }
            }
            out.add(new Request(changes, List.of()));
            if (out.size() % 4 == 0) {
                out.add(new Request(List.of(), scans()));
            }
        }
        return out;
    }

    private Change insert() {
        long id = firstId + next++;
        present.add(id);
        return change("insert", id);
    }

    private Change update() {
        return change("upsert", present.get(random.nextInt(present.size())));
    }

    private Change delete() {
        int at = random.nextInt(present.size());
        long id = present.get(at);
        present.set(at, present.getLast());
        present.removeLast();
        return new Change("delete", id, "", BigDecimal.ZERO, null);
    }

    private Change change(String op, long id) {
        String remark = random.nextInt(4) == 0 ? REMARKS.get(random.nextInt(REMARKS.size())) : null;
        return new Change(
                op, id, "c" + random.nextInt(CUSTOMERS), BigDecimal.valueOf(1 + random.nextInt(100_000), 2), remark);
    }

    private List<Scan> scans() {
        List<Scan> scans = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            scans.add(new Scan("s" + random.nextInt(SHELVES), random.nextInt(1000)));
        }
        return scans;
    }
}
