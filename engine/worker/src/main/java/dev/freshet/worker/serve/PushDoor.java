package dev.freshet.worker.serve;

import dev.freshet.core.input.TableInput;
import dev.freshet.ingest.connector.push.PushIntake;
import dev.freshet.ingest.connector.push.PushRefusedException;
import dev.freshet.ingest.connector.push.PushRequest;
import dev.freshet.meta.StoredReplies;
import dev.freshet.spi.connect.Intake;
import dev.freshet.spi.connect.Intake.StoredReply;
import dev.freshet.spi.store.Durability;
import dev.freshet.worker.engine.PipelineEngine;
import dev.freshet.worker.observe.Tracing;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Takes pushed rows: decodes them, queues them, and answers as the pipeline's {@link Durability} says. */
public final class PushDoor {
    private static final int MAX_BYTES = 8 << 20;
    private static final long PATIENCE_SECONDS = 60;

    private final PipelineEngine engine;
    private final Keeper keeper;
    private final Promises promises;
    private final Set<String> inFlight = ConcurrentHashMap.newKeySet();

    /** Queues an intake; false when there is no room. */
    public interface Gate {
        boolean offer(Intake intake) throws InterruptedException;
    }

    /**
     * What the door needs behind it.
     *
     * @param tables those that take pushes
     * @param durability what an answer means
     * @param replies answers given under idempotency keys
     */
    public record Keeper(Set<String> tables, Durability durability, Gate gate, StoredReplies replies, Tracing tracing) {
        public Keeper {
            tables = Set.copyOf(tables);
        }
    }

    PushDoor(PipelineEngine engine, Keeper keeper, Promises promises) {
        this.engine = engine;
        this.promises = promises;
        this.keeper = keeper;
    }

    private record Answered(int status, String body) {}

    void push(Exchange x, String name) throws IOException, InterruptedException {
        x.allowing("format");
        TableInput table = engine.table(name);
        if (table == null) {
            throw Problem.unknown("table", name);
        }
        if (!keeper.tables().contains(name)) {
            throw new Problem(409, "not_a_push_table", "Table \"" + name + "\" is fed by another connector.");
        }
        byte[] body = x.body(MAX_BYTES);
        try (Tracing.Push span = keeper.tracing().push(name, x.header("traceparent"))) {
            answer(x, table, body, span);
        }
    }

    private void answer(Exchange x, TableInput table, byte[] body, Tracing.Push span)
            throws IOException, InterruptedException {
        String key = x.header("Idempotency-Key");
        String scope = x.header("X-Freshet-Path");
        String hash = sha256(body);
        if (key == null) {
            Answered a = take(x, table, body, new Waiting(null, terms(x), span, () -> {}));
            x.json(a.status(), a.body());
            return;
        }
        String id = scope + "\n" + key;
        if (!inFlight.add(id)) {
            throw new Problem(
                    409,
                    "in_flight",
                    "A request with this Idempotency-Key is being worked on.",
                    true,
                    Map.of("Retry-After", "1"));
        }
        Terms terms = terms(x);
        StoredReply reply = new StoredReply(scope == null ? "" : scope, key, hash, terms.status(), "");
        Waiting waiting = new Waiting(reply, terms, span, () -> inFlight.remove(id));
        try {
            Answered a = known(scope == null ? "" : scope, key, hash);
            a = a == null ? take(x, table, body, waiting) : a;
            x.json(a.status(), a.body());
        } finally {
            waiting.leaveUnlessTaken();
        }
    }

    private @Nullable Answered known(String scope, String key, String hash) {
        return switch (keeper.replies().find(scope, key, hash)) {
            case StoredReplies.Found.Absent _ -> null;
            case StoredReplies.Found.Same same ->
                new Answered(same.reply().status(), same.reply().body());
            case StoredReplies.Found.OtherBody _ ->
                throw new Problem(422, "idempotency_key_reused", "This Idempotency-Key was used with another body.");
        };
    }

