package dev.freshet.cli.client;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/** How often and how long something is tried again: twice the pause each time, with jitter, until a deadline. */
final class Patience {
    private static final long FIRST_MS = 200;
    private static final long LONGEST_MS = 10_000;

    private final long deadline;
    private long pause = FIRST_MS;

    Patience(Duration most) {
        deadline = System.nanoTime() + most.toNanos();
    }

    /** What is left of it. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    /** Starts over with short pauses, after something went well. */
    void reset() {
        pause = FIRST_MS;
    }

    /** Waits before the next try; false when the deadline leaves no room for it. */
    boolean await(OptionalLong askedSeconds) {
        long jittered = pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
        long wait = askedSeconds.isPresent() ? Math.max(jittered, askedSeconds.getAsLong() * 1000) : jittered;
        pause = Math.min(LONGEST_MS, pause * 2);
        if (left().toMillis() <= wait) {
            return false;
        }
        try {
            Thread.sleep(wait);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
