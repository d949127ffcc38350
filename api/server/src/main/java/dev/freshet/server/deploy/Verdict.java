package dev.freshet.server.deploy;

import dev.freshet.server.pipeline.DesiredState;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How far an operation is, judged by what is observed. Pure. */
public enum Verdict {
    /** Not there yet. */
    OPEN,
    SUCCEEDED,
    FAILED,
    /** Something else was wanted meanwhile. */
    CANCELLED;

    private static final Set<String> SERVING = Set.of("RUNNING", "IDLE", "DEGRADED");

    /**
     * What was asked for.
     *
     * @param goalEpoch head that a checkpoint must carry into the lake
     * @param goalGeneration generation that a restart must leave behind
     */
    public record Goal(
            String type, @Nullable Long goalEpoch, @Nullable Long goalGeneration) {}

    /** Judges an operation whose pipeline was observed so and got that decision. */
    public static Verdict of(Goal goal, Observed seen, Decision decision) {
        String state = decision.state();
        return switch (goal.type()) {
            case "START", "RESUME" -> running(seen, state, seen.active() != null);
            case "RESTART" -> running(seen, state, hasNewer(goal, seen));
            case "STOP" -> resting(seen, state, DesiredState.STOPPED);
            case "PAUSE" -> resting(seen, state, DesiredState.PAUSED);
            case "CHECKPOINT" -> checkpoint(goal, seen, state);
            case "DELETE" -> seen.running().isEmpty() ? SUCCEEDED : OPEN;
            default -> FAILED;
        };
    }

    private static Verdict running(Observed seen, String state, boolean there) {
        if (!seen.wanted()) {
            return CANCELLED;
        }
        if (state.equals("FAILED")) {
            return FAILED;
        }
        return there && SERVING.contains(state) ? SUCCEEDED : OPEN;
    }

    private static boolean hasNewer(Goal goal, Observed seen) {
        long before = goal.goalGeneration() == null ? 0 : goal.goalGeneration();
        return seen.active() != null && seen.ledger().generation() > before;
    }

    private static Verdict resting(Observed seen, String state, DesiredState desired) {
        if (seen.desired() != desired) {
            return CANCELLED;
        }
        return state.equals(desired.name()) ? SUCCEEDED : OPEN;
    }

    private static Verdict checkpoint(Goal goal, Observed seen, String state) {
        long head = goal.goalEpoch() == null ? 0 : goal.goalEpoch();
        if (seen.ledger().lake() >= head) {
            return SUCCEEDED;
        }
        if (!seen.wanted()) {
            return CANCELLED;
        }
        return state.equals("FAILED") ? FAILED : OPEN;
    }
}
