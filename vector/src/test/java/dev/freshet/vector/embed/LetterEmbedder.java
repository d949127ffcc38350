package dev.freshet.vector.embed;

import java.util.List;

/** The embedder's simple twin: counts letters. Fast, and near for texts of the same letters. */
public final class LetterEmbedder implements Embedder {
    public static final int DIMENSIONS = 26;

    private final String version;
    private int failures;

    public LetterEmbedder(String version) {
        this.version = version;
    }

    public LetterEmbedder failing(int times) {
        failures = times;
        return this;
    }

    @Override
    public String name() {
        return "letters";
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public int dimensions() {
        return DIMENSIONS;
    }

    @Override
    public int maxTokens() {
        return 1000;
    }

    @Override
    public synchronized List<float[]> embed(List<String> texts) {
        if (failures > 0) {
            failures--;
            throw new EmbeddingException("too many requests", new IllegalStateException("429"));
        }
        return texts.stream().map(LetterEmbedder::vector).toList();
    }

    private static float[] vector(String text) {
        float[] v = new float[DIMENSIONS];
        text.toLowerCase(java.util.Locale.ROOT)
                .chars()
                .filter(c -> c >= 'a' && c <= 'z')
                .forEach(c -> v[c - 'a']++);
        return MiniLm.unit(v);
    }
}
