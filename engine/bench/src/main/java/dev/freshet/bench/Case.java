package dev.freshet.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** One case of one work on one system, in a process of its own: prints a JSON line per phase. */
final class Case {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Case() {}

    /** WORK CASE SYSTEM ROWS. */
    public static void main(String[] args) throws IOException {
        Work work = Works.named(args[0], Integer.parseInt(args[3]));
        for (Measured m : args[2].equals("loop") ? work.loop(args[1]) : work.freshet(args[1])) {
            ObjectNode line = JSON.createObjectNode()
                    .put("phase", m.phase())
                    .put("rows", m.rows())
                    .put("seconds", m.seconds())
                    .put("state_bytes", m.stateBytes())
                    .put("peak_rss_bytes", Memory.peakRss())
                    .put("answer", m.answer());
            if (m.latencies().length > 0) {
                line.put("p50", m.latency(0.5)).put("p99", m.latency(0.99)).put("max", m.latency(1));
            }
            System.out.println(line);
        }
    }
}
