package dev.freshet.vector.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Paragraphs are separated by blank lines. */
final class PlainTextParser {
    private static final Pattern BLANK_LINES = Pattern.compile("\\n[ \\t\\x0B\\f]*(?:\\n[ \\t\\x0B\\f]*)+");

    private PlainTextParser() {}

    static Document parse(String text, String mime) {
        List<Block> blocks = new ArrayList<>();
        for (String paragraph : BLANK_LINES.split(Texts.lineFeeds(text))) {
            String stripped = paragraph.strip();
            if (!stripped.isEmpty()) {
                blocks.add(Block.of(Block.Kind.PARAGRAPH, stripped));
            }
        }
        return Document.titled(mime, blocks, null);
    }
}
