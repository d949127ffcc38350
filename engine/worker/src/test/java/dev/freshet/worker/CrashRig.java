package dev.freshet.worker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.spi.sys.CrashPoint;
import dev.freshet.sql.Compiled;
import dev.freshet.worker.WorkerWorld.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One pipeline that lives through a series of faults: real worker processes, a real PostgreSQL as ledger, sink and vector
 * store, real files. Each episode breaks the running worker at one crash point while two clients push, starts the next one,
 * lets the clients finish, and checks all invariants. The worker that recovers from one episode is the victim of the next.
 */
final class CrashRig implements AutoCloseable {
    private static final String DEFINITION = """
            api_version: freshet/v1
            kind: Pipeline
            metadata: {name: under-test}
            spec:
              epoch: {max_rows: 20000, max_ms: 5}
              sources:
                orders:
                  connector: push
                  columns: {id: BIGINT NOT NULL, customer: VARCHAR, amount: "DECIMAL(12,2)"}
                  primary_key: [id]
                scans:
                  connector: push
                  columns: {n: BIGINT NOT NULL, shelf: VARCHAR, items: INTEGER}
                pages:
                  connector: push
                  columns: {path: VARCHAR NOT NULL, content: BYTES}
                  primary_key: [path]
              sql: |
                CREATE VIEW totals AS
                  SELECT customer, COUNT(*) AS orders, SUM(amount) AS amount, MAX(amount) AS largest
                  FROM orders GROUP BY customer;
                CREATE VIEW shelves AS
                  SELECT shelf, COUNT(*) AS scans, SUM(items) AS items, %s(items) AS extreme FROM scans GROUP BY shelf;
                CREATE VIEW chunks AS
                  SELECT p.path, c.ordinal, c.text
                  FROM pages AS p, LATERAL TABLE(chunk(parse(p.content, 'text/plain'), 400, 40)) AS c;
            """;
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** How an episode went; {@code reached} is false when the point was not met, which no invariant blames. */
    record Outcome(CrashPoint point, boolean reached, List<String> violations) {}

    private final WorkerWorld world;
    private final CrashShop shop;
    private final CrashChecks checks;
    private final Random random;
    private int version = 1;
    private int gates;
    private @Nullable Started worker;
    private @Nullable Path gate;
    private CrashPoint armed = CrashPoint.C01;

    CrashRig(Path folder, long seed) throws SQLException {
        this.world = new WorkerWorld(folder);
        this.random = new Random(seed);
        this.shop = new CrashShop(world, seed);
        this.checks = new CrashChecks(world, shop);
    }

    private String extreme() {
        return version % 2 == 1 ? "max" : "min";
    }

    private Compiled definition() {
        return world.compile(DEFINITION.formatted(extreme()));
    }

    /** Lives through the points in order. */
    List<Outcome> run(List<CrashPoint> points) throws Exception {
        List<Outcome> out = new ArrayList<>();
        worker = next(points.getFirst());
        shop.work();
        settle();
        for (int i = 0; i < points.size(); i++) {
            out.add(episode(points.get(i), i + 1 < points.size() ? points.get(i + 1) : CrashPoint.C20));
        }
        out.add(new Outcome(CrashPoint.C20, true, end()));
        return out;
    }

    private Outcome episode(CrashPoint point, CrashPoint then) throws Exception {
        List<String> violations = new ArrayList<>();
        boolean reached;
        try {
            shop.freshTexts(point == CrashPoint.C02);
            shop.work();
            reached = fault(point);
            end(running());
            worker = next(then);
            settle();
            violations.addAll(checks.afterRecovery(extreme()));
            if (random.nextInt(4) == 0) {
                violations.addAll(checks.lake());
            }
        } catch (IllegalStateException | AssertionError e) {
            reached = true;
            violations.add("I7 " + e.getMessage());
        }
        violations.replaceAll(v -> v + " (generation " + running().generation() + ")");
        return new Outcome(point, reached, violations);
    }

