package dev.freshet.worker.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.ingest.format.ByteSink;
import dev.freshet.ingest.format.JsonRows;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.vector.query.IndexBrowser;
import dev.freshet.vector.query.IndexDescription;
import dev.freshet.vector.query.IndexSearch;
import dev.freshet.vector.query.SearchAnswer;
import dev.freshet.vector.query.SearchException;
import dev.freshet.vector.query.SearchMode;
import dev.freshet.vector.query.SearchRequest;
import dev.freshet.vector.sync.IndexSpec;
import dev.freshet.worker.relay.SinkRelay;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Search in, and description of, a pipeline's indexes. */
public final class IndexDoor {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_BYTES = 1 << 20;
    private static final Duration OPENING = Duration.ofSeconds(20);
    private static final Set<String> FIELDS = Set.of("query", "k", "mode", "filter", "min_epoch");
    private static final TypeReference<Map<String, @Nullable Object>> OBJECT = new TypeReference<>() {};

    /** One index: what it is, how it is asked, and the relay that keeps it in step. */
    public record Index(String name, IndexSpec spec, IndexSearch search, IndexBrowser browser, SinkRelay relay) {}

    private final List<Index> indexes;
    private final WorkerState state;

    IndexDoor(List<Index> indexes, WorkerState state) {
        this.indexes = List.copyOf(indexes);
        this.state = state;
    }

    /** The index, its tables made: right after a start its relay may still be at that. */
    private Index require(String name) throws InterruptedException {
        Index index = indexes.stream()
                .filter(i -> i.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Problem.unknown("index", name));
        index.relay().awaitOpened(OPENING);
        return index;
    }