    /**
     * How a request is answered.
     *
     * @param waits for its epoch; otherwise with a promise, at once
     * @param durable whether it then is
     */
    private record Terms(int status, boolean waits, boolean durable) {}

    private Terms terms(Exchange x) {
        boolean waits = keeper.durability() != Durability.ECONOMY || x.prefersToWait();
        return new Terms(x.prefersAsync() || !waits ? 202 : 200, waits, keeper.durability() != Durability.PREVIEW);
    }

    private Answered take(Exchange x, TableInput table, byte[] body, Waiting waiting) throws InterruptedException {
        String format = x.parameter("format");
        Intake intake;
        try {
            intake = new PushIntake(table.table().name(), table.schema())
                    .read(new PushRequest(
                            body,
                            x.header("Content-Type"),
                            format == null ? "row" : format,
                            Map.of("request", waiting.name()),
                            Instant.now(),
                            waiting));
        } catch (PushRefusedException e) {
            throw new Problem(e.status(), e.code(), String.valueOf(e.getMessage()));
        }
        waiting.taken = true;
        if (!keeper.gate().offer(intake)) {
            waiting.taken = false;
            throw Problem.overloaded();
        }
        if (waiting.terms.waits()) {
            return waiting.result();
        }
        return new Answered(
                202, "{\"completion_token\":\"" + promises.promise(waiting.epoch) + "\",\"durable\":false}");
    }

    /** The request between queueing and answer, and until it is durable. */
    private static final class Waiting implements Intake.Reply {
        private final @Nullable StoredReply key;
        private final Terms terms;
        private final Tracing.Push span;
        private final Runnable leave;
        private final CompletableFuture<Answered> done = new CompletableFuture<>();
        private final CompletableFuture<Long> epoch = new CompletableFuture<>();
        /** Whether the rows are on their way, and their key is in use until they have arrived. */
        private boolean taken;

        /** {@code leave} is run when the key can be used again. */
        Waiting(@Nullable StoredReply key, Terms terms, Tracing.Push span, Runnable leave) {
            this.key = key;
            this.terms = terms;
            this.span = span;
            this.leave = leave;
        }

        void leaveUnlessTaken() {
            if (!taken) {
                leave.run();
            }
        }

        @Override
        public boolean isAwaited() {
            return terms.waits();
        }

        @Override
        public void settled() {
            leave.run();
        }

        String name() {
            StoredReply k = key;
            return k == null ? "push" : k.key();
        }

        @Override
        public @Nullable String traceparent() {
            return span.traceparent();
        }

        private String body(long epoch, long accepted, long rejected) {
            return "{\"accepted\":" + accepted + ",\"rejected\":" + rejected + ",\"epoch\":" + epoch
                    + ",\"completion_token\":\"" + Completions.token(epoch) + "\",\"durable\":" + terms.durable() + "}";
        }

        @Override
        public @Nullable StoredReply stored(long epoch, long accepted, long rejected) {
            StoredReply k = key;
            return k == null
                    ? null
                    : new StoredReply(
                            k.scope(), k.key(), k.bodySha256(), terms.status(), body(epoch, accepted, rejected));
        }

        @Override
        public void committed(long epoch, long accepted, long rejected) {
            done.complete(new Answered(terms.status(), body(epoch, accepted, rejected)));
            this.epoch.complete(epoch);
        }

        @Override
        public void failed(Throwable cause) {
            done.completeExceptionally(cause);
            epoch.completeExceptionally(cause);
            leave.run();
        }

        Answered result() throws InterruptedException {
            try {
                return done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                span.failed("not committed");
                throw new Problem(
                        503,
                        "not_committed",
                        "The rows could not be made durable: " + e.getMessage(),
                        true,
                        Map.of("Retry-After", "1"));
            } catch (TimeoutException e) {
                span.failed("slow commit");
                throw new Problem(
                        503,
                        "slow_commit",
                        "The rows are queued but not yet durable; repeat the request with the same Idempotency-Key.",
                        true,
                        Map.of("Retry-After", "2"));
            }
        }
    }

    static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
