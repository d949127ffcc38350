package dev.freshet.shell;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.worker.engine.PipelineEngine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** What a run came to, in the shape of {@code --stats}. Written by the loop's thread. */
final class RunStats {
    private long[] latencies = new long[256];
    private int epochs;
    private long inputRows;
    private long rejected;
    private long outputChanges;
    private PipelineEngine.Spill spill = PipelineEngine.Spill.NONE;
    private long stateBytes;
    private long firstRead;
    private double startupSeconds;
    private long lastOutput = System.nanoTime();

    /** The sources begin to be read. */
    void begin() {
        firstRead = System.nanoTime();
        long jvmStart = ManagementFactory.getRuntimeMXBean().getStartTime();
        startupSeconds = (System.currentTimeMillis() - jvmStart) / 1e3;
    }

    void epoch(Instant oldestInput, long rows, long changes) {
        if (epochs == latencies.length) {
            latencies = Arrays.copyOf(latencies, epochs * 2);
        }
        latencies[epochs++] =
                Math.max(0, Duration.between(oldestInput, Instant.now()).toNanos());
        inputRows += rows;
        outputChanges += changes;
        lastOutput = System.nanoTime();
    }

    void bad(long records) {
        rejected = records;
    }

    void state(long bytes, PipelineEngine.Spill now) {
        stateBytes = bytes;
        spill = now;
    }

    private double seconds() {
        return Math.max(1e-9, (lastOutput - firstRead) / 1e9);
    }

    String summary() {
        return "%,d rows in %.2f s: %,d output changes in %,d epochs%s"
                .formatted(
                        inputRows,
                        seconds(),
                        outputChanges,
                        epochs,
                        rejected == 0 ? "" : ", %,d bad records".formatted(rejected));
    }

    void write(Path file) throws IOException {
        ObjectNode n = new ObjectMapper().createObjectNode();
        n.put("seconds", seconds());
        n.put("startup_seconds", startupSeconds);
        n.put("input_rows", inputRows);
        n.put("output_changes", outputChanges);
        n.put("bad_records", rejected);
        n.put("rows_per_second", inputRows / seconds());
        n.put("epochs", epochs);
        long[] sorted = Arrays.copyOf(latencies, epochs);
        Arrays.sort(sorted);
        ObjectNode latency = n.putObject("latency_ms");
        latency.put("p50", at(sorted, 0.5));
        latency.put("p99", at(sorted, 0.99));
        latency.put("max", at(sorted, 1));
        n.put("peak_rss_bytes", peakRss());
        n.put("state_bytes", stateBytes);
        n.put("state_filed_bytes", spill.filedBytes());
        n.put("state_pages_read", spill.pagesRead());
        n.put("state_pages_written", spill.pagesWritten());
        Files.writeString(file, n.toPrettyString() + "\n");
    }

    private static double at(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)] / 1e6;
    }

    private static long peakRss() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
                }
            }
        } catch (IOException e) {
            // Not Linux: not known.
        }
        return 0;
    }
}
