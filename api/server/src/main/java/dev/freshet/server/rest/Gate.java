package dev.freshet.server.rest;

import dev.freshet.server.access.Caller;
import dev.freshet.server.access.Negotiation;
import dev.freshet.server.access.Problem;
import dev.freshet.server.access.Problems;
import dev.freshet.server.access.Route;
import dev.freshet.server.access.RouteTable;
import dev.freshet.server.access.RouteTable.Match;
import dev.freshet.server.access.Scope;
import dev.freshet.server.tenant.Role;
import dev.freshet.server.wiring.db.Members;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * What every request below /api passes before anything else looks at it, in this order: who is it (401), does the
 * caller see the tenant (404), does the path exist (404, 405), does the role reach (403), is the route built (501), are
 * the parameters, the media types and the size right (400, 415, 406, 413). Then the body is read whole and the request
 * goes to its resource, to the worker, or to a stream.
 */
@ApplicationScoped
public class Gate {
    private static final int BEHIND_AUTHENTICATION = 50;
    private final RouteTable routes;
    private final Members members;
    private final Callers callers;
    private final ProblemWriter problems;
    private final Dispatch dispatch;

    public Gate(RouteTable routes, Members members, Callers callers, ProblemWriter problems, Dispatch dispatch) {
        this.routes = routes;
        this.members = members;
        this.callers = callers;
        this.problems = problems;
        this.dispatch = dispatch;
    }

    void install(@Observes Filters filters) {
        filters.register(this::handle, BEHIND_AUTHENTICATION);
    }

    /** What fails below without an answer of its own still ends as a problem. */
    void install(@Observes Router router) {
        router.route("/api/*").order(Integer.MIN_VALUE + 1).failureHandler(this::failed);
    }

    private void failed(RoutingContext http) {
        Throwable failure = http.failure();
        int status = http.statusCode();
        if (failure == null && status >= 400 && status < 500) {
            problems.write(http, Problem.of(status, "http_" + status, "Refused", "The request was refused."));
        } else {
            problems.fail(http, failure == null ? new IllegalStateException("status " + status) : failure);
        }
    }

    private void handle(RoutingContext http) {
        String path = http.normalizedPath();
        if (!path.equals("/api") && !path.startsWith("/api/")) {
            http.next();
            return;
        }
        http.response().putHeader("X-Request-Id", ProblemWriter.requestId(http)).putHeader("Cache-Control", "no-store");
        http.request().pause();
        // The framework would answer a refused session with a redirect; here it is a problem like any other.
        http.put(QuarkusHttpUser.AUTH_FAILURE_HANDLER, (BiConsumer<RoutingContext, Throwable>) (given, failure) -> {});
        callers.identify(http)
                .chain(caller -> admit(http, caller, segments(path)))
                .subscribe()
                .with(call -> receive(call), failure -> refuse(http, failure));
    }

    private void refuse(RoutingContext http, Throwable failure) {
        http.request().resume();
        problems.fail(http, failure);
    }

    private static List<String> segments(String path) {
        return Arrays.stream(path.substring(1).split("/", -1)).map(Gate::decode).toList();
    }

    private static String decode(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return segment;
        }
    }

    private Uni<Call> admit(RoutingContext http, Caller caller, List<String> path) {
        if (path.size() > 4 - 1 && path.subList(0, 3).equals(List.of("api", "v1", "tenants"))) {
            String tenant = path.get(3);
            return members.roleIn(new Scope(tenant, caller.issuer(), caller.subject()))
                    .map(role -> {
                        if (role == null) {
                            throw Problems.notFound().refusal();
                        }
                        return pass(http, caller, path, tenant, role);
                    });
        }
        return Uni.createFrom().item(() -> pass(http, caller, path, "", Role.VIEWER));
    }

    private Call pass(RoutingContext http, Caller caller, List<String> path, String tenant, Role role) {
        String verb = http.request().method().name();
        Match match = routes.find(verb.equals("HEAD") ? "GET" : verb, path);
        return switch (match) {
            case Match.Unknown unknown -> throw Problems.notFound().refusal();
            case Match.WrongVerb wrong ->
                throw Problems.methodNotAllowed(wrong.allowed()).refusal();
            case Match.Found(Route route, Map<String, String> parameters) -> {
                Call call = new Call(
                        http, ProblemWriter.requestId(http), caller, route, parameters, tenant, role, Buffer.buffer());
                GateChecks.check(call);
                yield call;
            }
        };
    }

    private void receive(Call call) {
        HttpServerRequest request = call.http().request();
        if (call.route().consumes().isEmpty()) {
            call.attach();
            request.resume();
            dispatch.send(call);
            return;
        }
        BodyReader.read(request, call.route().maxBytes())
                .subscribe()
                .with(body -> arrived(call, body), failure -> refuse(call.http(), failure));
    }

    private void arrived(Call call, Buffer body) {
        if (body.length() > 0 && !Negotiation.reads(call.route(), call.header("Content-Type"))) {
            problems.write(call.http(), Negotiation.unsupported(call.route()));
            return;
        }
        Call whole = new Call(
                call.http(),
                call.requestId(),
                call.caller(),
                call.route(),
                call.path(),
                call.tenant(),
                call.role(),
                body);
        whole.attach();
        dispatch.send(whole);
    }
}
