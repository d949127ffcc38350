package dev.freshet.server.access;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A refusal as the client reads it (RFC 9457). The request's id is added where it is written.
 *
 * @param extras further members, such as {@code max_bytes} or {@code head}
 * @param headers response headers that belong to it, such as Allow or Retry-After
 */
public record Problem(
        int status,
        String code,
        String title,
        String detail,
        boolean retryable,
        List<Slip> errors,
        Map<String, Object> extras,
        Map<String, String> headers) {

    /** One place that is wrong. Lines and columns are 1-based in the document as it was sent. */
    public record Slip(
            @Nullable String pointer,
            @Nullable Integer line,
            @Nullable Integer column,
            String code,
            String detail,
            @Nullable String hint,
            @Nullable Integer sqlLine,
            @Nullable Integer sqlColumn,
            @Nullable String severity) {

        /** A slip at a JSON pointer, or at a query parameter's name. */
        public static Slip at(String pointer, String code, String detail, @Nullable String hint) {
            return new Slip(pointer, null, null, code, detail, hint, null, null, null);
        }
    }

    public Problem {
        errors = List.copyOf(errors);
        extras = Map.copyOf(extras);
        headers = Map.copyOf(headers);
    }

    /** A problem without places. */
    public static Problem of(int status, String code, String title, String detail) {
        return new Problem(status, code, title, detail, false, List.of(), Map.of(), Map.of());
    }

    /** The same problem, worth another try. */
    public Problem retry(int seconds) {
        return new Problem(
                status, code, title, detail, true, errors, extras, Map.of("Retry-After", Integer.toString(seconds)));
    }

    /** The same problem with a response header. */
    public Problem header(String name, String value) {
        return new Problem(status, code, title, detail, retryable, errors, extras, Map.of(name, value));
    }

    /** The same problem with a further member. */
    public Problem with(String name, Object value) {
        return new Problem(status, code, title, detail, retryable, errors, Map.of(name, value), headers);
    }

    /** The same problem with its places. */
    public Problem errors(List<Slip> slips) {
        return new Problem(status, code, title, detail, retryable, slips, extras, headers);
    }

    /** As something to throw. */
    public Refusal refusal() {
        return new Refusal(this);
    }
}
