package dev.freshet.vector.parse;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Turns bytes into a document. Thread-safe; returns at once. */
public interface DocumentParser extends AutoCloseable {
    /**
     * @param mime what the source says it is; null or blank: detected
     * @return completes exceptionally only when the parser itself is unfit (closed, no child process can be started)
     */
    CompletionStage<ParseResult> parse(byte[] content, @Nullable String mime);

    @Override
    void close();
}
