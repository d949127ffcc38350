package dev.freshet.server.rest;

import dev.freshet.server.access.Problems;
import dev.freshet.server.wiring.db.WorkerAddresses;
import dev.freshet.server.wiring.db.WorkerAddresses.Address;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
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
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Passes a call on to its pipeline's worker and the answer back, both unread. An answer is streamed as it comes, with
 * back-pressure, and the worker's request ends when the client goes away.
 */
@ApplicationScoped
public class WorkerProxy {
    private static final List<String> PASSED_ON = List.of(
            "Content-Type", "Idempotency-Key", "Prefer", "Last-Event-ID", "Accept", "traceparent", "tracestate");
    private static final Set<String> HOP = Set.of("connection", "transfer-encoding", "keep-alive", "x-request-id");
    private final HttpClient client;
    private final WorkerAddresses addresses;
    private final ProblemWriter problems;

    public WorkerProxy(Vertx vertx, WorkerAddresses addresses, ProblemWriter problems) {
        // A worker that dies resets its connections; the requests on them fail and say so, that is enough.
        this.client = vertx.httpClientBuilder()
                .with(new HttpClientOptions().setConnectTimeout(2000).setKeepAliveTimeout(5))
                .with(new PoolOptions().setHttp1MaxSize(256))
                .withConnectHandler(connection -> connection.exceptionHandler(reset -> {}))
                .build();
        this.addresses = addresses;
        this.problems = problems;
    }

    void forward(Call call) {
        Context trace = Context.current();
        addresses
                .of(call.scope(), call.param("pipeline"))
                .subscribe()
                .with(address -> send(call, address, trace), failure -> problems.fail(call.http(), failure));
    }

    private void send(Call call, Address address, Context trace) {
        URI worker = URI.create(address.endpoint());
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(call.route().verb()))
                .setHost(worker.getHost())
                .setPort(worker.getPort())
                .setURI(target(call));
        client.request(options)
                .onSuccess(request -> {
                    headers(call, request);
                    W3CTraceContextPropagator.getInstance().inject(trace, request, HttpClientRequest::putHeader);
                    send(call, address, request);
                })
                .onFailure(unreachable -> problems.write(call.http(), Problems.workerRestarting()));
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

    private void send(Call call, Address address, HttpClientRequest request) {
        request.putHeader("Authorization", "Bearer " + address.token());
        call.http().response().closeHandler(gone -> request.reset());
        request.send(call.body())
                .onSuccess(answer -> answer(call, answer))
                .onFailure(lost -> problems.write(call.http(), Problems.workerRestarting()));
    }

    private void answer(Call call, HttpClientResponse answer) {
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
