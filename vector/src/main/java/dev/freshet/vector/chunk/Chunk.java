package dev.freshet.vector.chunk;

/**
 * A piece of a document.
 *
 * @param ordinal from 0
 * @param text exactly the document's plain text between the offsets; may begin with sentences of the piece before
 * @param heading the headings that it stands under, outermost first, joined by " > "; empty when there is none
 * @param startOffset in characters (code points) of the plain text
 * @param endOffset behind the last character
 * @param tokens of the text, by the embedder's own count
 */
public record Chunk(int ordinal, String text, String heading, int startOffset, int endOffset, int tokens) {}
