package dev.freshet.server.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.server.deploy.Decision.Action;
import dev.freshet.server.deploy.Observed.Ended;
import dev.freshet.server.deploy.Observed.Ledger;
import dev.freshet.server.deploy.Observed.Rest;
import dev.freshet.server.deploy.Observed.Worker;
import dev.freshet.server.pipeline.DesiredState;
import dev.freshet.server.pipeline.IdleRule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private static Observed seen(
            DesiredState desired, int version, Ledger ledger, List<Worker> running, Ended... ended) {
        return new Observed(desired, false, version, 0, running, List.of(ended), ledger, Rest.NONE, null, NOW);
    }

    private static Ledger ledger(long generation, int version, String state) {
        return new Ledger(generation, version, null, state, null, null, 5, 5);
    }

    private static Worker worker(long generation, int version) {
        return new Worker(generation, version, true, null, null);
    }

    private static Ended crash(long generation, int secondsAgo, @Nullable Integer code, boolean activated) {
        return new Ended(generation, 1, NOW.minusSeconds(secondsAgo), code, activated, false, null);
    }

    @Test
    void whatShouldRunAndDoesNotIsLaunched() {
        Decision decision = Reconciler.decide(seen(DesiredState.RUNNING, 1, Ledger.NONE, List.of()));
        assertThat(decision.actions()).containsExactly(new Action.Launch(false));
        assertThat(decision.state()).isEqualTo("STARTING");
    }

    @Test
    void whatRunsAsWantedIsLeftAlone() {
        Decision decision =
                Reconciler.decide(seen(DesiredState.RUNNING, 1, ledger(1, 1, "RUNNING"), List.of(worker(1, 1))));
        assertThat(decision.actions()).isEmpty();
        assertThat(decision.state()).isEqualTo("RUNNING");
    }

    @Test
    void aNewVersionIsStartedBesideTheRunningOne() {
        Ledger ledger = ledger(1, 1, "RUNNING");
        Decision decision = Reconciler.decide(seen(DesiredState.RUNNING, 2, ledger, List.of(worker(1, 1))));
        assertThat(decision.actions()).containsExactly(new Action.Launch(false));
        assertThat(decision.state()).isEqualTo("RUNNING");
        Decision waiting =
                Reconciler.decide(seen(DesiredState.RUNNING, 2, ledger, List.of(worker(1, 1), worker(2, 2))));
        assertThat(waiting.actions()).isEmpty();
    }

    @Test
    void aSupersededWorkerIsEndedWhenItDoesNotEndItself() {
        Worker old = new Worker(1, 1, true, null, NOW.minusSeconds(20));
        Decision decision =
                Reconciler.decide(seen(DesiredState.RUNNING, 2, ledger(2, 2, "RUNNING"), List.of(old, worker(2, 2))));
        assertThat(decision.actions()).containsExactly(new Action.Kill(1));
    }

    @Test
    void whatShouldRestIsAskedToStopThenEnded() {
        Ledger ledger = ledger(1, 1, "RUNNING");
        Decision ask = Reconciler.decide(seen(DesiredState.STOPPED, 1, ledger, List.of(worker(1, 1))));
        assertThat(ask.actions()).containsExactly(new Action.Stop(1));
        assertThat(ask.state()).isEqualTo("STOPPING");
        Worker deaf = new Worker(1, 1, true, NOW.minusSeconds(31), null);
        assertThat(Reconciler.decide(seen(DesiredState.STOPPED, 1, ledger, List.of(deaf)))
                        .actions())
                .containsExactly(new Action.Kill(1));
        assertThat(Reconciler.decide(seen(DesiredState.PAUSED, 1, ledger, List.of()))
                        .state())
                .isEqualTo("PAUSED");
    }

    @Test
    void crashesWithoutGainBecomeALoopButKillsOfAServingWorkerDoNot() {
        Ended[] crashes = new Ended[5];
        Ended[] kills = new Ended[5];
        for (int i = 0; i < 5; i++) {
            crashes[i] = crash(i + 1, 50 - i * 10, 1, false);
            kills[i] = crash(i + 1, 50 - i * 10, 137, true);
        }
        Decision loop = Reconciler.decide(seen(DesiredState.RUNNING, 1, ledger(0, 0, "RUNNING"), List.of(), crashes));
        assertThat(loop.state()).isEqualTo("FAILED");
        assertThat(loop.reasonCode()).isEqualTo("CRASH_LOOP");
        assertThat(loop.actions()).isEmpty();
        Decision again = Reconciler.decide(seen(DesiredState.RUNNING, 1, ledger(5, 1, "RUNNING"), List.of(), kills));
        assertThat(again.actions()).containsExactly(new Action.Launch(false));
    }

    @Test
    void theSecondCrashWaitsBeforeTheNextStart() {
        Ended first = crash(1, 1, 1, false);
        assertThat(Reconciler.decide(seen(DesiredState.RUNNING, 1, Ledger.NONE, List.of(), first))
                        .actions())
                .containsExactly(new Action.Launch(false));
        Ended second = crash(2, 0, 1, false);
        assertThat(Reconciler.decide(seen(DesiredState.RUNNING, 1, Ledger.NONE, List.of(), first, second))
                        .actions())
                .isEmpty();
    }

    @Test
    void aWorkerThatGaveUpIsNotStartedAgain() {
        Ledger ledger = new Ledger(1, 1, Duration.ofSeconds(1), "FAILED", "SOURCE_GAP", "gone", 5, 5);
        Decision decision =
                Reconciler.decide(seen(DesiredState.RUNNING, 1, ledger, List.of(), crash(1, 600, 70, true)));
        assertThat(decision).isEqualTo(new Decision(List.of(), "FAILED", "SOURCE_GAP", "gone"));
    }

    /** A START given in between must meet neither the old failure nor a second worker. */
    @Test
    void aWorkerThatGivesUpIsAwaitedBeforeAnythingElse() {
        Ledger ledger = new Ledger(1, 1, null, "FAILED", "SOURCE_GAP", "gone", 5, 5);
        Worker dead = new Worker(1, 1, false, null, null);
        for (Worker giving : List.of(worker(1, 1), dead)) {
            Observed seen = seen(DesiredState.RUNNING, 1, ledger, List.of(giving));
            Decision decision = Reconciler.decide(seen);
            assertThat(decision.state()).isEqualTo("STOPPING");
            assertThat(decision.actions()).doesNotContain(new Action.Launch(false));
            assertThat(Verdict.of(new Verdict.Goal("START", null, null), seen, decision))
                    .isEqualTo(Verdict.OPEN);
        }
    }

    @Test
    void aFailedNewVersionLeavesTheOldOneServing() {
        Decision decision = Reconciler.decide(
                seen(DesiredState.RUNNING, 2, ledger(1, 1, "RUNNING"), List.of(worker(1, 1)), crash(2, 1, 78, false)));
        assertThat(decision.actions()).isEmpty();
        assertThat(decision.state()).isEqualTo("DEGRADED");
        assertThat(decision.reasonCode()).isEqualTo("VERSION_FAILED");
    }

    @Test
    void latenessBecomesDegradedAfterAWhile() {
        Ledger ledger = ledger(1, 1, "RUNNING");
        Observed late = new Observed(
                DesiredState.RUNNING,
                false,
                1,
                0,
                List.of(worker(1, 1)),
                List.of(),
                ledger,
                Rest.NONE,
                Duration.ofSeconds(6),
                NOW);
        assertThat(Reconciler.decide(late).reasonCode()).isEqualTo("FRESHNESS");
    }

    private static Decision resting(int version, long restartAfter, @Nullable Instant due, Worker... running) {
        Ledger ledger = new Ledger(1, 1, Duration.ofSeconds(40), "STOPPED", "IDLE", "nothing to do", 5, 5);
        return Reconciler.decide(new Observed(
                DesiredState.RUNNING,
                false,
                version,
                restartAfter,
                List.of(running),
                List.of(new Ended(1, 1, NOW.minusSeconds(40), 0, true, true, null)),
                ledger,
                new Rest(true, due),
                null,
                NOW));
    }

    @Test
    void whatRestsIsLeftAloneUntilItIsDueOrSomethingElseIsWanted() {
        assertThat(resting(1, 0, null)).isEqualTo(new Decision(List.of(), "IDLE", null, "nothing to do"));
        assertThat(resting(1, 0, NOW.plusSeconds(1)).actions()).isEmpty();
        assertThat(resting(1, 0, NOW).actions()).containsExactly(new Action.Launch(true));
        assertThat(resting(2, 0, null).actions()).containsExactly(new Action.Launch(false));
        assertThat(resting(1, 1, null).actions()).containsExactly(new Action.Launch(false));
        assertThat(resting(1, 0, NOW, worker(2, 1)).actions()).isEmpty();
    }

    @Test
    void anIdlePipelineIsDueByStalenessOrByScheduleWhicheverIsFirst() throws Exception {
        JsonNode polled = new ObjectMapper().readTree("""
                        {"idle": {"max_staleness_seconds": 7200, "schedule": "30 12 * * *"},
                         "sources": {"pages": {"connector": "files"}, "orders": {"connector": "push"}}}""");
        assertThat(rule(polled).due(NOW)).isEqualTo(NOW.plusSeconds(1800));
        assertThat(rule(polled).due(NOW.plusSeconds(3600))).isEqualTo(NOW.plusSeconds(3 * 3600));
        JsonNode pushed =
                new ObjectMapper().readTree("{\"idle\": {}, \"sources\": {\"o\": {\"connector\": \"push\"}}}");
        assertThat(rule(pushed).due(NOW)).isNull();
        assertThat(IdleRule.of(new ObjectMapper().readTree("{}"))).isNull();
    }

    private static IdleRule rule(JsonNode spec) {
        return java.util.Objects.requireNonNull(IdleRule.of(spec));
    }

    @Test
    void deletionEndsWithTheRowOnceNothingRuns() {
        Observed running = new Observed(
                DesiredState.STOPPED,
                true,
                1,
                0,
                List.of(worker(1, 1)),
                List.of(),
                ledger(1, 1, "RUNNING"),
                Rest.NONE,
                null,
                NOW);
        assertThat(Reconciler.decide(running).actions()).containsExactly(new Action.Stop(1));
        Observed rests = new Observed(
                DesiredState.STOPPED, true, 1, 0, List.of(), List.of(), ledger(1, 1, "STOPPED"), Rest.NONE, null, NOW);
        assertThat(Reconciler.decide(rests).actions()).containsExactly(new Action.Delete());
    }

    @Test
    void aDeadProcessIsBuriedAndAHungOneEnded() {
        Worker dead = new Worker(1, 1, false, null, null);
        assertThat(Reconciler.decide(seen(DesiredState.RUNNING, 1, ledger(1, 1, "RUNNING"), List.of(dead)))
                        .actions())
                .contains(new Action.Bury(1));
        Ledger silent = new Ledger(1, 1, Duration.ofSeconds(40), "RUNNING", null, null, 5, 5);
        assertThat(Reconciler.decide(seen(DesiredState.RUNNING, 1, silent, List.of(worker(1, 1))))
                        .actions())
                .containsExactly(new Action.Kill(1));
    }
}
