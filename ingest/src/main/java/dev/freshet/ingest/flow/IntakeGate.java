package dev.freshet.ingest.flow;

import dev.freshet.spi.connect.Intake;

/** Where intakes go on their way into an epoch. Order per source is kept. */
@FunctionalInterface
public interface IntakeGate {
    /** Hands over an intake; waits while there is no room. */
    void put(Intake intake) throws InterruptedException;
}
