package dev.freshet.worker.serve;

import dev.freshet.ingest.format.ByteSink;
import dev.freshet.ingest.format.JsonRows;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.worker.engine.ServedView;
import dev.freshet.worker.engine.Views;
import dev.freshet.worker.relay.ChangeFeed;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Server-sent events of one view's changes, resumable at any event within the retained history. */
final class ChangesDoor {
    private static final int CHANGES_PER_EVENT = 500;
    private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final Views views;
    private final ChangeFeed feed;

    ChangesDoor(Views views, ChangeFeed feed) {
        this.views = views;
        this.feed = feed;
    }

    /** Where a reader stands: behind event {@code seq} of {@code epoch}; −1 means before its first. */
    private record Place(long epoch, int seq) {}

    void get(Exchange x, String name) throws IOException, InterruptedException {
        x.allowing("snapshot");
        ServedView view = views.view(name);
        if (view == null) {
            throw Problem.unknown("view", name);
        }
        Place from = resumed(x.header("Last-Event-ID"));
        boolean snapshot = "true".equals(x.parameter("snapshot")) && from == null;
        try (OutputStream raw = x.stream("text/event-stream")) {
            Writer out = new Writer(raw, new JsonRows(view.schema()));
            if (from != null && from.epoch() < feed.since()) {
                out.event("gap", null, "{\"since\":" + feed.since() + "}");
                return;
            }
            follow(name, out, from != null ? from : start(name, out, snapshot));
        } finally {
            x.close();
        }
    }

    private static @Nullable Place resumed(@Nullable String id) {
        if (id == null) {
            return null;
        }
        if (!id.matches("\\d{1,18}\\.\\d{1,9}")) {
            throw new Problem(400, "bad_event_id", "Last-Event-ID \"" + id + "\" is not one of ours.");
        }
        int dot = id.indexOf('.');
        return new Place(Long.parseLong(id.substring(0, dot)), Integer.parseInt(id.substring(dot + 1)));
    }

    private Place start(String name, Writer out, boolean snapshot) throws IOException {
        if (!snapshot) {
            long head = views.epoch();
            out.comment("following");
            return new Place(head, Integer.MAX_VALUE);
        }
        Views.Content content = views.content(name);
        out.changes("snapshot", content.epoch(), content.rows(), -1);
        return new Place(content.epoch(), Integer.MAX_VALUE);
    }

    private void follow(String name, Writer out, Place from) throws IOException, InterruptedException {
        long after = from.seq() == Integer.MAX_VALUE ? from.epoch() : from.epoch() - 1;
        int skip = from.seq();
        while (true) {
            long head = feed.await(after, HEARTBEAT_NANOS);
            if (feed.closed()) {
                out.event("bye", null, "{}");
                return;
            }
            if (head <= after) {
                out.comment("alive");
                continue;
            }
            ChangeFeed.Slice slice = feed.read(name, after);
            for (ChangeFeed.ViewChange c : slice.changes()) {
                boolean resumedEpoch = c.epoch() == from.epoch() && skip != Integer.MAX_VALUE;
                out.changes(null, c.epoch(), c.changes(), resumedEpoch ? skip : -1);
            }
            after = slice.upTo();
        }
    }

    private static final class Writer {
        private final OutputStream out;
        private final JsonRows rows;

        Writer(OutputStream out, JsonRows rows) {
            this.out = out;
            this.rows = rows;
        }

        void comment(String text) throws IOException {
            out.write((": " + text + "\n\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
            out.flush();
        }

        void event(@Nullable String event, @Nullable String id, String data) throws IOException {
            StringBuilder b = new StringBuilder();
            if (event != null) {
                b.append("event: ").append(event).append('\n');
            }
            if (id != null) {
                b.append("id: ").append(id).append('\n');
            }
            b.append("data: ").append(data).append("\n\n");
            out.write(b.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            out.flush();
        }

        /** One epoch in events of bounded size, deletes before inserts; events up to {@code skip} are left out. */
        void changes(@Nullable String event, long epoch, ColumnBatch batch, int skip) throws IOException {
            long total = count(batch, true) + count(batch, false);
            Piece piece = new Piece(event, epoch, skip, total);
            write(batch, true, piece);
            write(batch, false, piece);
            piece.finish();
        }

        private static long count(ColumnBatch batch, boolean deletes) {
            long n = 0;
            for (int i = 0; i < batch.size(); i++) {
                n += deletes ? Math.max(0, -batch.weight(i)) : Math.max(0, batch.weight(i));
            }
            return n;
        }

        private void write(ColumnBatch batch, boolean deletes, Piece piece) throws IOException {
            for (int i = 0; i < batch.size(); i++) {
                long copies = deletes ? -batch.weight(i) : batch.weight(i);
                for (long c = 0; c < copies; c++) {
                    piece.add(deletes, batch, i);
                }
            }
        }

        private final class Piece {
            private final @Nullable String event;
            private final long epoch;
            private final int skip;
            private final long total;
            private ByteSink changes = new ByteSink();
            private int inEvent;
            private long written;
            private int seq;

            Piece(@Nullable String event, long epoch, int skip, long total) {
                this.event = event;
                this.epoch = epoch;
                this.skip = skip;
                this.total = total;
            }

            void add(boolean delete, ColumnBatch batch, int row) throws IOException {
                changes.text(inEvent == 0 ? "" : ",");
                changes.text(delete ? "{\"op\":\"delete\",\"row\":" : "{\"op\":\"insert\",\"row\":");
                rows.write(batch, row, changes);
                changes.text("}");
                inEvent++;
                written++;
                if (inEvent == CHANGES_PER_EVENT || written == total) {
                    send();
                }
            }

            void finish() throws IOException {
                if (total == 0) {
                    send();
                }
            }

            private void send() throws IOException {
                if (seq > skip) {
                    String data = "{\"epoch\":" + epoch + ",\"last\":" + (written == total) + ",\"changes\":[" + changes
                            + "]}";
                    event(event, epoch + "." + seq, data);
                }
                seq++;
                inEvent = 0;
                changes = new ByteSink();
            }
        }
    }
}
