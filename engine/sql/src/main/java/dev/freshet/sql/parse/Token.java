package dev.freshet.sql.parse;

/**
 * A piece of SQL.
 *
 * @param text as written; for {@link Kind#QUOTED} without the quotes, doubled ones undone
 * @param start index of its first character in the text
 * @param end index after its last one
 */
public record Token(Kind kind, String text, int start, int end) {
    public enum Kind {
        WORD,
        QUOTED,
        STRING,
        NUMBER,
        SYMBOL,
        END
    }

    /** Whether this is the unquoted word, whatever its case. */
    public boolean is(String word) {
        return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    public boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    public boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED;
    }

    /** The identifier that this word or quoted name stands for. */
    public String name() {
        return kind == Kind.WORD ? text.toLowerCase(java.util.Locale.ROOT) : text;
    }
}
