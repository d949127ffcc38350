package dev.freshet.spi.connect;

/** The source lost the position that was journaled; the pipeline stops (SOURCE_GAP) rather than jump. */
public final class SourceGapException extends RuntimeException {
    public SourceGapException(String message) {
        super(message);
    }
}
