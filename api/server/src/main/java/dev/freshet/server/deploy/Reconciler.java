package dev.freshet.server.deploy;

import dev.freshet.server.deploy.Decision.Action;
import dev.freshet.server.deploy.Observed.Ended;
import dev.freshet.server.deploy.Observed.Worker;
import dev.freshet.server.pipeline.DesiredState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Desired against observed. Pure: the same observation gives the same decision, so it can be asked every tick and after
 * a restart of the control plane.
 */
public final class Reconciler {
    static final Duration STOP_GRACE = Duration.ofSeconds(30);
    static final Duration FENCED_GRACE = Duration.ofSeconds(15);
    static final Duration HUNG = Duration.ofSeconds(30);
    static final Duration LATE_GRACE = Duration.ofSeconds(5);
    static final Duration LOOP_WINDOW = Duration.ofSeconds(60);
    static final int LOOP_CRASHES = 5;
    private static final Set<Integer> FINAL = Set.of(70, 78);
    private static final Set<Integer> BY_SIGNAL = Set.of(130, 137, 143);

    private Reconciler() {}

    /** What to do, and how the state reads. */
    public static Decision decide(Observed seen) {
        List<Action> actions = new ArrayList<>();
        for (Worker worker : seen.running()) {
            if (!worker.alive()) {
                actions.add(new Action.Bury(worker.generation()));
            }
        }
        return seen.wanted() ? run(seen, actions) : rest(seen, actions);
    }

    private static Decision rest(Observed seen, List<Action> actions) {
        for (Worker worker : seen.alive()) {
            if (worker.stopSince() == null) {
                actions.add(new Action.Stop(worker.generation()));
            } else if (isOver(worker.stopSince(), STOP_GRACE, seen.now())) {
                actions.add(new Action.Kill(worker.generation()));
            }
        }
        if (!seen.running().isEmpty()) {
            return new Decision(actions, "STOPPING", null, null);
        }
        if (seen.deleting()) {
            actions.add(new Action.Delete());
        }
        boolean paused = seen.desired() == DesiredState.PAUSED && !seen.deleting();
        return new Decision(actions, paused ? "PAUSED" : "STOPPED", null, null);
    }

    private static Decision run(Observed seen, List<Action> actions) {
        endTheUseless(seen, actions);
        if (isResting(seen) && !seen.rest().isDue(seen.now())) {
            return new Decision(actions, "IDLE", null, seen.ledger().reason());
        }
        if (isGivingUp(seen)) {
            return new Decision(
                    actions,
                    "STOPPING",
                    seen.ledger().reasonCode(),
                    seen.ledger().reason());
        }
        Ended failure = failure(seen);
        boolean looping = failure == null && isLooping(seen);
        boolean lacking = seen.alive().stream().noneMatch(worker -> serves(seen, worker));
        if (failure == null && !looping && lacking && !seen.now().isBefore(nextLaunch(seen))) {
            actions.add(new Action.Launch(isResting(seen)));
        }
        return state(seen, actions, failure, looping);
    }

    /** Whether its last worker stopped for want of work and nothing else is wanted than what that one did. */
    private static boolean isResting(Observed seen) {
        return seen.rest().resting()
                && seen.ledger().version() == seen.wantedVersion()
                && seen.ledger().generation() > seen.restartAfter();
    }

    /**
     * Whether the active worker has told that it failed and is not buried yet. Neither a failure that a START must wait
     * out nor a gap to launch into: the next look sees it ended.
     */
    private static boolean isGivingUp(Observed seen) {
        return "FAILED".equals(seen.ledger().workerState())
                && seen.running().stream()
                        .anyMatch(worker -> worker.generation() == seen.ledger().generation());
    }

    /** A worker that is, or will be, what is wanted. */
    private static boolean serves(Observed seen, Worker worker) {
        boolean done = worker.generation() == seen.ledger().generation()
                && "STOPPED".equals(seen.ledger().workerState());
        return !done
                && worker.version() == seen.wantedVersion()
                && worker.generation() > seen.restartAfter()
                && worker.stopSince() == null
                && worker.generation() >= seen.ledger().generation();
    }

    private static void endTheUseless(Observed seen, List<Action> actions) {
        for (Worker worker : seen.alive()) {
            boolean fenced =
                    worker.supersededSince() != null && isOver(worker.supersededSince(), FENCED_GRACE, seen.now());
            boolean deaf = worker.stopSince() != null && isOver(worker.stopSince(), STOP_GRACE, seen.now());
            Duration leaseOver = seen.ledger().leaseOver();
            boolean hung = worker.generation() == seen.ledger().generation()
                    && leaseOver != null
                    && leaseOver.compareTo(HUNG) > 0;
            if (fenced || deaf || hung) {
                actions.add(new Action.Kill(worker.generation()));
            }
        }
    }

