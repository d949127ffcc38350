package dev.freshet.vector.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.vector.parse.Block;
import dev.freshet.vector.parse.Document;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkerTest {
    private static final Tokenizer TOKENS = WordPiece.english();

    @ParameterizedTest
    @CsvSource({"400,40", "128,0", "64,20", "10,3", "3,1", "1,0"})
    void coversAllTextWithinTheLimit(int max, int overlap) {
        for (int seed = 0; seed < 8; seed++) {
            Document document = new Prose(seed).document(40, 12);
            List<Chunk> chunks = new Chunker(TOKENS, max, overlap).chunk(document);
            check(document.plainText(), chunks, max);
            assertThat(new Chunker(TOKENS, max, overlap).chunk(document)).isEqualTo(chunks);
        }
    }

    private static void check(String plain, List<Chunk> chunks, int max) {
        BitSet covered = new BitSet();
        int[] points = plain.codePoints().toArray();
        for (int i = 0; i < chunks.size(); i++) {
            Chunk c = chunks.get(i);
            assertThat(c.ordinal()).isEqualTo(i);
            assertThat(c.tokens()).isEqualTo(TOKENS.count(c.text())).isLessThanOrEqualTo(max);
            assertThat(new String(points, c.startOffset(), c.endOffset() - c.startOffset()))
                    .isEqualTo(c.text());
            assertThat(c.text()).isEqualTo(c.text().strip()).isNotEmpty();
            covered.set(c.startOffset(), c.endOffset());
        }
        for (int i = 0; i < points.length; i++) {
            assertThat(covered.get(i) || Character.isWhitespace(points[i]))
                    .as("character %s", i)
                    .isTrue();
        }
    }

    @Test
    void countsCharactersNotUnits() {
        Document document = new Document(
                "text/plain",
                null,
                List.of(
                        Block.of(Block.Kind.PARAGRAPH, "😀 one."),
                        Block.of(Block.Kind.PARAGRAPH, "日本語。二つ目の文です。 😀😀 end.")));
        check(document.plainText(), new Chunker(TOKENS, 5, 2).chunk(document), 5);
    }

    @Test
    void neverSpansAHeadingAndNamesThePath() {
        Document document = new Document(
                "text/markdown",
                "Guide",
                List.of(
                        Block.heading(1, "Guide"),
                        Block.heading(2, "Install"),
                        Block.of(Block.Kind.PARAGRAPH, "Take the box."),
                        Block.heading(2, "Use"),
                        Block.of(Block.Kind.PARAGRAPH, "Press it."),
                        Block.heading(3, "Daily"),
                        Block.of(Block.Kind.PARAGRAPH, "Press it daily.")));
        List<Chunk> chunks = new Chunker(TOKENS, 100, 10).chunk(document);
        assertThat(chunks)
                .extracting(Chunk::heading)
                .containsExactly("Guide > Install", "Guide > Use", "Guide > Use > Daily");
        assertThat(chunks)
                .extracting(Chunk::text)
                .containsExactly("Guide\n\nInstall\n\nTake the box.", "Use\n\nPress it.", "Daily\n\nPress it daily.");
    }

    @Test
    void overlapsBySentencesOfTheBlockBefore() {
        String first = "Alpha beta gamma delta. Epsilon zeta.";
        Document document = new Document(
                "text/plain",
                null,
                List.of(
                        Block.of(Block.Kind.PARAGRAPH, first),
                        Block.of(Block.Kind.PARAGRAPH, "The water level rose again last night.")));
        List<Chunk> chunks = new Chunker(TOKENS, 20, 6).chunk(document);
        assertThat(chunks).hasSize(2);
        assertThat(chunks.get(1).text()).isEqualTo("Epsilon zeta.\n\nThe water level rose again last night.");
    }

    /** The promise behind "an insertion re-embeds only what it touches". */
    @ParameterizedTest
    @CsvSource({"400,40,1000", "400,40,10", "256,24,1000", "200,0,30"})
    void anInsertedOrDeletedParagraphChangesFewTexts(int max, int overlap, int headingOneIn) {
        Chunker chunker = new Chunker(TOKENS, max, overlap);
        int cases = 0;
        int above = 0;
        int worst = 0;
        for (int seed = 0; seed < 100; seed++) {
            Prose prose = new Prose(seed);
            Document before = prose.document(60, headingOneIn);
            List<Block> blocks = new ArrayList<>(before.blocks());
            int at = seed % 3 == 0 ? 1 : 1 + prose.random().nextInt(blocks.size());
            blocks.add(
                    at,
                    Block.of(
                            Block.Kind.PARAGRAPH,
                            prose.paragraph(1 + prose.random().nextInt(8))));
            Document after = new Document("text/markdown", null, blocks);
            for (int changed : new int[] {added(chunker, before, after), added(chunker, after, before)}) {
                cases++;
                above += changed > 3 ? 1 : 0;
                worst = Math.max(worst, changed);
            }
        }
        assertThat(above).as("of %s cases more than 3", cases).isLessThanOrEqualTo(cases / 100);
        assertThat(worst).isLessThanOrEqualTo(5);
    }

    @Test
    void aParagraphAtTheTopOfAPageOfFiftyChunksChangesAtMostThree() {
        Chunker chunker = new Chunker(TOKENS, 400, 40);
        for (int seed = 0; seed < 60; seed++) {
            Prose prose = new Prose(seed);
            List<Block> blocks = new ArrayList<>(prose.document(110, 100_000).blocks());
            Document before = new Document("text/markdown", null, blocks);
            blocks.add(1, Block.of(Block.Kind.PARAGRAPH, prose.paragraph(3)));
            assertThat(added(chunker, before, new Document("text/markdown", null, blocks)))
                    .as("seed %s", seed)
                    .isLessThanOrEqualTo(3);
        }
    }

    private static int added(Chunker chunker, Document before, Document after) {
        Set<String> old = texts(chunker, before);
        Set<String> now = new HashSet<>(texts(chunker, after));
        now.removeAll(old);
        return now.size();
    }

    private static Set<String> texts(Chunker chunker, Document document) {
        return chunker.chunk(document).stream().map(Chunk::text).collect(Collectors.toSet());
    }

    @Test
    void refusesSenselessLimits() {
        assertThatThrownBy(() -> new Chunker(TOKENS, 0, 0)).hasMessageContaining("max_tokens");
        assertThatThrownBy(() -> new Chunker(TOKENS, 10, 10)).hasMessageContaining("overlap");
    }
}
