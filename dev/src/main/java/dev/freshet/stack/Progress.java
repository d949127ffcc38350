package dev.freshet.stack;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Progress lines for people, on stderr, so that stdout stays for results. */
final class Progress {

    private final PrintStream out;

    Progress(PrintStream out) {
        this.out = out;
    }

    void say(String text) {
        out.println(text);
        out.flush();
    }

    void ready(String role, int port, Duration took) {
        say(String.format(Locale.ROOT, "  %-14s ready on 127.0.0.1:%d (%.1f s)", role, port, took.toMillis() / 1000.0));
    }

    void found(String role, int port) {
        say(String.format(Locale.ROOT, "  %-14s runs already on 127.0.0.1:%d", role, port));
    }
}
