package dev.freshet.worker.startup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.core.plan.Plan;
import dev.freshet.ingest.connector.Connectors;
import dev.freshet.meta.WorkerDatabase;
import dev.freshet.spi.connect.Sink;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.store.Memo;
import dev.freshet.vector.embed.Embedder;
import dev.freshet.vector.embed.Embedders;
import dev.freshet.vector.embed.EmbeddingCounters;
import dev.freshet.vector.embed.RememberedEmbedder;
import dev.freshet.vector.query.IndexBrowser;
import dev.freshet.vector.query.IndexSearch;
import dev.freshet.vector.sync.IndexSpec;
import dev.freshet.vector.sync.VectorSink;
import dev.freshet.worker.observe.Tracing;
import dev.freshet.worker.relay.ChangeFeed;
import dev.freshet.worker.relay.SinkRelay;
import dev.freshet.worker.serve.IndexDoor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The pipeline's sinks and indexes, each with its relay. */
final class Outlets {
    private final List<SinkRelay> relays = new ArrayList<>();
    private final List<IndexDoor.Index> indexes = new ArrayList<>();
    private final Map<String, EmbeddingCounters> counters = new LinkedHashMap<>();

    /** What relays need to know. */
    record Surroundings(
            Bootstrap bootstrap,
            WorkerDatabase database,
            Memo memo,
            ChangeFeed feed,
            Connectors connectors,
            Tracing tracing) {}

    Outlets(Surroundings s) {
        Plan plan = s.bootstrap().plan();
        JsonNode spec = s.bootstrap().spec();
        spec.path("sinks").properties().forEach(e -> {
            String view = e.getValue().path("view").asText();
            Sink sink = s.connectors()
                    .sink(e.getKey(), e.getValue(), plan.view(view).schema());
            relays.add(relay(s, sink, sink.name(), view));
        });
        spec.path("indexes").properties().forEach(e -> index(s, e.getKey(), e.getValue(), plan));
    }

    private void index(Surroundings s, String name, JsonNode entry, Plan plan) {
        String view = entry.path("view").asText();
        Schema schema = plan.view(view).schema();
        Embedder model = Embedders.named(entry.path("embedder").asText("minilm"))
                .orElseThrow(
                        () -> new IllegalArgumentException("the embedder of index " + name + " is not known here"));
        IndexSpec spec = new IndexSpec(
                s.bootstrap().pipeline().uid() + "/" + name,
                "t_" + s.bootstrap().pipeline().tenant().sqlName(),
                IndexSpec.baseName(s.bootstrap().pipeline().name(), name),
                schema,
                new IndexSpec.Columns(
                        texts(entry.path("key")), entry.path("text").asText(), texts(entry.path("metadata"))),
                entry.path("full_text").asBoolean(true),
                IndexSpec.Model.of(model));
        EmbeddingCounters counter = new EmbeddingCounters();
        counters.put(name, counter);
        VectorSink sink =
                new VectorSink(spec, s.database()::connection, new RememberedEmbedder(model, s.memo(), counter));
        SinkRelay relay = relay(s, sink, name, view);
        relays.add(relay);
        indexes.add(new IndexDoor.Index(
                name,
                spec,
                new IndexSearch(spec, s.database()::connection, model),
                new IndexBrowser(spec, s.database()::connection),
                relay));
    }

    private static SinkRelay relay(Surroundings s, Sink sink, String name, String view) {
        return new SinkRelay(
                sink, new SinkRelay.Place(name, view, s.bootstrap().generation()), s.feed(), s.tracing()::delivered);
    }

    private static List<String> texts(JsonNode array) {
        List<String> out = new ArrayList<>();
        array.forEach(n -> out.add(n.asText()));
        return out;
    }

    List<SinkRelay> relays() {
        return relays;
    }

    List<IndexDoor.Index> indexes() {
        return indexes;
    }

    /** Index name → its embedding counters. */
    Map<String, EmbeddingCounters> counters() {
        return counters;
    }
}
