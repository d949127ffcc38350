package dev.freshet.shell;

import dev.freshet.spi.connect.Rejected;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Values;
import dev.freshet.spi.store.ViewReject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run could not take, told on standard error: inputs as they come, rows that a view cannot compute at the end,
 * since they may heal until then. Written by the loop's thread.
 */
final class BadRecords {
    private static final int SHOWN = 20;
    private static final int KEPT = 1000;

    private final Map<String, Long> failing = new LinkedHashMap<>();
    private long inputs;
    private long failingRows;

    void add(List<Rejected> rejected, ColumnBatch viewRejects) {
        for (Rejected bad : rejected) {
            if (inputs++ < SHOWN) {
                say(bad.source() + " " + bad.origin() + " " + bad.code() + ": " + bad.detail());
            }
        }
        for (int i = 0; i < viewRejects.size(); i++) {
            long weight = viewRejects.weight(i);
            failingRows += weight;
            String text = text(viewRejects, i);
            if (failing.size() < KEPT || failing.containsKey(text)) {
                failing.merge(text, weight, (a, b) -> a + b == 0 ? null : a + b);
            }
        }
    }

    private static String text(ColumnBatch rejects, int row) {
        List<?> values = Values.row(ViewReject.SCHEMA, rejects, row);
        return "view %s %s: %s, row %s".formatted(values.toArray());
    }

    /** The rows that fail still, and how many records are not shown; gives the number of all. */
    long finish() {
        failing.keySet().stream().limit(SHOWN).forEach(BadRecords::say);
        long more = count() - Math.min(inputs, SHOWN) - Math.min(failing.size(), SHOWN);
        if (more > 0) {
            say("… (%,d more)".formatted(more));
        }
        return count();
    }

    private long count() {
        return inputs + failingRows;
    }

    private static void say(String what) {
        System.err.println("bad record: " + what);
    }
}
