package dev.freshet.server.rest;

import dev.freshet.server.access.Caller;
import dev.freshet.server.access.Problems;
import dev.freshet.server.access.Route;
import dev.freshet.server.access.Scope;
import dev.freshet.server.tenant.Role;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request that has passed the gate: who, where, with which role, and its whole body. Resources take everything from
 * here and nothing from the framework's own parsing, so what was checked is what is used.
 *
 * @param tenant empty outside a tenant
 * @param role least role outside a tenant
 */
public record Call(
        RoutingContext http,
        String requestId,
        Caller caller,
        Route route,
        Map<String, String> path,
        String tenant,
        Role role,
        Buffer body) {
    private static final String KEY = "freshet.call";

    /** The call behind a request; the gate has put it there. */
    public static Call of(RoutingContext http) {
        return Objects.requireNonNull(http.get(KEY), "the request did not pass the gate");
    }

    void attach() {
        http.put(KEY, this);
    }

    /** The same call with another body. */
    Call withBody(Buffer other) {
        return new Call(http, requestId, caller, route, path, tenant, role, other);
    }

    /** What the database lets this call see. */
    public Scope scope() {
        return new Scope(tenant, caller.issuer(), caller.subject());
    }

    /** A path parameter. */
    public String param(String name) {
        return Objects.requireNonNull(path.get(name), name);
    }

    /** A query parameter, the first of that name. */
    public @Nullable String query(String name) {
        return http.queryParams().get(name);
    }

    /** A query parameter of {@code true} or {@code false}. */
    public boolean flag(String name) {
        String value = query(name);
        if (value == null || value.equals("false")) {
            return false;
        }
        if (value.equals("true") || value.isEmpty()) {
            return true;
        }
        throw Problems.badRequest(name, "bad_parameter", "'" + name + "' takes true or false.", null)
                .refusal();
    }

    /** A whole number from the query. */
    public long number(String name, long absent, long least, long most) {
        String value = query(name);
        if (value == null) {
            return absent;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= least) {
                return Math.min(number, most);
            }
        } catch (NumberFormatException e) {
            // Refused below, together with numbers out of range.
        }
        throw Problems.badRequest(
                        name, "bad_parameter", "'" + name + "' takes a whole number from " + least + " on.", null)
                .refusal();
    }

    /** A request header. */
    public @Nullable String header(String name) {
        return http.request().getHeader(name);
    }

    /** Seconds that the client is ready to wait ({@code Prefer: wait=N}), at most 30. */
    public int waitSeconds() {
        return Prefer.waitSeconds(header("Prefer"));
    }

    /** Refuses with 403 unless the caller's role reaches. */
    public void require(Role needed) {
        if (!role.covers(needed)) {
            throw Problems.forbidden(needed.word()).refusal();
        }
    }
}
