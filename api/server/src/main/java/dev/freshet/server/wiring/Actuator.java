package dev.freshet.server.wiring;

import dev.freshet.server.deploy.Decision.Action;
import dev.freshet.server.deploy.Launcher;
import dev.freshet.server.deploy.LocalLauncher;
import dev.freshet.server.deploy.Nudge;
import dev.freshet.server.deploy.Tokens;
import dev.freshet.server.secrets.Envelope;
import dev.freshet.server.wiring.ReconcilerStore.Deployed;
import dev.freshet.server.wiring.ReconcilerStore.Wanted;
import dev.freshet.spi.sys.CrashPoint;
import dev.freshet.spi.sys.Failpoint;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Does what was decided, each thing on a thread of its own; what is under way is not begun twice. */
@ApplicationScoped
public class Actuator {
    private static final Logger LOG = Logger.getLogger(Actuator.class);
    private static final int BAD_LAUNCH = 78;
    private final ReconcilerStore store;
    private final Launcher launcher;
    private final Recipes recipes;
    private final Envelope master;
    private final Nudge nudge;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    public Actuator(ReconcilerStore store, Launcher launcher, Recipes recipes, Envelope master, Nudge nudge) {
        this.store = store;
        this.launcher = launcher;
        this.recipes = recipes;
        this.master = master;
        this.nudge = nudge;
    }

    /** Whether a worker of that pipeline is being launched by this process. */
    boolean isLaunching(UUID pipeline) {
        return underWay.contains("launch " + pipeline);
    }

    /** Whether something is still under way. */
    boolean isBusy() {
        return !underWay.isEmpty();
    }

    void act(Wanted pipeline, List<Deployed> deployed, Action action) {
        switch (action) {
            case Action.Launch(boolean look) -> once("launch " + pipeline.uid(), () -> launch(pipeline, look));
            case Action.Stop(long generation) -> stop(pipeline, generation, handle(deployed, generation));
            case Action.Kill(long generation) -> kill(handle(deployed, generation));
            case Action.Bury(long generation) -> bury(pipeline.uid(), generation, handle(deployed, generation));
            case Action.Delete delete -> delete(pipeline);
        }
    }

    /** Asks the active worker to flush; it answers when it has. */
    void checkpoint(Wanted pipeline) {
        if (pipeline.ledger().leaseOver() == null && pipeline.ledger().endpoint() != null) {
            once("checkpoint " + pipeline.uid(), () -> post(pipeline, "/checkpoint", Duration.ofMinutes(5)));
        }
    }

    private void once(String what, Runnable work) {
        if (!underWay.add(what)) {
            return;
        }
        threads.execute(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.warnf(e, "could not %s", what);
            } finally {
                underWay.remove(what);
                nudge.now();
            }
        });
    }

    private void launch(Wanted pipeline, boolean look) {
        long generation = store.reserve(pipeline.uid());
        String token = Tokens.mint();
        byte[] wrapped = store.wrappedKey(pipeline.tenant());
        byte[] sealed = master.unwrap(pipeline.tenant(), wrapped)
                .sealText(token, Tokens.place(pipeline.tenant(), pipeline.uid(), generation));
        store.launching(pipeline, generation, sealed);
        try {
            Launcher.Started started = launcher.launch(recipes.order(pipeline, generation, token, look));
            store.launched(pipeline.uid(), generation, started.handle());
            started.exit()
                    .whenComplete((code, lost) -> threads.execute(() -> bury(pipeline.uid(), generation, code, null)));
            LOG.infof(
                    "pipeline %s/%s: worker of version %d started as generation %d, %s",
                    pipeline.tenant(), pipeline.name(), pipeline.version(), generation, started.handle());
        } catch (IOException | RuntimeException e) {
            LOG.warnf(e, "pipeline %s/%s cannot be launched", pipeline.tenant(), pipeline.name());
            bury(pipeline.uid(), generation, BAD_LAUNCH, String.valueOf(e.getMessage()));
        }
    }

    private void bury(UUID pipeline, long generation, Launcher.@Nullable Handle handle) {
        Launcher.Seen seen = handle == null ? null : launcher.observe(handle);
        bury(pipeline, generation, seen == null ? null : seen.exitCode(), seen == null ? null : seen.reason());
    }

    private void bury(UUID pipeline, long generation, @Nullable Integer exitCode, @Nullable String reason) {
        store.ended(pipeline, generation, exitCode, reason);
        launcher.forget(pipeline, generation);
        nudge.now();
    }

    /** The active worker is asked over HTTP, so that it can drain; one that is not active yet has nothing to drain. */
    private void stop(Wanted pipeline, long generation, Launcher.@Nullable Handle handle) {
        store.stopping(pipeline.uid(), generation);
        boolean active = generation == pipeline.ledger().generation()
                && pipeline.ledger().leaseOver() == null
                && pipeline.ledger().endpoint() != null;
        if (active) {
            once("stop " + pipeline.uid(), () -> {
                if (!post(pipeline, "/stop", Duration.ofSeconds(30)) && handle != null) {
                    launcher.end(handle, true);
                }
            });
        } else if (handle != null) {
            launcher.end(handle, true);
        }
    }

    private void kill(Launcher.@Nullable Handle handle) {
        if (handle != null) {
            launcher.end(handle, false);
        }
    }

    private void delete(Wanted pipeline) {
        if (pipeline.purge()) {
            store.purge(pipeline.tenant(), pipeline.uid());
            Failpoint.hit(CrashPoint.C24);
            recipes.purge(pipeline);
            Failpoint.hit(CrashPoint.C24);
        }
        store.deleted(pipeline.uid());
    }

    private boolean post(Wanted pipeline, String path, Duration patience) {
        byte[] token = store.token(pipeline.uid(), pipeline.ledger().generation());
        if (token == null) {
            return false;
        }
        String clear = master.unwrap(pipeline.tenant(), store.wrappedKey(pipeline.tenant()))
                .openText(
                        token,
                        Tokens.place(
                                pipeline.tenant(),
                                pipeline.uid(),
                                pipeline.ledger().generation()));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(pipeline.ledger().endpoint() + path))
                .timeout(patience)
                .header("Authorization", "Bearer " + clear)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() < 300;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Launcher.@Nullable Handle handle(List<Deployed> deployed, long generation) {
        return deployed.stream()
                .filter(one -> one.generation() == generation)
                .findFirst()
                .map(Deployed::handle)
                .orElse(null);
    }

    /** Tells the launcher the port of the active worker, for those who look at its files. */
    void note(Wanted pipeline) {
        if (launcher instanceof LocalLauncher local && pipeline.ledger().endpoint() != null) {
            local.port(
                    pipeline.uid(),
                    pipeline.ledger().generation(),
                    URI.create(pipeline.ledger().endpoint()).getPort());
        }
    }
}
