package dev.freshet.vector.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The oracle is the tokenizer that comes with the model. */
class WordPieceTest {
    private static HuggingFaceTokenizer oracle;

    @BeforeAll
    static void open() throws Exception {
        try (InputStream in = WordPieceTest.class.getResourceAsStream("/all-minilm-l6-v2-q-tokenizer.json")) {
            oracle = HuggingFaceTokenizer.newInstance(in, Map.of("padding", "false", "truncation", "false"));
        }
    }

    @AfterAll
    static void close() {
        oracle.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \t\n ",
                "The quick brown fox jumps over the lazy dog.",
                "Unbelievably, antidisestablishmentarianism isn't a 3.14-word!",
                "Crème brûlée à la carte; naïve façade, Ångström ÉCOLE",
                "日本語のテキスト and 中文混排 text",
                "İstanbul ısı Straße ΑΒΓ Привет мир",
                "emoji 😀 family 👨‍👩‍👧 flag 🇫🇷",
                "a_b-c/d\\e <tag attr=\"x\"> `code` $HOME ~ ^ | § © ™ €10 £",
                "non\u00A0breaking\u2003space zero\u200Bwidth soft\u00ADhyphen \u0007bell",
                "“quotes” ‘single’ — dash – en … ellipsis",
                "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789x",
                "한국어 토큰화 हिन्दी ไทย العربية עברית",
            })
    void equalsTheModelsTokenizer(String text) {
        assertThat(WordPiece.english().ids(text)).isEqualTo(expected(text));
        assertThat(WordPiece.english().count(text)).isEqualTo(expected(text).length);
    }

    /** Only old scripts: the oracle knows no recent Unicode. */
    @Test
    void equalsItOnRandomText() {
        Random random = new Random(42);
        for (int round = 0; round < 300; round++) {
            String text = random.ints(60, 0x20, 0x600)
                    .filter(Character::isDefined)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            assertThat(WordPiece.english().ids(text)).as(text).isEqualTo(expected(text));
        }
    }

    private static int[] expected(String text) {
        return Arrays.stream(oracle.encode(text, false, false).getIds())
                .mapToInt(Math::toIntExact)
                .toArray();
    }
}
