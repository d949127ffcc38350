package dev.freshet.vector.embed;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.freshet.vector.chunk.WordPiece;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * all-MiniLM-L6-v2 with 8-bit weights, inside this process: 384 dimensions, no network. Loaded at the first call (about
 * 100 MB outside the heap). Texts are run one by one, on a bounded number of threads: the quantised model's scales depend on
 * everything in a batch, so that in a batch a text's vector would depend on its neighbours.
 */
public final class MiniLm implements Embedder {
    public static final String NAME = "minilm";
    public static final int DIMENSIONS = 384;

    private static final String MODEL = "/all-minilm-l6-v2-q.onnx";
    private static final int WINDOW = 510;

    private static final class Shared {
        static final MiniLm INSTANCE =
                new MiniLm(Math.min(2, Runtime.getRuntime().availableProcessors()));
    }

    private final ExecutorService threads;
    private @Nullable BertSession session;

    public MiniLm(int threads) {
        this.threads = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("minilm-", 1).factory());
    }

    /** One model for the whole process, on at most two threads. */
    public static MiniLm shared() {
        return Shared.INSTANCE;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        return "all-MiniLM-L6-v2-q/1";
    }

    @Override
    public int dimensions() {
        return DIMENSIONS;
    }

    @Override
    public int maxTokens() {
        return WINDOW;
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        BertSession bert = session();
        if (texts.size() == 1) { // a question does not queue behind documents
            return List.of(now(bert, texts.getFirst()));
        }
        List<Future<float[]>> running = new ArrayList<>(texts.size());
        for (String text : texts) {
            running.add(threads.submit(() -> vector(bert, WordPiece.english().ids(text))));
        }
        List<float[]> vectors = new ArrayList<>(texts.size());
        try {
            for (Future<float[]> f : running) {
                vectors.add(f.get());
            }
        } catch (ExecutionException e) {
            throw new EmbeddingException("minilm: " + e.getCause(), e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            running.forEach(f -> f.cancel(false));
            Thread.currentThread().interrupt();
            throw new EmbeddingException("interrupted", e);
        }
        return vectors;
    }

    private static float[] now(BertSession bert, String text) {
        try {
            return vector(bert, WordPiece.english().ids(text));
        } catch (OrtException e) {
            throw new EmbeddingException("minilm: " + e.getMessage(), e);
        }
    }

    /** The average over windows, weighted by their sizes. */
    private static float[] vector(BertSession bert, int[] ids) throws OrtException {
        float[] sum = new float[DIMENSIONS];
        int from = 0;
        do {
            int to = Math.min(ids.length, from + WINDOW);
            float[] window = bert.run(ids, from, to);
            for (int d = 0; d < DIMENSIONS; d++) {
                sum[d] += window[d] * (to - from + 1);
            }
            from = to;
        } while (from < ids.length);
        return unit(sum);
    }

    static float[] unit(float[] vector) {
        double square = 0;
        for (float x : vector) {
            square += (double) x * x;
        }
        float length = (float) Math.sqrt(square);
        for (int d = 0; d < vector.length && length > 0; d++) {
            vector[d] /= length;
        }
        return vector;
    }

    private synchronized BertSession session() {
        if (session == null) {
            session = load();
        }
        return session;
    }

    private static BertSession load() {
        try (InputStream model = MiniLm.class.getResourceAsStream(MODEL)) {
            if (model == null) {
                throw new IllegalStateException("the model " + MODEL + " is not on the class path");
            }
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                options.setIntraOpNumThreads(1); // parallel over texts instead, and no spinning threads
                options.setInterOpNumThreads(1);
                options.setCPUArenaAllocator(false);
                options.setMemoryPatternOptimization(false);
                return new BertSession(environment, environment.createSession(model.readAllBytes(), options));
            }
        } catch (IOException | OrtException e) {
            throw new EmbeddingException("cannot load minilm: " + e.getMessage(), e);
        }
    }
}
