package dev.freshet.bench;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of output.
 *
 * @param benchCase what of the benchmark was run
 * @param system {@code freshet}, {@code loop} or a peer
 * @param latenciesNanos one per epoch, empty where there are none
 * @param loopRatio our rate over the loop's, null for others
 */
public record Result(
        String name,
        String benchCase,
        String system,
        int workers,
        long rows,
        double seconds,
        long[] latenciesNanos,
        long peakRssBytes,
        long stateBytes,
        @Nullable Double loopRatio,
        boolean correct) {
    String json() {
        long[] sorted = latenciesNanos.clone();
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT,
                "{\"name\":\"%s\",\"case\":\"%s\",\"system\":\"%s\",\"workers\":%d,\"rows\":%d,\"seconds\":%.6f,"
                        + "\"rows_per_second\":%.0f,\"latency_ms\":%s,\"peak_rss_bytes\":%d,\"state_bytes\":%d,"
                        + "\"loop_ratio\":%s,\"correct\":%b}",
                name,
                benchCase,
                system,
                workers,
                rows,
                seconds,
                rows / seconds,
                latency(sorted),
                peakRssBytes,
                stateBytes,
                loopRatio == null ? "null" : String.format(Locale.ROOT, "%.4f", loopRatio),
                correct);
    }

    private static String latency(long[] sorted) {
        return sorted.length == 0
                ? "null"
                : String.format(
                        Locale.ROOT,
                        "{\"p50\":%.4f,\"p99\":%.4f,\"max\":%.4f}",
                        sorted[sorted.length / 2] / 1e6,
                        sorted[(int) (sorted.length * 0.99)] / 1e6,
                        sorted[sorted.length - 1] / 1e6);
    }
}
