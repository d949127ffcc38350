package dev.freshet.server.wiring.db;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Now, as exactly as the database keeps it: an answer shows the same instant at once and later. */
public final class DatabaseTime {
    private DatabaseTime() {}

    /** In microseconds. */
    public static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
