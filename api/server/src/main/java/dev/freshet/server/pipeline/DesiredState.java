package dev.freshet.server.pipeline;

import org.jspecify.annotations.Nullable;

/** What the tenant wants of a pipeline. */
public enum DesiredState {
    RUNNING,
    PAUSED,
    STOPPED;

    /** Reads the word of a document; null when it is none. */
    public static @Nullable DesiredState of(@Nullable String word) {
        for (DesiredState state : values()) {
            if (state.name().equals(word)) {
                return state;
            }
        }
        return null;
    }
}
