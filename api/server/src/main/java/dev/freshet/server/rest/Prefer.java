package dev.freshet.server.rest;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The Prefer header (RFC 7240), as far as we honour it. */
final class Prefer {
    private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*\"?(\\d{1,6})\"?");
    private static final int LONGEST = 30;

    private Prefer() {}

    /** Seconds of {@code wait=N}, capped; 0 when absent. */
    static int waitSeconds(@Nullable String header) {
        if (header == null) {
            return 0;
        }
        Matcher matcher = WAIT.matcher(header);
        return matcher.find() ? Math.min(LONGEST, Integer.parseInt(matcher.group(1))) : 0;
    }
}
