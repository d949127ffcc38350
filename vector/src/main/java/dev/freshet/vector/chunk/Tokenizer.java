package dev.freshet.vector.chunk;

/**
 * Counts a text as an embedding model does. Thread-safe and pure. Splitting a text at white space never changes the sum of
 * the counts.
 */
public interface Tokenizer {
    int count(CharSequence text);

    /** The tokens' numbers, without the model's marks for beginning and end. */
    int[] ids(CharSequence text);
}
