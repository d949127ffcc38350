package dev.freshet.server.rest;

import dev.freshet.server.access.Problems;
import dev.freshet.server.deploy.Nudge;
import dev.freshet.server.wiring.db.Database;
import dev.freshet.server.wiring.db.WorkerAddresses;
import dev.freshet.server.wiring.db.WorkerAddresses.Address;
import dev.freshet.server.wiring.db.WorkerAddresses.Down;
import dev.freshet.server.wiring.db.WorkerAddresses.Found;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Passes a call on to its pipeline's worker and the answer back, both unread. An answer is streamed as it comes, with
 * back-pressure, and the worker's request ends when the client goes away. A call to a pipeline that rests wakes it and
 * waits for its worker; it is sent again only where no worker has taken it.
 */
@ApplicationScoped
public class WorkerProxy {
    private static final List<String> PASSED_ON = List.of(
            "Content-Type", "Idempotency-Key", "Prefer", "Last-Event-ID", "Accept", "traceparent", "tracestate");
    private static final Set<String> HOP = Set.of("connection", "transfer-encoding", "keep-alive", "x-request-id");
    private static final String UNTAKEN = "X-Freshet-Untaken";
    private static final Duration WAKE_PATIENCE = Duration.ofSeconds(30);
    private static final Duration WAKE_LOOK = Duration.ofMillis(50);
    private final HttpClient client;
    private final WorkerAddresses addresses;
    private final ProblemWriter problems;
    private final Nudge nudge;

    public WorkerProxy(Vertx vertx, WorkerAddresses addresses, ProblemWriter problems, Nudge nudge) {
        // A worker that dies resets its connections; the requests on them fail and say so, that is enough.
        this.client = vertx.httpClientBuilder()
                .with(new HttpClientOptions().setConnectTimeout(2000).setKeepAliveTimeout(5))
                .with(new PoolOptions().setHttp1MaxSize(256))
                .withConnectHandler(connection -> connection.exceptionHandler(reset -> {}))
                .build();
        this.addresses = addresses;
        this.problems = problems;
        this.nudge = nudge;
    }

    void forward(Call call) {
        attempt(new Try(call, Context.current(), System.nanoTime() + WAKE_PATIENCE.toNanos(), false));
    }

    /**
     * One look for the worker of a call.
     *
     * @param deadline until when a pipeline that rests is waited for, in {@link System#nanoTime}
     * @param woken whether this call has woken the pipeline already
     */
    private record Try(Call call, Context trace, long deadline, boolean woken) {
        boolean isOver() {
            return System.nanoTime() >= deadline || call.http().response().closed();
        }

        /** What only looks at a worker does not start one. */
        boolean wakes() {
            String path = call.http().normalizedPath();
            return !path.endsWith("/graph") && !path.endsWith("/metrics");
        }
    }

    private void attempt(Try now) {
        Call call = now.call();
        addresses
                .of(call.scope(), call.param("pipeline"))
                .subscribe()
                .with(found -> found(now, found), failure -> problems.fail(call.http(), failure));
    }

    private void found(Try now, Found found) {
        switch (found) {
            case Address address -> send(now, address);
            case Down down when down.rests() && now.wakes() && !now.isOver() -> wake(now);
            case Down down
            when down.idle() ->
                problems.write(now.call().http(), Problems.resting(now.call().param("pipeline")));
            case Down down -> problems.write(now.call().http(), Problems.workerRestarting());
        }
    }

    /** Makes sure that a worker is started, once, and looks again a little later. */
    private void wake(Try now) {
        Call call = now.call();
        Uni<Integer> wanted = now.woken()
                ? Uni.createFrom().item(0)
                : addresses.wake(call.scope(), call.param("pipeline")).invoke(nudge::now);
        wanted.chain(done -> Database.later(WAKE_LOOK))
                .subscribe()
                .with(
                        waited -> attempt(new Try(call, now.trace(), now.deadline(), true)),
                        failure -> problems.fail(call.http(), failure));
    }

    /** Nothing of the call was taken: where the pipeline rests it is woken, elsewhere the client tries again. */
    private void untaken(Try now) {
        addresses
                .of(now.call().scope(), now.call().param("pipeline"))
                .subscribe()
                .with(
                        found -> found(now, found instanceof Address gone ? new Down(gone.rests(), false) : found),
                        failure -> problems.fail(now.call().http(), failure));
    }

    private void send(Try now, Address address) {
        Call call = now.call();
        URI worker = URI.create(address.endpoint());
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(call.route().verb()))
                .setHost(worker.getHost())
                .setPort(worker.getPort())
                .setURI(target(call));
        client.request(options)
                .onSuccess(request -> {
                    headers(call, request);
                    W3CTraceContextPropagator.getInstance().inject(now.trace(), request, HttpClientRequest::putHeader);
                    send(now, address, request);
                })
                .onFailure(unreachable -> untaken(now));
    }

    /** The public path below the pipeline, with the query as it came. */
    private static String target(Call call) {
        String path = call.http().normalizedPath();
        int below = path.indexOf('/', path.indexOf("/pipelines/") + "/pipelines/".length());
        String query = call.http().request().query();
        return path.substring(below) + (query == null ? "" : "?" + query);
    }

    private static void headers(Call call, HttpClientRequest request) {
        for (String name : PASSED_ON) {
            String value = call.header(name);
            if (value != null) {
                request.putHeader(name, value);
            }
        }
        request.putHeader("X-Request-Id", call.requestId())
                .putHeader("X-Freshet-Path", call.http().normalizedPath());
    }

    private void send(Try now, Address address, HttpClientRequest request) {
        Call call = now.call();
        request.putHeader("Authorization", "Bearer " + address.token());
        call.http().response().closeHandler(gone -> request.reset());
        request.send(call.body())
                .onSuccess(answer -> answer(now, answer))
                .onFailure(lost -> problems.write(call.http(), Problems.workerRestarting()));
    }

    private void answer(Try now, HttpClientResponse answer) {
        Call call = now.call();
        if (answer.getHeader(UNTAKEN) != null) {
            untaken(now);
            return;
        }
        if (answer.statusCode() == 401) {
            // Not the worker that we know: its port has been taken over. The next look finds the right one.
            problems.write(call.http(), Problems.workerRestarting());
            return;
        }
        HttpServerResponse response = call.http().response();
        response.setStatusCode(answer.statusCode());
        answer.headers().forEach(header -> {
            if (!HOP.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                response.putHeader(header.getKey(), header.getValue());
            }
        });
        if (String.valueOf(answer.getHeader("Content-Type")).startsWith(ProblemWriter.TYPE)) {
            refusal(call, answer, response);
            return;
        }
        if (answer.getHeader("Content-Length") == null) {
            response.setChunked(true);
        }
        // A worker that dies in mid-answer must look like a broken answer, not like a complete one.
        answer.pipeTo(response).onFailure(broken -> response.reset());
    }

    /** A worker's problem gets the id under which the client and our log know the request. */
    private void refusal(Call call, HttpClientResponse answer, HttpServerResponse response) {
        response.headers().remove("Content-Length");
        answer.body()
                .onSuccess(body -> response.end(problems.withRequestId(body.getBytes(), call.requestId())))
                .onFailure(broken -> response.reset());
    }
}
