package dev.freshet.server.access;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether a request's media types suit a route. */
public final class Negotiation {
    private Negotiation() {}

    /** The type without its parameters, in lower case. */
    public static String base(String mediaType) {
        int end = mediaType.indexOf(';');
        return (end < 0 ? mediaType : mediaType.substring(0, end)).trim().toLowerCase(Locale.ROOT);
    }

    /** Whether the route reads a body of that type; a body without a type only where nothing is read. */
    public static boolean reads(Route route, @Nullable String contentType) {
        return route.consumes().isEmpty()
                || (contentType != null && route.consumes().contains(base(contentType)));
    }

    /** Whether an Accept header lets through one of the route's types. */
    public static boolean accepts(Route route, @Nullable String accept) {
        if (accept == null || accept.isBlank() || route.produces().isEmpty()) {
            return true;
        }
        for (String range : accept.split(",")) {
            if (!refused(range) && route.produces().stream().anyMatch(type -> matches(base(range), type))) {
                return true;
            }
        }
        return false;
    }

    private static boolean refused(String range) {
        return range.replace(" ", "").matches(".*;q=0(\\.0*)?$");
    }

    private static boolean matches(String range, String type) {
        return range.equals("*/*")
                || range.equals(type)
                || (range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1)));
    }

    /** 415 that names what the route reads. */
    public static Problem unsupported(Route route) {
        List<String> types = route.consumes();
        return Problem.of(
                        415,
                        "unsupported_media_type",
                        "Unsupported media type",
                        "This route reads " + String.join(", ", types) + ".")
                .header("Accept", String.join(", ", types));
    }

    /** 406 that names what the route writes. */
    public static Problem notAcceptable(Route route) {
        return Problem.of(
                406,
                "not_acceptable",
                "Not acceptable",
                "This route writes " + String.join(", ", route.produces()) + ".");
    }
}
