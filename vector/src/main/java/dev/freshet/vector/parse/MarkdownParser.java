package dev.freshet.vector.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.jspecify.annotations.Nullable;

/** CommonMark with tables; YAML front matter is left out, its title kept. */
final class MarkdownParser {
    /** Blocks nested deeper than this are read as text, so that no document exhausts the stack. */
    private static final int DEEPEST = 60;

    private static final Pattern FRONT_MATTER =
            Pattern.compile("\\A---[ \\t]*\\n(.*?)\\n(?:---|\\.\\.\\.)[ \\t]*(?:\\n|\\z)", Pattern.DOTALL);
    private static final Pattern TITLE = Pattern.compile("(?m)^title:[ \\t]*[\"']?(.*?)[\"']?[ \\t]*$");
    private static final Parser PARSER = Parser.builder()
            .extensions(List.of(TablesExtension.create()))
            .maxOpenBlockParsers(DEEPEST)
            .build();

    private MarkdownParser() {}

    static Document parse(String text, String mime) {
        String source = Texts.lineFeeds(text);
        String title = null;
        Matcher front = FRONT_MATTER.matcher(source);
        if (front.find()) {
            title = title(front.group(1));
            source = source.substring(front.end());
        }
        List<Block> blocks = new ArrayList<>();
        for (Node n = PARSER.parse(source).getFirstChild(); n != null; n = n.getNext()) {
            MarkdownBlocks.append(n, blocks);
        }
        return Document.titled(mime, blocks, title);
    }

    private static @Nullable String title(String frontMatter) {
        Matcher m = TITLE.matcher(frontMatter);
        return m.find() && !m.group(1).isBlank() ? m.group(1) : null;
    }
}
