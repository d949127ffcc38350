package dev.freshet.vector.parse;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parsed document: text with structure. Its canonical form is JSON, see {@link DocumentJson}. */
public record Document(String mime, @Nullable String title, List<Block> blocks) {
    /** What stands between two blocks in the plain text. */
    public static final String SEPARATOR = "\n\n";

    public Document {
        blocks = List.copyOf(blocks);
    }

    /** The title is the first heading of level 1, or else {@code fallback}. */
    public static Document titled(String mime, List<Block> blocks, @Nullable String fallback) {
        String title = blocks.stream()
                .filter(b -> b.level() == 1)
                .map(Block::text)
                .findFirst()
                .orElse(fallback);
        return new Document(mime, title, blocks);
    }

    /** The rendering that chunk offsets refer to: the blocks' texts, two line feeds between them. */
    public String plainText() {
        List<String> texts = new ArrayList<>(blocks.size());
        blocks.forEach(b -> texts.add(b.text()));
        return String.join(SEPARATOR, texts);
    }
}
