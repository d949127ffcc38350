package dev.freshet.lake;

/** A later generation owns the pipeline: the process stops and deletes nothing. */
public final class SupersededException extends RuntimeException {
    private final long activeGeneration;

    public SupersededException(long activeGeneration) {
        super("generation " + activeGeneration + " owns the pipeline now");
        this.activeGeneration = activeGeneration;
    }

    public long activeGeneration() {
        return activeGeneration;
    }
}
