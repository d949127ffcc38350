package dev.freshet.vector.parse;

import dev.freshet.spi.data.ByteString;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.function.CostlyFunction;
import dev.freshet.spi.store.Memo.MemoKey;
import dev.freshet.spi.store.Memo.MemoValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code parse(content BYTES, mime VARCHAR) → VARIANT}: the document's canonical JSON. */
public final class ParseFunction implements CostlyFunction {
    public static final String NAME = "parse";

    /** Part of the memo's key: raise it when the same bytes would give another document. */
    private static final String VERSION = "1";

    private static final byte[] ABSENT = {0};

    private final DocumentParser parser;

    public ParseFunction(DocumentParser parser) {
        this.parser = parser;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Type result() {
        return Type.VARIANT;
    }

    @Override
    public MemoKey key(List<@Nullable Object> arguments) {
        String mime = mime(arguments);
        return MemoKey.of(
                NAME,
                VERSION.getBytes(StandardCharsets.UTF_8),
                content(arguments),
                mime == null ? ABSENT : mime.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public CompletionStage<MemoValue> call(List<@Nullable Object> arguments) {
        if (arguments.getFirst() == null) {
            return CompletableFuture.completedFuture(MemoValue.failure("parse_failed", "no content"));
        }
        return parser.parse(content(arguments), mime(arguments)).thenApply(ParseFunction::value);
    }

    private static MemoValue value(ParseResult result) {
        return switch (result) {
            case ParseResult.Parsed(Document d) ->
                new MemoValue(new ByteString(DocumentJson.write(d).getBytes(StandardCharsets.UTF_8)), false);
            case ParseResult.Unparsable(String code, String detail) -> MemoValue.failure(code, detail);
        };
    }

    private static byte[] content(List<@Nullable Object> arguments) {
        Object content = arguments.getFirst();
        return content == null ? ABSENT : ((ByteString) content).toArray();
    }

    private static @Nullable String mime(List<@Nullable Object> arguments) {
        return arguments.size() < 2 ? null : Objects.toString(arguments.get(1), null);
    }
}
