package dev.freshet.server.pipeline;

import dev.freshet.server.access.Problem;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The client's conditions on a change (RFC 9110 §13): what exists is changed only by one who knows its present state.
 *
 * @param ifMatch the header's value
 * @param ifNoneMatch the header's value
 */
public record Preconditions(
        @Nullable String ifMatch, @Nullable String ifNoneMatch) {
    /** The strong ETag of a revision. */
    public static String etag(long revision) {
        return "\"" + revision + "\"";
    }

    /** Refuses unless a change of something with that ETag may go ahead; null: there is nothing yet. */
    public void check(@Nullable String current) {
        if (current == null) {
            checkAbsent();
        } else {
            checkPresent(current);
        }
    }

    private void checkAbsent() {
        if (ifMatch != null && !ifMatch.trim().equals("*")) {
            throw stale("There is nothing yet that could match.").refusal();
        }
    }

    private void checkPresent(String current) {
        if (ifNoneMatch != null && names(ifNoneMatch, current)) {
            throw Problem.of(412, "exists", "Exists already", "It exists already, with the ETag " + current + ".")
                    .header("ETag", current)
                    .refusal();
        }
        if (ifMatch == null) {
            throw Problem.of(
                            428,
                            "precondition_required",
                            "If-Match missing",
                            "Changing what exists needs If-Match with its ETag (now " + current
                                    + "), or * to change it whatever it is.")
                    .header("ETag", current)
                    .refusal();
        }
        if (!names(ifMatch, current)) {
            throw stale("It has changed; its ETag is now " + current + ".")
                    .header("ETag", current)
                    .refusal();
        }
    }

    private static Problem stale(String detail) {
        return Problem.of(412, "stale", "Stale", detail);
    }

    private static boolean names(String header, String current) {
        return Arrays.stream(header.split(","))
                .map(String::trim)
                .anyMatch(tag -> tag.equals("*") || tag.equals(current));
    }
}
