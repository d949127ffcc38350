package dev.freshet.vector.parse;

import java.util.Locale;

/**
 * A piece of a document.
 *
 * @param level 1 to 6 for a heading, else 0
 * @param text never blank; lines of a list, table or code block are separated by line feeds
 */
public record Block(Kind kind, int level, String text) {
    public enum Kind {
        HEADING,
        PARAGRAPH,
        LIST,
        CODE,
        TABLE,
        QUOTE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Kind of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    public Block {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a block without text");
        }
    }

    public static Block of(Kind kind, String text) {
        return new Block(kind, 0, text);
    }

    public static Block heading(int level, String text) {
        return new Block(Kind.HEADING, level, text);
    }
}