    /** The clients go on for a few more answers, then rest. */
    private void settle() throws Exception {
        int until = shop.answers() + 4;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (shop.answers() < until) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("no more answers: " + log(running()));
            }
            Thread.sleep(10);
        }
        shop.rest();
    }

    /** A worker that will break at the point once its gate is opened; where recovery is what breaks, an ordinary one. */
    private Started next(CrashPoint point) throws Exception {
        armed = point;
        String plan = switch (point) {
            case C01, C20, C23, C24, C27, C28 -> null;
            case C08 -> "C08:delay=150@" + hit(point);
            case C25 -> "C25:delay=2500@" + hit(point);
            case C26 -> "C26:delay=9000@" + hit(point);
            default -> point + ":halt@" + hit(point);
        };
        Path closed = world.folder().resolve("gate-" + gates++);
        gate = closed;
        Started w = begin(plan == null ? null : "gate=" + closed + "," + plan);
        world.await(w);
        return w;
    }

    private int hit(CrashPoint point) {
        int most = switch (point) {
            case C02, C30 -> 5;
            case C04, C05, C06, C21, C22, C29 -> 6;
            case C18, C19 -> 1;
            case C16 -> 2;
            default -> 20;
        };
        return 1 + random.nextInt(most);
    }

    private Started begin(@Nullable String failpoints) throws SQLException, IOException {
        return world.begin(
                definition(),
                version,
                b -> {
                    if (failpoints != null) {
                        b.put("failpoints", failpoints);
                    }
                    outlets(b);
                },
                "-XX:TieredStopAtLevel=1");
    }

    /** The sinks, and an upkeep in a hurry: what takes minutes in production must happen within an episode. */
    private void outlets(ObjectNode b) {
        b.putObject("upkeep").put("flush_ms", 250).put("snapshot_epochs", 12).put("maintenance_flushes", 3);
        ObjectNode spec = (ObjectNode) b.path("definition");
        ObjectNode kb = spec.putObject("indexes").putObject("kb");
        kb.put("view", "chunks").put("text", "text").put("embedder", "minilm").put("full_text", false);
        kb.putArray("key").add("path").add("ordinal");
        ObjectNode sink = spec.putObject("sinks").putObject("totals");
        sink.put("view", "totals").put("connector", "postgres").put("table", "totals");
        sink.putArray("key").add("customer");
        ObjectNode connection = sink.putObject("connection");
        connection.put("url", world.url()).put("schema", "delivered");
        connection.put("user", world.superuserName()).put("password", world.superuserPassword());
    }

    /** Breaks what runs; true when the point was met. */
    private boolean fault(CrashPoint point) throws Exception {
        Started victim = running();
        return switch (point) {
            case C01, C28 -> inRecovery(point, 1);
            case C27 -> inRecovery(point, 1 + random.nextInt(2));
            case C20 -> damaged();
            case C23 -> inUpgrade();
            case C08 -> serverDies(victim);
            case C25 -> paused(victim);
            case C26 -> twoOwners(victim);
            default -> {
                open();
                yield victim.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        && victim.process().exitValue() == 137;
            }
        };
    }

    private void open() throws IOException {
        Path closed = gate;
        if (closed != null) {
            Files.createFile(closed);
        }
    }

    private Started running() {
        Started w = worker;
        if (w == null) {
            throw new IllegalStateException("no worker has been started");
        }
        return w;
    }

    private static void end(Started w) throws InterruptedException {
        w.process().destroyForcibly().waitFor(20, TimeUnit.SECONDS);
    }

    /** Kills the worker under load; the one that takes over dies while it recovers. */
    private boolean inRecovery(CrashPoint point, int hit) throws Exception {
        Thread.sleep(100 + random.nextInt(400));
        end(running());
        Started second = begin(point + ":halt@" + hit);
        worker = second;
        boolean died = second.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return died && second.process().exitValue() == 137;
    }

    /** The next version dies at its barrier, beside the running one, which must give way. */
    private boolean inUpgrade() throws Exception {
        Started old = running();
        Thread.sleep(100 + random.nextInt(300));
        version++;
        Started upgraded = begin("C23:halt@" + (1 + random.nextInt(2)));
        worker = upgraded;
        boolean died = upgraded.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        fenced(old);
        return died && upgraded.process().exitValue() == 137;
    }

    /** Who was superseded ends by itself with 75. */
    private void fenced(Started old) throws Exception {
        if (!old.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("the superseded worker goes on: " + log(old));
        }
        if (old.process().exitValue() != 75) {
            throw new IllegalStateException(
                    "the superseded worker ended with " + old.process().exitValue() + ": " + log(old));
        }
    }

    /** A bit of the newest state snapshot turns while nobody runs. */
    private boolean damaged() throws Exception {
        Thread.sleep(300 + random.nextInt(1500));
        end(running());
        Path folder = world.warehouse().resolve("snapshot_state/data");
        if (!Files.isDirectory(folder)) {
            return false;
        }
        Path newest;
        try (Stream<Path> files = Files.walk(folder)) {
            newest = files.filter(f -> f.toString().endsWith(".parquet"))
                    .max(Comparator.comparing(f -> f.toFile().lastModified()))
                    .orElse(null);
        }
        if (newest == null) {
            return false;
        }
        byte[] bytes = Files.readAllBytes(newest);
        bytes[4 + random.nextInt(Math.max(1, bytes.length - 8))] ^= (byte) (1 << random.nextInt(8));
        Files.write(newest, bytes);
        return true;
    }

    /** The database server is killed while COMMIT is on its way; it recovers by itself, and so must the worker. */
    private boolean serverDies(Started victim) throws Exception {
        open();
        if (!announced(victim, CrashPoint.C08)) {
            return false;
        }
        Thread.sleep(140 + random.nextInt(20));
        world.killBackend();
        Thread.sleep(1_500);
        return true;
    }

    /** The owner is stopped with a commit in hand, a successor takes over, the owner wakes up. */
    private boolean paused(Started victim) throws Exception {
        open();
        if (!announced(victim, CrashPoint.C25)) {
            return false;
        }
        signal("STOP", victim);
        try {
            Started successor = begin(null);
            worker = successor;
            world.await(successor);
        } finally {
            signal("CONT", victim);
        }
        fenced(victim);
        return true;
    }

    private static void signal(String name, Started to) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(to.process().pid()))
                .start()
                .waitFor();
    }

    /** Both compute the same next epoch; only the later generation may commit it. */
    private boolean twoOwners(Started victim) throws Exception {
        open();
        if (!announced(victim, CrashPoint.C26)) {
            return false;
        }
        Started successor = begin(null);
        worker = successor;
        world.await(successor);
        shop.one("other-" + gates);
        fenced(victim);
        return true;
    }

    private boolean announced(Started victim, CrashPoint point) throws Exception {
        for (int i = 0; i < PATIENCE.toMillis() / 5 && victim.process().isAlive(); i++) {
            if (log(victim).contains("failpoint " + point)) {
                return true;
            }
            Thread.sleep(5);
        }
        return false;
    }

    private static String log(Started w) throws IOException {
        return Files.readString(w.log());
    }

    /** The end of the world: the lake once more, a stop in good order, a sweep. */
    private List<String> end() throws Exception {
        List<String> violations = new ArrayList<>(checks.lake());
        world.call("POST", "/stop", "");
        Started last = running();
        if (!last.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                || last.process().exitValue() != 0) {
            violations.add("the last worker did not stop in good order: " + log(last));
        }
        violations.addAll(checks.sweep());
        return violations;
    }

    @Override
    public void close() {
        world.close();
    }
}
