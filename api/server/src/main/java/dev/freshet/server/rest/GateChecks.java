package dev.freshet.server.rest;

import dev.freshet.server.access.Access.Handling;
import dev.freshet.server.access.Negotiation;
import dev.freshet.server.access.Problem.Slip;
import dev.freshet.server.access.Problems;
import dev.freshet.server.access.Route;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The checks that need nothing but the request's head and its route. */
final class GateChecks {
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private GateChecks() {}

    static void check(Call call) {
        call.require(call.route().role());
        sentByTheConsole(call);
        built(call.route());
        knownParameters(call);
        mediaTypes(call);
        size(call);
    }

    private static void sentByTheConsole(Call call) {
        HttpServerRequest request = call.http().request();
        if (!call.caller().session() || SAFE.contains(request.method().name())) {
            return;
        }
        if (request.getHeader("X-Freshet-Csrf") == null || !sameOrigin(request)) {
            throw Problems.csrf().refusal();
        }
    }

    private static boolean sameOrigin(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        String authority = String.valueOf(request.authority());
        return origin != null && origin.equals(request.scheme() + "://" + authority);
    }

    private static void built(Route route) {
        if (route.handling() == Handling.NOT_BUILT) {
            throw Problems.notBuilt(route.verb() + " " + route.template()).refusal();
        }
    }

    private static void knownParameters(Call call) {
        List<Slip> unknown = new ArrayList<>();
        for (String name : call.http().queryParams().names()) {
            if (!call.route().queries().contains(name)) {
                unknown.add(Slip.at(
                        name,
                        "unknown_parameter",
                        "There is no query parameter '" + name + "' here.",
                        known(call.route())));
            }
        }
        if (!unknown.isEmpty()) {
            throw Problems.badRequest(
                            "",
                            "unknown_parameter",
                            String.valueOf(unknown.getFirst().detail()),
                            null)
                    .errors(unknown)
                    .refusal();
        }
    }

    private static @Nullable String known(Route route) {
        return route.queries().isEmpty() ? null : "Known here: " + String.join(", ", route.queries());
    }

    private static void mediaTypes(Call call) {
        String type = call.header("Content-Type");
        if (type != null && !call.route().consumes().isEmpty() && !Negotiation.reads(call.route(), type)) {
            throw Negotiation.unsupported(call.route()).refusal();
        }
        if (!Negotiation.accepts(call.route(), call.header("Accept"))) {
            throw Negotiation.notAcceptable(call.route()).refusal();
        }
    }

    private static void size(Call call) {
        String length = call.header("Content-Length");
        if (length != null
                && length.length() < 19
                && Long.parseLong(length) > call.route().maxBytes()) {
            throw Problems.tooLarge(call.route().maxBytes()).refusal();
        }
    }
}
