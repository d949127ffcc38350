package dev.freshet.vector.embed;

import dev.freshet.spi.data.ByteString;
import dev.freshet.spi.store.Memo;
import dev.freshet.spi.store.Memo.MemoKey;
import dev.freshet.spi.store.Memo.MemoValue;
import dev.freshet.spi.sys.CrashPoint;
import dev.freshet.spi.sys.Failpoint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An embedder that asks the memo first and tells it what it has bought. Thread-safe; blocks. */
public final class RememberedEmbedder {
    private static final String FUNCTION = "embed";

    /** Remembered after each batch, so that a crash costs at most one. */
    private static final int BATCH = 32;

    private final Embedder embedder;
    private final Memo memo;
    private final EmbeddingCounters counters;

    public RememberedEmbedder(Embedder embedder, Memo memo, EmbeddingCounters counters) {
        this.embedder = embedder;
        this.memo = memo;
        this.counters = counters;
    }

    public Embedder model() {
        return embedder;
    }

    public EmbeddingCounters counters() {
        return counters;
    }

    /** The vectors of the distinct texts. */
    public Map<String, float[]> embed(Collection<String> texts) {
        Map<String, MemoKey> keys = new LinkedHashMap<>();
        texts.forEach(text -> keys.computeIfAbsent(text, this::key));
        Map<MemoKey, MemoValue> known = memo.get(keys.values());
        Map<String, float[]> vectors = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        keys.forEach((text, key) -> {
            MemoValue value = known.get(key);
            if (value == null || value.failed()) {
                missing.add(text);
            } else {
                vectors.put(text, decode(value.bytes()));
            }
        });
        counters.reused(vectors.size());
        for (int from = 0; from < missing.size(); from += BATCH) {
            buy(missing.subList(from, Math.min(missing.size(), from + BATCH)), keys, vectors);
        }
        return vectors;
    }

    private void buy(List<String> texts, Map<String, MemoKey> keys, Map<String, float[]> vectors) {
        List<float[]> bought = embedder.embed(texts);
        counters.computed(texts.size());
        Map<MemoKey, MemoValue> remember = new LinkedHashMap<>();
        for (int i = 0; i < texts.size(); i++) {
            vectors.put(texts.get(i), bought.get(i));
            MemoKey key = keys.get(texts.get(i));
            if (key != null) {
                remember.put(key, new MemoValue(encode(bought.get(i)), false));
            }
        }
        Failpoint.hit(CrashPoint.C02);
        memo.put(remember);
    }

    private MemoKey key(String text) {
        return MemoKey.of(FUNCTION, bytes(embedder.name()), bytes(embedder.version()), bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ByteString encode(float[] vector) {
        ByteBuffer out = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.asFloatBuffer().put(vector);
        return new ByteString(out.array());
    }

    private static float[] decode(ByteString bytes) {
        float[] vector = new float[bytes.length() / Float.BYTES];
        ByteBuffer.wrap(bytes.toArray())
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(vector);
        return vector;
    }
}
