package dev.freshet.vector.embed;

import java.util.concurrent.atomic.LongAdder;

/** What embedding has cost one index so far. Thread-safe. */
public final class EmbeddingCounters {
    private final LongAdder computed = new LongAdder();
    private final LongAdder reused = new LongAdder();

    /** {@code freshet_embeddings_computed_total}: texts that the model was called for. */
    public long computed() {
        return computed.sum();
    }

    /** {@code freshet_embeddings_reused_total}: texts answered from the memo. */
    public long reused() {
        return reused.sum();
    }

    void computed(long texts) {
        computed.add(texts);
    }

    void reused(long texts) {
        reused.add(texts);
    }
}
