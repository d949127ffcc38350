package dev.freshet.vector.embed;

import java.util.List;

/** A model that turns texts into vectors of unit length. Thread-safe. */
public interface Embedder {
    /** As the pipeline document names it, e.g. {@code minilm}. */
    String name();

    /** Changes whenever the same text would give another vector. */
    String version();

    int dimensions();

    /** Longer texts are averaged over windows of this size. */
    int maxTokens();

    /**
     * One vector per text, in order. The vector of a text does not depend on its neighbours. Blocks.
     *
     * @throws EmbeddingException when the model cannot answer now
     */
    List<float[]> embed(List<String> texts);
}
