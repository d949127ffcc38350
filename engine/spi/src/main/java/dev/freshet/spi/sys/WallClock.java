package dev.freshet.spi.sys;

import java.time.Instant;

/** Time as the process sees it. Wall time is for display and journaled ticks only; waits and leases use {@link #nanos}. */
public interface WallClock {
    Instant now();

    /** Monotonic nanoseconds. */
    long nanos();

    WallClock SYSTEM = new WallClock() {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }
    };
}
