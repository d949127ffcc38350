package dev.freshet.vector.parse;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How documents are read in child processes.
 *
 * @param processes at most this many children, each reads one document at a time
 * @param heapMegabytes of each child
 * @param deadline wall-clock time for one document; its child is killed then
 * @param idle a child without work for that long is stopped
 * @param java the launcher to start
 * @param classpath where the child finds this module and Tika
 */
public record ParserSettings(
        int processes, int heapMegabytes, Duration deadline, Duration idle, Path java, String classpath) {
    public ParserSettings {
        if (processes < 1 || heapMegabytes < 32 || deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("parser settings out of range: " + processes + " processes, "
                    + heapMegabytes + " MiB, deadline " + deadline);
        }
    }

    /** Two children of 256 MiB, 60 s per document, this process's own Java and class path. */
    public static ParserSettings defaults() {
        return new ParserSettings(
                2,
                256,
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"));
    }

    public ParserSettings withDeadline(Duration newDeadline) {
        return new ParserSettings(processes, heapMegabytes, newDeadline, idle, java, classpath);
    }

    public ParserSettings withProcesses(int newProcesses, int newHeapMegabytes) {
        return new ParserSettings(newProcesses, newHeapMegabytes, deadline, idle, java, classpath);
    }
}