    void search(Exchange x, String name) throws IOException, InterruptedException {
        x.allowing();
        Index index = require(name);
        JsonNode body = object(x.body(MAX_BYTES));
        body.fieldNames().forEachRemaining(f -> {
            if (!FIELDS.contains(f)) {
                throw new Problem(400, "unknown_field", "There is no field \"" + f + "\" in a search.");
            }
        });
        try {
            SearchRequest request = new SearchRequest(
                    body.path("query").asText(""),
                    whole(body, "k", 10),
                    mode(body.path("mode").asText("hybrid")),
                    filter(body));
            await(x, index, whole(body, "min_epoch", 0));
            answer(x, index, index.search().search(request));
        } catch (SearchException e) {
            throw new Problem(400, e.code(), e.getMessage() + " (" + e.pointer() + ")");
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    private static JsonNode object(byte[] bytes) throws IOException {
        try {
            JsonNode body = JSON.readTree(bytes);
            if (body != null && body.isObject()) {
                return body;
            }
        } catch (JsonProcessingException e) {
            throw new Problem(400, "bad_json", "The body is not JSON: " + e.getOriginalMessage());
        }
        throw new Problem(400, "bad_json", "The body must be a JSON object such as {\"query\": \"…\"}.");
    }

    private static int whole(JsonNode body, String name, int otherwise) {
        JsonNode value = body.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isIntegralNumber()) {
            throw new Problem(400, "bad_value", name + " must be a whole number.");
        }
        return value.asInt();
    }

    private static SearchMode mode(String text) {
        return switch (text) {
            case "hybrid", "vector", "text" -> SearchMode.valueOf(text.toUpperCase(Locale.ROOT));
            default ->
                throw new Problem(400, "bad_value", "mode must be hybrid, vector or text, not \"" + text + "\".");
        };
    }

    private static Map<String, @Nullable Object> filter(JsonNode body) {
        JsonNode filter = body.path("filter");
        if (filter.isMissingNode() || filter.isNull()) {
            return Map.of();
        }
        if (!filter.isObject()) {
            throw new Problem(400, "bad_filter", "filter must be an object such as {\"path\": \"a.md\"}.");
        }
        return JSON.convertValue(filter, OBJECT);
    }

    private void await(Exchange x, Index index, long epoch) throws InterruptedException {
        if (epoch > 0 && !index.relay().await(epoch, Duration.ofSeconds(x.waitSeconds(10)))) {
            throw new Problem(
                    504,
                    "not_yet_visible",
                    "Epoch " + epoch + " is not in the index yet; it holds "
                            + Math.max(0, index.relay().applied()) + ".",
                    true,
                    Map.of());
        }
    }

    private static Problem unreachable(SQLException e) {
        System.getLogger(IndexDoor.class.getName()).log(System.Logger.Level.WARNING, "index not readable", e);
        return new Problem(503, "index_unavailable", "The index cannot be read now.", true, Map.of("Retry-After", "1"));
    }

    private void answer(Exchange x, Index index, SearchAnswer answer) throws IOException {
        ObjectNode out = JSON.createObjectNode();
        out.put("epoch", answer.epoch());
        out.put("freshness_ms", index.relay().staleness(Instant.now()).toMillis());
        if (!state.isDurable()) {
            out.put("durable", false);
        }
        ArrayNode items = out.putArray("items");
        for (SearchAnswer.Item item : answer.items()) {
            items.add(item(index, item));
        }
        x.json(200, out.toString());
    }

    private static ObjectNode item(Index index, SearchAnswer.Item item) {
        ObjectNode n = JSON.createObjectNode();
        n.set("key", values(index.spec(), item.key()));
        n.put("text", item.text());
        n.put("score", item.score());
        n.set("metadata", values(index.spec(), item.metadata()));
        n.put("lineage_id", item.lineageId());
        return n;
    }

    /** Values in their public form. */
    private static JsonNode values(IndexSpec spec, Map<String, @Nullable Object> values) {
        List<Field> fields = values.keySet().stream().map(spec::field).toList();
        Schema schema = new Schema(fields, List.of());
        BatchBuilder row = new BatchBuilder(schema);
        row.row(1, values.values().toArray());
        ByteSink out = new ByteSink();
        new JsonRows(schema).write(row.build(), 0, out);
        try {
            return JSON.readTree(out.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    void describe(Exchange x, String name) throws IOException, InterruptedException {
        x.allowing();
        Index index = require(name);
        try {
            IndexDescription d = index.browser().describe();
            ObjectNode out = JSON.createObjectNode();
            out.put("model", d.model());
            out.put("dimensions", d.dimensions());
            out.put("metric", d.metric());
            out.put("rows", d.rows());
            out.put(
                    "pending",
                    Math.max(0, state.feed().head() - Math.max(0, index.relay().applied())));
            out.put("drift", d.drift());
            out.put("relation", d.relation());
            ObjectNode columns = out.putObject("columns");
            columns.set("key", JSON.valueToTree(d.columns().key()));
            columns.put("text", d.columns().text());
            columns.put("embedding", d.columns().embedding());
            columns.set("metadata", JSON.valueToTree(d.columns().metadata()));
            out.put("epoch", d.epoch());
            x.json(200, out.toString());
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    void documents(Exchange x, String name) throws IOException, InterruptedException {
        x.allowing("page_size", "page_token");
        Index index = require(name);
        int size = x.intParameter("page_size", 50, 1, 1000);
        int offset = offset(x);
        try {
            IndexBrowser.Page<IndexBrowser.DocumentEntry> page = index.browser().documents(offset, size);
            ObjectNode out = JSON.createObjectNode();
            out.put("epoch", page.epoch());
            ArrayNode items = out.putArray("items");
            for (IndexBrowser.DocumentEntry d : page.items()) {
                ObjectNode n = items.addObject();
                n.set("key", values(index.spec(), d.key()));
                n.put("chunks", d.chunks());
                n.put("epoch", d.epoch());
            }
            token(out, page.more(), offset + size);
            x.json(200, out.toString());
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    void chunks(Exchange x, String name) throws IOException, InterruptedException {
        x.allowing("page_size", "page_token", "filter");
        Index index = require(name);
        int size = x.intParameter("page_size", 50, 1, 1000);
        int offset = offset(x);
        String filter = x.parameter("filter");
        try {
            Map<String, @Nullable Object> conditions = filter == null
                    ? Map.of()
                    : JSON.convertValue(object(filter.getBytes(java.nio.charset.StandardCharsets.UTF_8)), OBJECT);
            IndexBrowser.Page<SearchAnswer.Item> page = index.browser().chunks(conditions, offset, size);
            ObjectNode out = JSON.createObjectNode();
            out.put("epoch", page.epoch());
            ArrayNode items = out.putArray("items");
            for (SearchAnswer.Item item : page.items()) {
                ObjectNode n = item(index, item);
                n.remove("score");
                items.add(n);
            }
            token(out, page.more(), offset + size);
            x.json(200, out.toString());
        } catch (SearchException e) {
            throw new Problem(400, e.code(), String.valueOf(e.getMessage()));
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    private static int offset(Exchange x) {
        String token = x.parameter("page_token");
        if (token == null) {
            return 0;
        }
        if (!token.matches("o\\d{1,9}")) {
            throw new Problem(400, "bad_page_token", "This page token is not one of ours.");
        }
        return Integer.parseInt(token.substring(1));
    }

    private static void token(ObjectNode out, boolean more, int next) {
        out.put("next_page_token", more ? "o" + next : null);
    }
}
