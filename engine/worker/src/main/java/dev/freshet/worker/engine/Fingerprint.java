package dev.freshet.worker.engine;

import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBatch;
import java.util.Map;
import java.util.TreeMap;

/**
 * A hash over an epoch's outputs that depends on the rows and weights alone, not on their order: per view the weighted sum
 * of two 64-bit row hashes. Equal fingerprints on replay show that the engine is deterministic.
 */
final class Fingerprint {
    private Fingerprint() {}

    static String of(Map<String, ColumnBatch> outputs) {
        StringBuilder out = new StringBuilder();
        new TreeMap<>(outputs).forEach((view, batch) -> {
            if (!batch.isEmpty()) {
                out.append(view).append('=').append(of(batch)).append(';');
            }
        });
        return out.toString();
    }

    private static String of(ColumnBatch batch) {
        long a = 0;
        long b = 0;
        for (int i = 0; i < batch.size(); i++) {
            long h = 0x9E3779B97F4A7C15L;
            for (Column c : batch.columns()) {
                h = (h ^ c.hash(i)) * 0xff51afd7ed558ccdL;
                h ^= h >>> 31;
            }
            a += h * batch.weight(i);
            b += (h * 0xc4ceb9fe1a85ec53L ^ h >>> 29) * batch.weight(i);
        }
        return "%016x%016x".formatted(a, b);
    }
}
