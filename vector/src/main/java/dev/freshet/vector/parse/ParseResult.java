package dev.freshet.vector.parse;

/** What became of a document. */
public sealed interface ParseResult {
    record Parsed(Document document) implements ParseResult {}

    /**
     * A failure that belongs to the document.
     *
     * @param code stable: {@code parse_failed, parse_timeout, parse_memory, encrypted, unsupported_type, too_large}
     * @param detail one sentence for people, with the remedy where there is one
     */
    record Unparsable(String code, String detail) implements ParseResult {}
}
