package dev.freshet.ingest.connector;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.ingest.connector.datagen.DatagenSource;
import dev.freshet.ingest.connector.files.Bucket;
import dev.freshet.ingest.connector.files.FileBounds;
import dev.freshet.ingest.connector.files.FilesSettings;
import dev.freshet.ingest.connector.files.FilesSink;
import dev.freshet.ingest.connector.files.FilesSource;
import dev.freshet.ingest.connector.kafka.KafkaSink;
import dev.freshet.ingest.connector.kafka.KafkaSource;
import dev.freshet.ingest.connector.nexmark.NexmarkSource;
import dev.freshet.ingest.connector.nullsink.NullSink;
import dev.freshet.ingest.connector.postgres.PostgresSink;
import dev.freshet.spi.connect.Sink;
import dev.freshet.spi.connect.Source;
import dev.freshet.spi.data.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds sources and sinks from entries of a document, as the catalog has checked them, with secrets resolved. Building
 * does little; opening connects.
 */
public final class Connectors {
    /**
     * What surrounds the entries.
     *
     * @param owner the pipeline, unique among all that write to the same systems (its uid)
     * @param base folder that relative paths start at
     * @param files what file connectors may touch
     * @param workFolder durable folder of this pipeline for connectors' own files
     * @param connections name → settings of stored connections; {@code {"settings": {…}}} is taken too
     * @param durable false for a run that starts afresh each time
     */
    public record Context(
            String owner,
            Path base,
            FileBounds files,
            Path workFolder,
            Map<String, JsonNode> connections,
            boolean durable) {}

    private final Context context;

    public Connectors(Context context) {
        this.context = context;
    }

    /** Whether rows of this source arrive by request instead of being read. */
    public static boolean isPushed(JsonNode entry) {
        return entry.path("connector").asText("push").equals("push");
    }

    /** The tables that an entry of this name feeds: one of its own name, but for nexmark. */
    public static List<String> tables(String name, JsonNode entry) {
        return entry.path("connector").asText().equals("nexmark") ? NexmarkSource.TABLES : List.of(name);
    }

    /**
     * A source of the tables that {@link #tables} names.
     *
     * @param schema the only table's columns and key; where there are more, whichever
     */
    public Source source(String name, JsonNode entry, Schema schema) {
        Settings settings = new Settings(entry);
        return switch (entry.path("connector").asText()) {
            case "files" -> files(name, entry, schema);
            case "datagen" -> new DatagenSource(name, schema, settings);
            case "nexmark" -> new NexmarkSource(name, settings);
            case "kafka" -> new KafkaSource(name, schema, settings, connection(name, entry));
            default -> throw unknown(name, entry);
        };
    }

    private FilesSource files(String name, JsonNode entry, Schema schema) {
        Settings settings = new Settings(entry);
        Path folder = context.workFolder().resolve("files").resolve(name);
        String path = settings.required("path");
        if (!path.startsWith("s3://")) {
            FilesSettings local = FilesSettings.of(settings, context.base(), context.files());
            return new FilesSource(name, name, schema, local, folder);
        }
        boolean open = entry.path("connection").isMissingNode();
        Bucket bucket = Bucket.of(path, open ? entry.path("connection") : connection(name, entry));
        Path copies = folder.resolveSibling(name + ".bucket");
        return new FilesSource(name, name, schema, FilesSettings.of(settings, copies, bucket), folder);
    }

    /** A sink for a view with these columns; the entry may name a key. */
    public Sink sink(String name, JsonNode entry, Schema view) {
        Settings settings = new Settings(entry);
        Schema columns = keyed(name, entry, view);
        return switch (entry.path("connector").asText()) {
            case "null" -> new NullSink(name);
            case "files" -> new FilesSink(name, columns, filesOptions(settings));
            case "postgres" -> new PostgresSink(context.owner(), name, columns, settings, connection(name, entry));
            case "kafka" -> new KafkaSink(context.owner(), name, columns, settings, connection(name, entry));
            default -> throw unknown(name, entry);
        };
    }

    private static ConnectorException unknown(String name, JsonNode entry) {
        return new ConnectorException(
                name + " names the connector " + entry.path("connector") + ", which is not known here");
    }

    private FilesSink.Options filesOptions(Settings settings) {
        Path folder = FilesSettings.resolve(settings.required("path"), context.base());
        context.files().check(folder);
        return new FilesSink.Options(
                folder,
                settings.text("format", "csv").equals("json"),
                settings.text("mode", "CHANGES").equals("SNAPSHOT"),
                context.durable());
    }

    private static Schema keyed(String name, JsonNode entry, Schema view) {
        List<Integer> key = new ArrayList<>();
        for (JsonNode column : entry.path("key")) {
            int at = view.indexOf(column.asText());
            if (at < 0) {
                throw new ConnectorException(
                        "the key of " + name + " names " + column + ", which is no column of its view");
            }
            key.add(at);
        }
        return new Schema(view.fields(), key);
    }

    /** The connection of an entry: inline, stored, among the entry's own settings, or the only one of its connector. */
    private JsonNode connection(String name, JsonNode entry) {
        JsonNode named = entry.path("connection");
        if (named.isObject()) {
            return named;
        }
        if (named.isMissingNode() && (entry.has("bootstrap_servers") || entry.has("url"))) {
            return entry;
        }
        JsonNode found = named.isTextual() ? context.connections().get(named.textValue()) : only(entry);
        if (found == null) {
            throw new ConnectorException(name + " needs a connection"
                    + (named.isTextual() ? "; there is none named " + named.textValue() : ": name one"));
        }
        return found.path("settings").isObject() ? found.path("settings") : found;
    }

    private @Nullable JsonNode only(JsonNode entry) {
        List<JsonNode> fitting = context.connections().values().stream()
                .filter(c -> c.path("connector").equals(entry.path("connector")))
                .toList();
        return fitting.size() == 1 ? fitting.getFirst() : null;
    }
}
