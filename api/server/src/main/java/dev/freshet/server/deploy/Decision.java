package dev.freshet.server.deploy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What to do about a pipeline, and how its state reads meanwhile. */
public record Decision(
        List<Action> actions,
        String state,
        @Nullable String reasonCode,
        @Nullable String reason) {
    public Decision {
        actions = List.copyOf(actions);
    }

    /** Something to do; each may be repeated without harm. */
    public sealed interface Action {
        /**
         * Start a worker of the wanted version.
         *
         * @param look only to see whether a source has something new
         */
        record Launch(boolean look) implements Action {}

        /** Ask a worker to drain and end. */
        record Stop(long generation) implements Action {}

        /** End a worker that did not listen. */
        record Kill(long generation) implements Action {}

        /** Take note that a worker's process is gone. */
        record Bury(long generation) implements Action {}

        /** Nothing runs any more: the pipeline is gone. */
        record Delete() implements Action {}
    }
}
