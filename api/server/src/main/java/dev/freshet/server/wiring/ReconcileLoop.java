package dev.freshet.server.wiring;

import dev.freshet.server.access.Problem;
import dev.freshet.server.deploy.Decision;
import dev.freshet.server.deploy.Nudge;
import dev.freshet.server.deploy.Observed;
import dev.freshet.server.deploy.Reconciler;
import dev.freshet.server.deploy.Verdict;
import dev.freshet.server.startup.Settings;
import dev.freshet.server.wiring.ReconcilerStore.Deployed;
import dev.freshet.server.wiring.ReconcilerStore.Open;
import dev.freshet.server.wiring.ReconcilerStore.Wanted;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all pipelines every half second, or at once when nudged, decides, and acts. One thread of its own. Where no
 * worker runs and nothing is to be done it sleeps until it is nudged or a resting pipeline is due, and asks the database
 * nothing, so that a database which pauses when nobody asks can pause.
 */
@ApplicationScoped
public class ReconcileLoop {
    private static final Logger LOG = Logger.getLogger(ReconcileLoop.class);
    private static final long TICK_MILLIS = 500;
    private static final long SETTLE_MILLIS = 50;
    private static final long LOOP_MILLIS = 60_000;
    private static final int TICKS_PER_SWEEP = 7200;
    private static final Set<String> MOVING = Set.of("STARTING", "STOPPING", "BACKFILLING");
    private static final Set<String> SETTLED = Set.of("STOPPED", "PAUSED", "IDLE", "FAILED");
    private final ReconcilerStore store;
    private final Observer observer;
    private final Actuator actuator;
    private final Nudge nudge;
    private final @Nullable Duration quiet;
    private volatile boolean running;
    private final AtomicLong looks = new AtomicLong();
    private volatile boolean moving;
    private boolean motion;
    private @Nullable Thread thread;

    public ReconcileLoop(ReconcilerStore store, Observer observer, Actuator actuator, Nudge nudge, Settings settings) {
        this.store = store;
        this.observer = observer;
        this.actuator = actuator;
        this.nudge = nudge;
        this.quiet = settings.look();
    }

    /** Begins; the database must be migrated. */
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("reconciler").daemon().start(this::loop);
    }

    /** Ends; the workers go on. */
    public void stop() {
        running = false;
        nudge.now();
        Thread waiting = thread;
        if (waiting != null) {
            try {
                waiting.join(5000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Looks, and waits until nothing is in motion any more: no worker that starts or stops, no open operation. False when
     * something still is after that time.
     */
    public boolean settle(Duration most) throws InterruptedException {
        Instant end = Instant.now().plus(most);
        // The look that is under way may have missed what was just written.
        long enough = looks.get() + 2;
        while (looks.get() < enough || moving) {
            if (Instant.now().isAfter(end)) {
                return false;
            }
            nudge.now();
            Thread.sleep(SETTLE_MILLIS);
        }
        return true;
    }

    private void loop() {
        for (int tick = 0; running; tick++) {
            Instant next = Instant.EPOCH;
            try {
                next = look();
                if (tick % TICKS_PER_SWEEP == 0) {
                    store.forgetOldReplies();
                }
            } catch (RuntimeException e) {
                LOG.warn("the reconciler could not look at the pipelines and tries again", e);
            }
            try {
                sleep(next);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void sleep(Instant next) throws InterruptedException {
        if (next.equals(Instant.MAX)) {
            nudge.await();
        } else {
            nudge.await(
                    Math.max(TICK_MILLIS, Duration.between(Instant.now(), next).toMillis() + 1));
        }
    }

    /** Returns when the next look is due. */
    private Instant look() {
        motion = false;
        Instant next = quiet == null ? Instant.MAX : Instant.now().plus(quiet);
        // Operations first: what an operation wants is in its pipeline's row by the time that the operation is seen.
        List<Open> operations = store.operations();
        List<Wanted> pipelines = store.pipelines();
        Map<UUID, List<Deployed>> deployments = store.deployments();
        for (Wanted pipeline : pipelines) {
            List<Open> open = operations.stream()
                    .filter(operation -> operation.pipeline().equals(pipeline.uid()))
                    .toList();
            try {
                Instant due = reconcile(pipeline, deployments.getOrDefault(pipeline.uid(), List.of()), open);
                next = due.isBefore(next) ? due : next;
            } catch (RuntimeException e) {
                LOG.warnf(e, "pipeline %s/%s could not be reconciled", pipeline.tenant(), pipeline.name());
                next = Instant.EPOCH;
            }
        }
        observer.keepOnly(pipelines);
        moving = motion || actuator.isBusy() || !operations.isEmpty();
        looks.incrementAndGet();
        return actuator.isBusy() ? Instant.EPOCH : next;
    }

    /** When something can change without anybody saying so. */
    private static Instant next(Observed seen, Decision decision, List<Open> operations) {
        boolean settled = SETTLED.contains(decision.state())
                && decision.actions().isEmpty()
                && seen.running().isEmpty()
                && operations.isEmpty();
        if (!settled) {
            return Instant.EPOCH;
        }
        if ("CRASH_LOOP".equals(decision.reasonCode())) {
            return seen.now().plusMillis(LOOP_MILLIS);
        }
        Instant due = seen.rest().due();
        return decision.state().equals("IDLE") && due != null ? due : Instant.MAX;
    }

    private Instant reconcile(Wanted pipeline, List<Deployed> deployed, List<Open> operations) {
        Observed seen = observer.observe(pipeline, deployed, operations);
        Decision decision = Reconciler.decide(seen);
        boolean changed = !decision.state().equals(pipeline.state())
                || !Objects.equals(decision.reasonCode(), pipeline.reasonCode())
                || !Objects.equals(decision.reason(), pipeline.reason());
        if (changed) {
            store.observed(pipeline.uid(), decision.state(), decision.reasonCode(), decision.reason());
        }
        motion |= MOVING.contains(decision.state()) || !decision.actions().isEmpty();
        actuator.note(pipeline);
        decision.actions().forEach(action -> actuator.act(pipeline, deployed, action));
        operations.forEach(operation -> judge(pipeline, operation, seen, decision));
        return next(seen, decision, operations);
    }

    private void judge(Wanted pipeline, Open operation, Observed seen, Decision decision) {
        Verdict.Goal goal = new Verdict.Goal(operation.type(), operation.goalEpoch(), operation.goalGeneration());
        Verdict verdict = Verdict.of(goal, seen, decision);
        switch (verdict) {
            case OPEN -> {
                if (operation.state().equals("PENDING")) {
                    store.operation(operation.id(), "RUNNING", null);
                }
                if (operation.type().equals("CHECKPOINT")) {
                    actuator.checkpoint(pipeline);
                }
            }
            case FAILED -> store.operation(operation.id(), "FAILED", error(decision));
            case SUCCEEDED, CANCELLED -> store.operation(operation.id(), verdict.name(), null);
        }
    }

    private static String error(Decision decision) {
        String code = decision.reasonCode() == null ? "failed" : decision.reasonCode();
        Problem problem = Problem.of(409, code, "Operation failed", String.valueOf(decision.reason()));
        return com.fasterxml.jackson.databind.node.JsonNodeFactory.instance
                .objectNode()
                .put("title", problem.title())
                .put("code", problem.code())
                .put("detail", problem.detail())
                .toString();
    }
}
