package dev.freshet.vector.chunk;

import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.VariantValue;
import dev.freshet.spi.error.RowError;
import dev.freshet.spi.function.TableFunction;
import dev.freshet.vector.parse.DocumentJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code chunk(document, max_tokens, overlap)}: the rows of a document value; none for NULL. */
public final class ChunkFunction implements TableFunction {
    public static final String NAME = "chunk";

    private static final Schema OUTPUT = Schema.of(
            new Field("ordinal", Type.INTEGER.notNull()),
            new Field("text", Type.TEXT.notNull()),
            new Field("heading", Type.TEXT.nullable()),
            new Field("start_offset", Type.INTEGER.notNull()),
            new Field("end_offset", Type.INTEGER.notNull()),
            new Field("tokens", Type.INTEGER.notNull()));

    private final Tokenizer tokenizer;

    public ChunkFunction(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Schema output() {
        return OUTPUT;
    }

    @Override
    public @Nullable RowError apply(List<@Nullable Object> arguments, BatchBuilder out) {
        if (arguments.contains(null)) {
            return null;
        }
        try {
            Chunker chunker = new Chunker(tokenizer, number(arguments.get(1)), number(arguments.get(2)));
            for (Chunk c : chunker.chunk(DocumentJson.read(json(arguments.getFirst())))) {
                out.row(
                        1,
                        (long) c.ordinal(),
                        c.text(),
                        c.heading().isEmpty() ? null : c.heading(),
                        (long) c.startOffset(),
                        (long) c.endOffset(),
                        (long) c.tokens());
            }
            return null;
        } catch (IllegalArgumentException | ArithmeticException e) {
            return new RowError("bad_argument", "chunk: " + e.getMessage());
        }
    }

    private static int number(@Nullable Object value) {
        return value instanceof Number n ? Math.toIntExact(n.longValue()) : 0;
    }

    private static String json(@Nullable Object document) {
        return document instanceof VariantValue(String json) ? json : String.valueOf(document);
    }
}
