package dev.freshet.worker.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.freshet.core.expr.RowException;
import dev.freshet.core.plan.OrderedQuery;
import dev.freshet.core.plan.format.RecordJson;
import dev.freshet.core.read.OneShot;
import dev.freshet.core.read.OrderedRows;
import dev.freshet.ingest.format.ByteSink;
import dev.freshet.ingest.format.JsonRows;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.worker.serve.WorkerState.Snapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Ad-hoc queries, compiled elsewhere: {@code {query, limit?, as_of_epoch?}} in, {@code {epoch, columns, items, truncated}}
 * out. Each reads the rows of one epoch and runs on a thread of its own, beside the loop.
 */
final class QueryDoor {
    private static final int MAX_BODY = 8 << 20;
    private static final int MAX_ROWS = 10_000;
    private static final long SECONDS = Long.getLong("freshet.query.seconds", 30);
    /** A query that nobody waits for any more still holds its place until it ends. */
    private static final int AT_ONCE = 4;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final WorkerState state;
    private final Semaphore places = new Semaphore(AT_ONCE);

    QueryDoor(WorkerState state) {
        this.state = state;
    }

    void query(Exchange x) throws IOException, InterruptedException {
        JsonNode body = body(x);
        OrderedQuery query = read(body.path("query"));
        int limit = body.path("limit").asInt(MAX_ROWS);
        if (limit < 0 || limit > MAX_ROWS) {
            throw new Problem(400, "bad_parameter", "limit must lie between 0 and " + MAX_ROWS + ".");
        }
        Set<String> wanted = OneShot.reads(query.root());
        JsonNode asOf = body.path("as_of_epoch");
        Snapshot rows = asOf.isNumber() ? earlier(wanted, asOf.asLong()) : state.snapshot(wanted);
        if (!rows.missing().isEmpty()) {
            String name = rows.missing().iterator().next();
            throw new Problem(
                    422,
                    "rows_not_kept",
                    "The rows of \"" + name + "\" are not kept"
                            + (asOf.isNumber() ? " by epoch" : ", because it only grows") + "; query a view of it.");
        }
        answer(x, query, limit, rows.epoch(), run(query, rows.rows()));
    }

    private static JsonNode body(Exchange x) throws IOException {
        try {
            return JSON.readTree(x.body(MAX_BODY));
        } catch (JsonProcessingException e) {
            throw new Problem(400, "malformed", "The body is not JSON.");
        }
    }

    private static OrderedQuery read(JsonNode json) {
        try {
            return RecordJson.read(OrderedQuery.class, json.toString());
        } catch (RuntimeException e) {
            throw new Problem(400, "malformed", "The query is not one of this release: " + e.getMessage());
        }
    }

    private Snapshot earlier(Set<String> wanted, long epoch) {
        long head = state.engine().views().epoch();
        if (epoch > head) {
            throw new Problem(400, "epoch_ahead", "Epoch " + epoch + " is not there yet; the head is " + head + ".");
        }
        Map<String, ColumnBatch> rows = new HashMap<>();
        Set<String> missing = new LinkedHashSet<>();
        for (String name : wanted) {
            if (state.engine().views().view(name) == null) {
                missing.add(name);
                continue;
            }
            ColumnBatch then = state.rowsAt(name, epoch);
            if (then == null) {
                throw new Problem(410, "expired", "Epoch " + epoch + " is merged into later history.");
            }
            rows.put(name, then);
        }
        return new Snapshot(epoch, rows, missing);
    }

    private OrderedRows run(OrderedQuery query, Map<String, ColumnBatch> rows) throws InterruptedException {
        if (!places.tryAcquire()) {
            throw new Problem(503, "overloaded", "Too many queries run already.", true, Map.of("Retry-After", "1"));
        }
        CompletableFuture<OrderedRows> answer = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("query").start(() -> {
            try {
                answer.complete(state.engine().read(query, rows));
            } catch (Throwable e) {
                answer.completeExceptionally(e);
            } finally {
                places.release();
            }
        });
        try {
            return answer.get(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new Problem(504, "query_timeout", "The query takes longer than " + SECONDS + " s.");
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        }
    }

    private static RuntimeException failed(@Nullable Throwable cause) {
        return switch (cause) {
            case RowException r -> new Problem(422, r.error().code(), r.error().detail());
            case IllegalArgumentException i -> new Problem(422, "not_supported", String.valueOf(i.getMessage()));
            case OutOfMemoryError _ ->
                new Problem(422, "too_large", "The query needs more memory than the pipeline has.");
            case null, default -> new IllegalStateException(cause);
        };
    }

    private void answer(Exchange x, OrderedQuery query, int limit, long epoch, OrderedRows answer) throws IOException {
        Schema schema = unique(query.schema());
        ArrayNode columns = JSON.createArrayNode();
        for (Field f : schema.fields()) {
            columns.addObject()
                    .put("name", f.name())
                    .put("type", f.type().type().sql());
        }
        JsonRows printer = new JsonRows(schema);
        ByteSink out = new ByteSink();
        out.text("{\"epoch\":" + epoch + ",\"columns\":" + columns + ",\"items\":[");
        int shown = Math.min(limit, answer.order().length);
        for (int i = 0; i < shown; i++) {
            out.text(i == 0 ? "" : ",");
            printer.write(answer.rows(), answer.order()[i], out);
        }
        out.text("],\"truncated\":" + (shown < answer.order().length)
                + (state.isDurable() ? "}" : ",\"durable\":false}"));
        x.send(200, "application/json", out.toString(), Map.of());
    }

    /** Rows are objects: a name that several columns have is counted up. */
    private static Schema unique(Schema schema) {
        Set<String> seen = new LinkedHashSet<>();
        List<Field> fields = new ArrayList<>();
        for (Field f : schema.fields()) {
            String name = f.name();
            for (int n = 2; !seen.add(name); n++) {
                name = f.name() + "_" + n;
            }
            fields.add(new Field(name, f.type()));
        }
        return new Schema(fields, List.of());
    }
}