    /** The end after which it would be wrong to start again without being asked. */
    private static @Nullable Ended failure(Observed seen) {
        for (Ended ended : seen.ended().reversed()) {
            if (ended.generation() <= seen.restartAfter()) {
                continue;
            }
            boolean told = ended.generation() == seen.ledger().generation()
                    && "FAILED".equals(seen.ledger().workerState());
            if (told || (ended.exitCode() != null && FINAL.contains(ended.exitCode()))) {
                return ended;
            }
        }
        return null;
    }

    /**
     * Whether the last crashes came one upon another without anything gained. A worker killed from outside while it
     * served does not count: that is what restarting is for.
     */
    private static boolean isLooping(Observed seen) {
        return crashes(seen).size() >= LOOP_CRASHES;
    }

    private static List<Ended> crashes(Observed seen) {
        List<Ended> row = new ArrayList<>();
        for (Ended ended : seen.ended().reversed()) {
            if (ended.progressed() || isOver(ended.at(), LOOP_WINDOW, seen.now())) {
                break;
            }
            if (isCrash(ended)) {
                row.add(ended);
            }
        }
        return row;
    }

    private static boolean isCrash(Ended ended) {
        Integer code = ended.exitCode();
        if (code == null || BY_SIGNAL.contains(code)) {
            return !ended.activated();
        }
        return code != 0 && code != 75;
    }

    /** At once after the first crash, then ever later. */
    private static Instant nextLaunch(Observed seen) {
        List<Ended> crashes = crashes(seen);
        if (crashes.size() < 2) {
            return seen.now();
        }
        long millis = Math.min(5000, 250L << (crashes.size() - 2));
        return crashes.getFirst().at().plusMillis(millis);
    }

    private static Decision state(Observed seen, List<Action> actions, @Nullable Ended failure, boolean looping) {
        Worker active = seen.active();
        boolean serving = active != null && seen.ledger().leaseOver() == null;
        if (serving) {
            return serving(seen, actions, failure, looping);
        }
        if (failure != null) {
            return failed(seen, actions, failure);
        }
        if (looping) {
            return new Decision(
                    actions,
                    "FAILED",
                    "CRASH_LOOP",
                    "The worker crashed " + LOOP_CRASHES + " times within a minute; see its log.");
        }
        boolean again = !crashes(seen).isEmpty();
        return new Decision(actions, "STARTING", null, again ? "The worker was lost and starts again." : null);
    }

    private static Decision failed(Observed seen, List<Action> actions, Ended failure) {
        boolean told = failure.generation() == seen.ledger().generation()
                && "FAILED".equals(seen.ledger().workerState());
        String code = told ? seen.ledger().reasonCode() : null;
        String why = told ? seen.ledger().reason() : failure.reason();
        if (code == null) {
            code = Integer.valueOf(78).equals(failure.exitCode()) ? "LAUNCH" : "WORKER_FAILED";
        }
        return new Decision(actions, "FAILED", code, why == null ? "The worker gave up; see its log." : why);
    }

    private static Decision serving(Observed seen, List<Action> actions, @Nullable Ended failure, boolean looping) {
        Observed.Ledger ledger = seen.ledger();
        if (failure != null || looping) {
            String why = failure == null ? "it crashes again and again" : failure.reason();
            return new Decision(
                    actions,
                    "DEGRADED",
                    "VERSION_FAILED",
                    "Version " + ledger.version() + " goes on; version " + seen.wantedVersion() + " failed: " + why);
        }
        String told = String.valueOf(ledger.workerState());
        if (told.equals("RUNNING") && seen.late() != null && seen.late().compareTo(LATE_GRACE) >= 0) {
            return new Decision(
                    actions,
                    "DEGRADED",
                    "FRESHNESS",
                    "Results have been older than spec.slo.freshness_seconds allows.");
        }
        return switch (told) {
            case "RUNNING", "DEGRADED" -> new Decision(actions, told, ledger.reasonCode(), ledger.reason());
            case "REPLAYING" -> new Decision(actions, "BACKFILLING", ledger.reasonCode(), ledger.reason());
            default -> new Decision(actions, "STARTING", null, null);
        };
    }

    private static boolean isOver(Instant since, Duration span, Instant now) {
        return Duration.between(since, now).compareTo(span) > 0;
    }
}
