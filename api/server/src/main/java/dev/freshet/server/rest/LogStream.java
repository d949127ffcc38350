package dev.freshet.server.rest;

import dev.freshet.server.deploy.LogFiles;
import dev.freshet.server.deploy.LogFiles.Whose;
import dev.freshet.server.startup.Settings;
import dev.freshet.server.wiring.db.Database;
import dev.freshet.server.wiring.db.Pipelines;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;

/** The log of a pipeline's newest worker: its last lines, or these and all that follow as server-sent events. */
@ApplicationScoped
public class LogStream {
    private static final long LOOK_MILLIS = 500;
    private static final int LOOKS_PER_HEARTBEAT = 30;
    private final Database database;
    private final Pipelines pipelines;
    private final ProblemWriter problems;
    private final Vertx vertx;
    private final LogFiles files;

    public LogStream(Database database, Pipelines pipelines, ProblemWriter problems, Vertx vertx, Settings settings) {
        this.database = database;
        this.pipelines = pipelines;
        this.problems = problems;
        this.vertx = vertx;
        this.files = new LogFiles(settings.home().resolve("logs"));
    }

    void serve(Call call) {
        try {
            int tail = (int) call.number("tail", 200, 0, 10_000);
            boolean follow = call.flag("follow") || wantsEvents(call);
            database.in(call.scope(), session -> pipelines.get(session, call.scope(), call.param("pipeline")))
                    .map(row -> new Whose(row.tenantId, row.name, row.uid))
                    .chain(whose -> Database.aside(() -> files.tail(whose, tail))
                            .invoke(start -> begin(call, whose, start, follow)))
                    .subscribe()
                    .with(begun -> {}, failure -> problems.fail(call.http(), failure));
        } catch (RuntimeException refused) {
            problems.fail(call.http(), refused);
        }
    }

    private static boolean wantsEvents(Call call) {
        String accept = call.header("Accept");
        return accept != null && accept.contains("text/event-stream");
    }

    private void begin(Call call, Whose whose, LogFiles.Tail start, boolean follow) {
        HttpServerResponse response = call.http().response();
        if (!follow) {
            response.putHeader("Content-Type", "text/plain; charset=utf-8");
            response.end(String.join("\n", start.lines()) + (start.lines().isEmpty() ? "" : "\n"));
            return;
        }
        response.putHeader("Content-Type", "text/event-stream").setChunked(true);
        write(response, start);
        follow(call, whose, start);
    }

    private void follow(Call call, Whose whose, LogFiles.Tail start) {
        HttpServerResponse response = call.http().response();
        LogFiles.Tail[] at = {start};
        int[] looks = {0};
        long timer = vertx.setPeriodic(LOOK_MILLIS, tick -> {
            if (++looks[0] % LOOKS_PER_HEARTBEAT == 0) {
                response.write(": alive\n\n");
            }
            if (response.writeQueueFull()) {
                return;
            }
            vertx.<LogFiles.Tail>executeBlocking(() -> files.after(whose, at[0]))
                    .onSuccess(more -> {
                        at[0] = more;
                        write(response, more);
                    });
        });
        response.closeHandler(gone -> vertx.cancelTimer(timer));
    }

    private static void write(HttpServerResponse response, LogFiles.Tail part) {
        StringBuilder events = new StringBuilder();
        part.lines().forEach(line -> events.append("data: ").append(line).append("\n\n"));
        if (!events.isEmpty() && !response.closed()) {
            response.write(events.toString());
        }
    }
}
