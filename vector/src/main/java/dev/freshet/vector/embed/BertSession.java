package dev.freshet.vector.embed;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.freshet.vector.chunk.WordPiece;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Map;

/** A loaded BERT encoder with mean pooling. Thread-safe. */
final class BertSession {
    private final OrtEnvironment environment;
    private final OrtSession session;

    BertSession(OrtEnvironment environment, OrtSession session) {
        this.environment = environment;
        this.session = session;
    }

    /** The vector of unit length of {@code ids[from..to)}. */
    float[] run(int[] ids, int from, int to) throws OrtException {
        long[] input = new long[to - from + 2];
        input[0] = WordPiece.BEGIN;
        for (int i = from; i < to; i++) {
            input[i - from + 1] = ids[i];
        }
        input[input.length - 1] = WordPiece.END;
        long[] ones = new long[input.length];
        Arrays.fill(ones, 1);
        try (OnnxTensor inputs = tensor(input);
                OnnxTensor mask = tensor(ones);
                OnnxTensor types = tensor(new long[input.length]);
                OrtSession.Result result =
                        session.run(Map.of("input_ids", inputs, "attention_mask", mask, "token_type_ids", types))) {
            return MiniLm.unit(mean(((OnnxTensor) result.get(0)).getFloatBuffer(), input.length));
        }
    }

    private OnnxTensor tensor(long[] values) throws OrtException {
        return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), new long[] {1, values.length});
    }

    private static float[] mean(FloatBuffer states, int tokens) {
        float[] sum = new float[states.remaining() / tokens];
        for (int t = 0; t < tokens; t++) {
            for (int d = 0; d < sum.length; d++) {
                sum[d] += states.get();
            }
        }
        return sum;
    }
}
