package dev.freshet.bench;

import java.util.Arrays;

/**
 * One measurement as the process that made it tells it.
 *
 * @param phase what of the work was measured, such as "load"
 * @param rows input rows
 * @param latencies nanoseconds from handing a change in until its output was seen, one per round; empty where there are none
 * @param stateBytes what the operators say they keep; 0 for a loop
 * @param answer the {@link Sums} over the output
 */
record Measured(String phase, long rows, double seconds, long[] latencies, long stateBytes, String answer) {

    /** Latency in milliseconds at a quantile, NaN without latencies. */
    double latency(double quantile) {
        if (latencies.length == 0) {
            return Double.NaN;
        }
        long[] sorted = latencies.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.round((sorted.length - 1) * quantile)] / 1e6;
    }
}
