package dev.freshet.vector.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class MiniLmTest {
    private final Embedder model = MiniLm.shared();

    @Test
    void nearTextsHaveNearVectorsOfUnitLength() {
        List<float[]> v = model.embed(List.of(
                "How do I reset my password?",
                "Steps to recover a forgotten login secret",
                "The recipe needs two eggs and a cup of flour"));
        assertThat(v).allSatisfy(x -> assertThat(dot(x, x)).isCloseTo(1, within(1e-4)));
        assertThat(v).allSatisfy(x -> assertThat(x).hasSize(model.dimensions()));
        assertThat(dot(v.get(0), v.get(1))).isGreaterThan(dot(v.get(0), v.get(2)) + 0.2);
    }

    @Test
    void aVectorDependsOnItsTextAlone() {
        String text = "water level at the third gauge";
        float[] alone = model.embed(List.of(text)).getFirst();
        List<float[]> among = model.embed(List.of("something quite different and longer than that", text, "x"));
        assertThat(among.get(1)).isEqualTo(alone);
    }

    @Test
    void takesLongAndEmptyTexts() {
        List<float[]> v = model.embed(List.of(
                "The river rises in spring. ".repeat(600),
                "",
                "The river rises in spring.",
                "Two eggs and a cup of flour"));
        assertThat(v).allSatisfy(x -> assertThat(dot(x, x)).isCloseTo(1, within(1e-4)));
        assertThat(dot(v.get(0), v.get(2))).isGreaterThan(dot(v.get(0), v.get(3)) + 0.2);
    }

    @Test
    void buysEachTextOnce() {
        MapMemo memo = new MapMemo();
        EmbeddingCounters counters = new EmbeddingCounters();
        RememberedEmbedder embedder = new RememberedEmbedder(model, memo, counters);
        float[] first = embedder.embed(List.of("a", "b", "a")).get("a");
        assertThat(counters.computed()).isEqualTo(2);
        assertThat(embedder.embed(List.of("a", "c")).get("a")).isEqualTo(first);
        assertThat(counters.computed()).isEqualTo(3);
        assertThat(counters.reused()).isEqualTo(1);
    }

    static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
