package dev.freshet.vector.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.vector.parse.Block.Kind;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TextParsingTest {
    @Test
    void readsMarkdown() {
        Document d = MarkdownParser.parse("""
                ---
                title: "From the front"
                ---
                Some *soft*
                wrapped [link](http://x.example) and `code`.

                ## Steps

                1. First
                2. Second
                   - inner
                   - more

                > quoted
                > text

                | a | b |
                |---|---|
                | 1 | 2 |

                ```java
                run();
                ```

                <div>raw <b>html</b></div>
                """, "text/markdown");
        assertThat(d.title()).isEqualTo("From the front");
        assertThat(d.blocks())
                .containsExactly(
                        Block.of(Kind.PARAGRAPH, "Some soft wrapped link and code."),
                        Block.heading(2, "Steps"),
                        Block.of(Kind.LIST, "1. First\n2. Second\n   - inner\n   - more"),
                        Block.of(Kind.QUOTE, "quoted text"),
                        Block.of(Kind.TABLE, "a | b\n1 | 2"),
                        Block.of(Kind.CODE, "run();"),
                        Block.of(Kind.PARAGRAPH, "raw html"));
    }

    @Test
    void readsHtml() {
        Document d = HtmlBlocks.parse("""
                <html><head><title>Page</title><style>x{}</style></head><body>
                <h1>Top</h1><p>One <b>bold</b><br>line</p><div>Two<p>Three</p>four</div>
                <ul><li>a<ul><li>b</li></ul></li><li>c</li></ul><script>no()</script>
                <table><tr><th>x</th><th>y</th></tr><tr><td>1</td><td>2</td></tr></table>
                <pre>  keep
                   this</pre><blockquote><p>said</p></blockquote></body></html>
                """, "text/html");
        assertThat(d.title()).isEqualTo("Top");
        assertThat(d.blocks())
                .containsExactly(
                        Block.heading(1, "Top"),
                        Block.of(Kind.PARAGRAPH, "One bold line"),
                        Block.of(Kind.PARAGRAPH, "Two"),
                        Block.of(Kind.PARAGRAPH, "Three"),
                        Block.of(Kind.PARAGRAPH, "four"),
                        Block.of(Kind.LIST, "- a\n  - b\n- c"),
                        Block.of(Kind.TABLE, "x | y\n1 | 2"),
                        Block.of(Kind.CODE, "  keep\n   this"),
                        Block.of(Kind.QUOTE, "said"));
    }

    @Test
    void readsPlainTextByParagraphs() {
        assertThat(PlainTextParser.parse("one\r\nstill one\r\n \r\n\r\ntwo\n", "text/plain")
                        .blocks())
                .containsExactly(Block.of(Kind.PARAGRAPH, "one\nstill one"), Block.of(Kind.PARAGRAPH, "two"));
    }

    @Test
    void jsonIsCanonicalAndReadsBack() {
        Document d = MarkdownParser.parse("# A \"quoted\" title\n\ntext\n", "text/markdown");
        String json = DocumentJson.write(d);
        assertThat(json)
                .isEqualTo(
                        "{\"blocks\":[{\"kind\":\"heading\",\"level\":1,\"text\":\"A \\\"quoted\\\" title\"},"
                                + "{\"kind\":\"paragraph\",\"text\":\"text\"}],\"mime\":\"text/markdown\",\"title\":\"A \\\"quoted\\\" title\"}");
        assertThat(DocumentJson.read(json)).isEqualTo(d);
    }

    @Test
    void survivesDeepNesting() {
        assertThat(MarkdownParser.parse("> ".repeat(20_000) + "deep", "text/markdown")
                        .blocks())
                .hasSize(1);
        assertThat(MarkdownParser.parse("*a ".repeat(20_000), "text/markdown").blocks())
                .hasSize(1);
        assertThat(MarkdownParser.parse("[".repeat(20_000), "text/markdown").blocks())
                .hasSize(1);
    }

    @Test
    void guessesWhatNobodyDeclared() {
        assertThat(guess("%PDF-1.7")).isEqualTo(MimeGuess.UNKNOWN);
        assertThat(guess("<!DOCTYPE html><p>")).isEqualTo(MimeGuess.HTML);
        assertThat(guess("Intro\n\n## Part\n")).isEqualTo(MimeGuess.MARKDOWN);
        assertThat(guess("just words")).isEqualTo(MimeGuess.PLAIN);
        assertThat(guess("a\0b")).isEqualTo(MimeGuess.UNKNOWN);
        assertThat(MimeGuess.of(new byte[0], "Text/Markdown; charset=utf-8")).isEqualTo(MimeGuess.MARKDOWN);
    }

    private static String guess(String content) {
        return MimeGuess.of(content.getBytes(StandardCharsets.UTF_8), null);
    }
}
