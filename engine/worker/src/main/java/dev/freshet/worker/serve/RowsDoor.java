package dev.freshet.worker.serve;

import dev.freshet.ingest.format.ByteSink;
import dev.freshet.ingest.format.JsonRows;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Schema;
import dev.freshet.worker.engine.ServedView;
import dev.freshet.worker.engine.Views;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Pages through a view's rows. A first page that is not the last pins what it saw for the pages to come; pinned contents
 * are few and bounded in bytes, and one that had to go answers 410.
 */
final class RowsDoor {
    private static final long PINNED_BYTES = 64L << 20;
    private static final int PINNED = 16;

    private record Pinned(String view, String filter, long epoch, ColumnBatch rows) {}

    private final WorkerState state;
    private final Views views;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<String, Pinned> pinned = new LinkedHashMap<>();
    private long bytes;
    private long next;

    RowsDoor(WorkerState state) {
        this.state = state;
        this.views = state.engine().views();
    }

    void get(Exchange x, String name) throws IOException, InterruptedException {
        x.allowing("min_epoch", "as_of_epoch", "page_size", "page_token", "filter");
        ServedView view = views.view(name);
        if (view == null) {
            throw Problem.unknown("view", name);
        }
        if (x.parameter("as_of_epoch") != null && x.parameter("min_epoch") != null) {
            throw new Problem(400, "bad_parameter", "Give min_epoch or as_of_epoch, not both.");
        }
        int size = x.intParameter("page_size", 50, 1, 1000);
        String filter = x.parameter("filter");
        String token = x.parameter("page_token");
        RowFilter predicate = RowFilter.of(view.schema(), filter);
        if (token != null) {
            page(x, view.schema(), continued(name, filter, token), offset(token), size, tokenId(token));
            return;
        }
        Views.Content content = content(x, name);
        ColumnBatch rows = predicate.select(content.rows());
        page(x, view.schema(), new Pinned(name, filter == null ? "" : filter, content.epoch(), rows), 0, size, null);
    }

    private Views.Content content(Exchange x, String name) throws InterruptedException {
        if (x.parameter("as_of_epoch") == null) {
            awaitEpoch(x);
            return views.content(name);
        }
        return asOf(name, x.longParameter("as_of_epoch", 0));
    }

    private void awaitEpoch(Exchange x) throws InterruptedException {
        long wanted = x.longParameter("min_epoch", 0);
        long head = views.await(wanted, TimeUnit.SECONDS.toNanos(x.waitSeconds(10)));
        if (head < wanted) {
            throw new Problem(
                    504,
                    "not_yet_visible",
                    "Epoch " + wanted + " is not visible yet; the head is " + head + ".",
                    true,
                    Map.of());
        }
    }

    private Views.Content asOf(String name, long epoch) {
        long head = views.epoch();
        if (epoch > head) {
            throw new Problem(
                    400,
                    "epoch_ahead",
                    "Epoch " + epoch + " is not there yet; the head is " + head + ". To wait for it, use min_epoch.");
        }
        Views.Content now = views.content(name);
        ColumnBatch rows = epoch == now.epoch() ? now.rows() : state.rowsAt(name, epoch);
        if (rows == null) {
            throw new Problem(
                    410,
                    "expired",
                    "Epoch " + epoch + " is merged into later history; the earliest that can be read is "
                            + state.feed().since() + ".");
        }
        return new Views.Content(epoch, rows);
    }

    private static String tokenId(String token) {
        return token.contains(".") ? token.substring(0, token.indexOf('.')) : token;
    }

    private static int offset(String token) {
        String text = token.substring(token.indexOf('.') + 1);
        if (!token.contains(".") || !text.matches("\\d{1,9}")) {
            throw new Problem(400, "bad_page_token", "This page token is not one of ours.");
        }
        return Integer.parseInt(text);
    }

    private Pinned continued(String view, @Nullable String filter, String token) {
        lock.lock();
        try {
            Pinned p = pinned.get(tokenId(token));
            if (p == null) {
                if (!token.matches("p\\d{1,18}\\.\\d{1,9}")) {
                    throw new Problem(400, "bad_page_token", "This page token is not one of ours.");
                }
                throw new Problem(410, "expired", "What this page token pinned is gone; begin with the first page.");
            }
            if (!p.view().equals(view) || !p.filter().equals(filter == null ? "" : filter)) {
                throw new Problem(400, "bad_page_token", "This page token belongs to another request.");
            }
            return p;
        } finally {
            lock.unlock();
        }
    }

    /** Writes rows from {@code offset} on, counted with their multiplicity. */
    private void page(Exchange x, Schema schema, Pinned p, int offset, int size, @Nullable String id)
            throws IOException {
        JsonRows printer = new JsonRows(schema);
        ByteSink out = new ByteSink();
        out.text("{\"epoch\":" + p.epoch() + ",\"items\":[");
        long seen = 0;
        int written = 0;
        boolean more = false;
        for (int row = 0; row < p.rows().size() && !more; row++) {
            for (long copy = 0; copy < p.rows().weight(row); copy++, seen++) {
                if (seen < offset) {
                    continue;
                }
                if (written == size) {
                    more = true;
                    break;
                }
                out.text(written++ == 0 ? "" : ",");
                printer.write(p.rows(), row, out);
            }
        }
        String token = more ? "\"" + (id == null ? pin(p) : id) + "." + (offset + size) + "\"" : "null";
        out.text("],\"next_page_token\":" + token + (state.isDurable() ? "}" : ",\"durable\":false}"));
        x.json(200, out.toString());
    }

    private String pin(Pinned p) {
        lock.lock();
        try {
            String id = "p" + next++;
            pinned.put(id, p);
            bytes += p.rows().bytes();
            var eldest = pinned.entrySet().iterator();
            while ((bytes > PINNED_BYTES || pinned.size() > PINNED) && pinned.size() > 1) {
                bytes -= eldest.next().getValue().rows().bytes();
                eldest.remove();
            }
            return id;
        } finally {
            lock.unlock();
        }
    }
}
