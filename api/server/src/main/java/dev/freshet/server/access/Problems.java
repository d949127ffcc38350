package dev.freshet.server.access;

import dev.freshet.server.access.Problem.Slip;
import java.util.Collection;
import java.util.List;

/** The refusals that many places give, worded once. */
public final class Problems {
    private Problems() {}

    /** Nobody we know. */
    public static Problem unauthenticated() {
        return Problem.of(
                        401,
                        "unauthenticated",
                        "Not signed in",
                        "Send a bearer token of the configured issuer, or sign in at /auth/login.")
                .header("WWW-Authenticate", "Bearer");
    }

    /** Absent, or another tenant's: the two are not told apart. */
    public static Problem notFound() {
        return Problem.of(404, "not_found", "Not found", "There is nothing here that you can see.");
    }

    /** A named object of a tenant that the caller is a member of. */
    public static Problem notFound(String kind, String name) {
        return Problem.of(404, "not_found", "Not found", "There is no " + kind + " '" + name + "' in this tenant.");
    }

    /** The path exists, the verb does not. */
    public static Problem methodNotAllowed(Collection<String> allowed) {
        String list = String.join(", ", allowed);
        return Problem.of(405, "method_not_allowed", "Method not allowed", "This path takes " + list + ".")
                .header("Allow", list);
    }

    /** A member whose role does not reach. */
    public static Problem forbidden(String needed) {
        return Problem.of(403, "forbidden", "Role missing", "This needs the role '" + needed + "' in the tenant.");
    }

    /** A cookie session without its proof that the console itself sent the request. */
    public static Problem csrf() {
        return Problem.of(
                403,
                "csrf",
                "Not sent by the console",
                "In a cookie session a changing request needs the header X-Freshet-Csrf and an Origin of this service.");
    }

    /** Promised by the contract, not made yet. */
    public static Problem notBuilt(String what) {
        return Problem.of(501, "not_implemented", "Not built yet", what + " is part of the API but not built yet.");
    }

    /** One thing in the request cannot be read. */
    public static Problem badRequest(
            String pointer, String code, String detail, @org.jspecify.annotations.Nullable String hint) {
        return Problem.of(400, code, "Bad request", detail).errors(List.of(Slip.at(pointer, code, detail, hint)));
    }

    /** Reads well, but is wrong. */
    public static Problem unprocessable(
            String pointer, String code, String detail, @org.jspecify.annotations.Nullable String hint) {
        return Problem.of(422, code, "Cannot be applied", detail).errors(List.of(Slip.at(pointer, code, detail, hint)));
    }

    /** In conflict with the state of the object. */
    public static Problem conflict(String code, String detail) {
        return Problem.of(409, code, "Conflict", detail);
    }

    /** The body is larger than the route takes. */
    public static Problem tooLarge(long maxBytes) {
        return Problem.of(413, "too_large", "Too large", "The body may hold at most " + maxBytes + " bytes.")
                .with("max_bytes", maxBytes);
    }

    /** The pipeline has no worker that could answer, and is not meant to have one. */
    public static Problem notRunning(String pipeline, String state) {
        return conflict("not_running", "Pipeline '" + pipeline + "' is " + state + "; start it first.");
    }

    /** What only a worker can tell, of a pipeline that rests. */
    public static Problem resting(String pipeline) {
        return conflict(
                "not_running",
                "Pipeline '" + pipeline
                        + "' is IDLE: it has no worker to look at. A push, a query or a search wakes it.");
    }

    /** The worker is starting or was just lost; the same request will do in a moment. */
    public static Problem workerRestarting() {
        return Problem.of(
                        503,
                        "worker_restarting",
                        "Worker restarting",
                        "The pipeline's worker is not up at this moment.")
                .retry(1);
    }
}
