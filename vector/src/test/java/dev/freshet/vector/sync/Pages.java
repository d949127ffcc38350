package dev.freshet.vector.sync;

import dev.freshet.spi.connect.Sink.EpochChanges;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.vector.embed.Embedder;
import dev.freshet.vector.embed.EmbeddingCounters;
import dev.freshet.vector.embed.MapMemo;
import dev.freshet.vector.embed.RememberedEmbedder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The view of the tests: chunks of pages. */
public final class Pages {
    public static final Schema VIEW = Schema.of(
            new Field("path", Type.TEXT.notNull()),
            new Field("ordinal", Type.INTEGER.notNull()),
            new Field("text", Type.TEXT.nullable()),
            new Field("size", Type.BIGINT.nullable()),
            new Field("unused", Type.TEXT.nullable()));

    private final BatchBuilder rows = new BatchBuilder(VIEW);

    public static IndexSpec spec(Embedder embedder, boolean fullText, String... metadata) {
        return new IndexSpec(
                "docs/kb",
                TestDatabase.SCHEMA,
                IndexSpec.baseName("docs", "kb"),
                VIEW,
                new IndexSpec.Columns(List.of("path", "ordinal"), "text", List.of(metadata)),
                fullText,
                IndexSpec.Model.of(embedder));
    }

    public static VectorSink sink(IndexSpec spec, Connections database, Embedder embedder) {
        return new VectorSink(spec, database, new RememberedEmbedder(embedder, new MapMemo(), new EmbeddingCounters()));
    }

    public Pages add(String path, long ordinal, @Nullable String text) {
        return row(1, path, ordinal, text);
    }

    public Pages remove(String path, long ordinal, @Nullable String text) {
        return row(-1, path, ordinal, text);
    }

    public Pages row(long weight, String path, long ordinal, @Nullable String text) {
        rows.row(weight, path, ordinal, text, text == null ? null : (long) text.length(), "not stored");
        return this;
    }

    public EpochChanges at(long epoch) {
        return new EpochChanges(epoch, rows.build());
    }
}
