package dev.freshet.server.wiring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.server.deploy.Launcher;
import dev.freshet.server.deploy.Observed;
import dev.freshet.server.deploy.Observed.Ended;
import dev.freshet.server.deploy.Observed.Worker;
import dev.freshet.server.pipeline.IdleRule;
import dev.freshet.server.wiring.ReconcilerStore.Deployed;
import dev.freshet.server.wiring.ReconcilerStore.Open;
import dev.freshet.server.wiring.ReconcilerStore.Standing;
import dev.freshet.server.wiring.ReconcilerStore.Wanted;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes observations out of rows and processes. Remembers since when something lasts; used by one thread. */
@ApplicationScoped
public class Observer {
    private static final Duration UNKNOWN_LAUNCH = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();
    private final Launcher launcher;
    private final Actuator actuator;
    private final Map<UUID, Instant> lateSince = new HashMap<>();
    private final Map<UUID, Map<Long, Instant>> supersededSince = new HashMap<>();

    public Observer(Launcher launcher, Actuator actuator) {
        this.launcher = launcher;
        this.actuator = actuator;
    }

    Observed observe(Wanted pipeline, List<Deployed> deployed, List<Open> operations) {
        Instant now = Instant.now();
        List<Worker> running = new ArrayList<>();
        List<Ended> ended = new ArrayList<>();
        for (Deployed one : deployed) {
            if (one.endedAt() == null) {
                running.add(worker(pipeline, one, now));
            } else {
                ended.add(ended(pipeline, one));
            }
        }
        return new Observed(
                pipeline.desired(),
                pipeline.deleting(),
                pipeline.version(),
                restartAfter(operations),
                running,
                ended,
                ledger(pipeline.ledger()),
                rest(pipeline, now),
                late(pipeline, now),
                now);
    }

    /** Forgets pipelines that are gone. */
    void keepOnly(List<Wanted> pipelines) {
        Set<UUID> here = pipelines.stream().map(Wanted::uid).collect(Collectors.toSet());
        lateSince.keySet().retainAll(here);
        supersededSince.keySet().retainAll(here);
    }

    private Worker worker(Wanted pipeline, Deployed one, Instant now) {
        Instant superseded = null;
        if (one.generation() < pipeline.ledger().generation()) {
            superseded = supersededSince
                    .computeIfAbsent(pipeline.uid(), uid -> new HashMap<>())
                    .computeIfAbsent(one.generation(), generation -> now);
        }
        return new Worker(one.generation(), one.version(), isAlive(one, now), one.stopAt(), superseded);
    }

    /** Without a pid it is being launched at this moment, or a control plane died while launching it. */
    private boolean isAlive(Deployed one, Instant now) {
        if (one.handle() == null) {
            return actuator.isLaunching(one.pipeline())
                    || Duration.between(one.startedAt(), now).compareTo(UNKNOWN_LAUNCH) < 0;
        }
        return launcher.observe(one.handle()).alive();
    }

    private static Ended ended(Wanted pipeline, Deployed one) {
        boolean activated =
                one.progressed() || one.generation() <= pipeline.ledger().generation();
        return new Ended(
                one.generation(),
                one.version(),
                java.util.Objects.requireNonNull(one.endedAt()),
                one.exitCode(),
                activated,
                one.progressed(),
                one.reason());
    }

    private static long restartAfter(List<Open> operations) {
        return operations.stream()
                .filter(operation -> operation.type().equals("RESTART") && operation.goalGeneration() != null)
                .mapToLong(operation -> operation.goalGeneration() == null ? 0 : operation.goalGeneration())
                .max()
                .orElse(0);
    }

    private static Observed.Ledger ledger(Standing row) {
        Double over = row.leaseOver();
        return new Observed.Ledger(
                row.generation(),
                row.version(),
                over == null ? null : Duration.ofMillis((long) (over * 1000)),
                row.workerState(),
                row.reasonCode(),
                row.reason(),
                row.head(),
                row.lake());
    }

    private static Observed.Rest rest(Wanted pipeline, Instant now) {
        if (pipeline.resting() == null) {
            return Observed.Rest.NONE;
        }
        IdleRule rule = IdleRule.of(tree(pipeline.resting().spec()));
        if (rule == null) {
            return Observed.Rest.NONE;
        }
        Instant since = now.minusMillis((long) (pipeline.resting().seconds() * 1000));
        return new Observed.Rest(true, rule.due(since));
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored JSON cannot be read", e);
        }
    }

    private @Nullable Duration late(Wanted pipeline, Instant now) {
        Long freshness = pipeline.ledger().freshnessMs();
        Long promised = pipeline.sloMs();
        boolean late =
                pipeline.ledger().leaseOver() == null && freshness != null && promised != null && freshness > promised;
        if (!late) {
            lateSince.remove(pipeline.uid());
            return null;
        }
        return Duration.between(lateSince.computeIfAbsent(pipeline.uid(), uid -> now), now);
    }
}
