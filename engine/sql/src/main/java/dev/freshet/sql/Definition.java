package dev.freshet.sql;

import dev.freshet.spi.store.Durability;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A pipeline document, read and with its defaults filled in. Maps keep the document's order. */
public record Definition(String apiVersion, Metadata metadata, Spec spec) {
    public record Metadata(String name, @Nullable String description, Map<String, String> tags) {
        public Metadata {
            tags = ordered(tags);
        }
    }

    /** @param memory as written, e.g. {@code 1Gi}; {@link #memoryBytes} is the number */
    public record Spec(
            DesiredState desiredState,
            Durability durability,
            int workers,
            String memory,
            long memoryBytes,
            EpochLimits epoch,
            @Nullable Idle idle,
            Map<String, Source> sources,
            String sql,
            Map<String, Index> indexes,
            Map<String, SinkEntry> sinks,
            OnError onError,
            Retention retention,
            @Nullable Slo slo) {
        public Spec {
            sources = ordered(sources);
            indexes = ordered(indexes);
            sinks = ordered(sinks);
        }
    }

    public enum DesiredState {
        RUNNING,
        PAUSED,
        STOPPED
    }

    public record EpochLimits(long maxRows, long maxMs) {}

    public record Idle(
            @Nullable Long afterSeconds,
            @Nullable Long maxStalenessSeconds,
            @Nullable String schedule) {}

    /**
     * @param connection name of a stored connection
     * @param columns name to SQL type (a String), or for {@code datagen} to a Map
     * @param keep how long rows are kept, or null for ever
     * @param settings the connector's own, as written
     */
    public record Source(
            String connector,
            @Nullable String connection,
            @Nullable String format,
            Map<String, Object> columns,
            List<String> primaryKey,
            @Nullable String watermark,
            @Nullable String keep,
            Map<String, Object> settings) {
        public Source {
            columns = ordered(columns);
            primaryKey = List.copyOf(primaryKey);
            settings = ordered(settings);
        }
    }

    public record Index(
            String view, List<String> key, String text, List<String> metadata, Embedder embedder, boolean fullText) {
        public Index {
            key = List.copyOf(key);
            metadata = List.copyOf(metadata);
        }
    }

    /** A built-in one by {@code name}, or with {@code settings} (provider, model, connection …) an outside one. */
    public record Embedder(@Nullable String name, Map<String, Object> settings) {
        public Embedder {
            settings = ordered(settings);
        }
    }

    public record SinkEntry(
            String view,
            String connector,
            @Nullable String connection,
            @Nullable String format,
            List<String> key,
            Map<String, Object> settings) {
        public SinkEntry {
            key = List.copyOf(key);
            settings = ordered(settings);
        }
    }

    public enum ErrorPolicy {
        DEAD_LETTER,
        FAIL
    }

    public record OnError(ErrorPolicy policy, double maxRate) {}

    /** Durations as written, e.g. {@code 7d}; {@link Quantities#seconds} reads them. */
    public record Retention(String epochs, String badRecords) {}

    public record Slo(double freshnessSeconds) {}

    private static <V> Map<String, V> ordered(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /** The document as nested maps, in the order of the reference, with snake_case names. */
    public Map<String, Object> tree() {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("api_version", apiVersion);
        out.put("kind", "Pipeline");
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put("name", metadata.name());
        put(meta, "description", metadata.description());
        meta.put("tags", metadata.tags());
        out.put("metadata", meta);
        out.put("spec", specTree());
        return out;
    }

    /** The part under {@code spec}. */
    public Map<String, Object> specTree() {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("desired_state", spec.desiredState().name());
        out.put("durability", spec.durability().name());
        out.put("workers", (long) spec.workers());
        out.put("memory", spec.memory());
        out.put(
                "epoch",
                ofEntries(
                        "max_rows",
                        spec.epoch().maxRows(),
                        "max_ms",
                        spec.epoch().maxMs()));
        if (spec.idle() != null) {
            Map<String, Object> idle = new LinkedHashMap<>();
            put(idle, "after_seconds", spec.idle().afterSeconds());
            put(idle, "max_staleness_seconds", spec.idle().maxStalenessSeconds());
            put(idle, "schedule", spec.idle().schedule());
            out.put("idle", idle);
        }
        out.put("sources", each(spec.sources(), Definition::source));
        out.put("sql", spec.sql());
        out.put("indexes", each(spec.indexes(), Definition::index));
        out.put("sinks", each(spec.sinks(), Definition::sink));
        out.put(
                "on_error",
                ofEntries(
                        "policy",
                        spec.onError().policy().name(),
                        "max_rate",
                        spec.onError().maxRate()));
        out.put(
                "retention",
                ofEntries(
                        "epochs",
                        spec.retention().epochs(),
                        "bad_records",
                        spec.retention().badRecords()));
        if (spec.slo() != null) {
            out.put("slo", ofEntries("freshness_seconds", spec.slo().freshnessSeconds()));
        }
        return out;
    }

    private static Map<String, Object> source(Source s) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("connector", s.connector());
        put(out, "connection", s.connection());
        out.putAll(s.settings());
        put(out, "format", s.format());
        if (!s.columns().isEmpty()) {
            out.put("columns", s.columns());
        }
        if (!s.primaryKey().isEmpty()) {
            out.put("primary_key", s.primaryKey());
        }
        put(out, "watermark", s.watermark());
        put(out, "keep", s.keep());
        return out;
    }

    private static Map<String, Object> index(Index i) {
        Object embedder = i.embedder().name() == null
                ? i.embedder().settings()
                : i.embedder().name();
        return ofEntries(
                "view",
                i.view(),
                "key",
                i.key(),
                "text",
                i.text(),
                "metadata",
                i.metadata(),
                "embedder",
                embedder,
                "full_text",
                i.fullText());
    }

    private static Map<String, Object> sink(SinkEntry s) {
        Map<String, Object> out = ofEntries("view", s.view(), "connector", s.connector());
        put(out, "connection", s.connection());
        out.putAll(s.settings());
        put(out, "format", s.format());
        if (!s.key().isEmpty()) {
            out.put("key", s.key());
        }
        return out;
    }

    private static <V> Map<String, Object> each(Map<String, V> map, java.util.function.Function<V, Object> to) {
        Map<String, Object> out = new LinkedHashMap<>();
        map.forEach((name, value) -> out.put(name, to.apply(value)));
        return out;
    }

    private static Map<String, Object> ofEntries(Object... namesAndValues) {
        Map<String, Object> out = new LinkedHashMap<>();
        List<Object> parts = new ArrayList<>(List.of(namesAndValues));
        for (int i = 0; i < parts.size(); i += 2) {
            out.put((String) parts.get(i), parts.get(i + 1));
        }
        return out;
    }

    private static void put(Map<String, Object> map, String name, @Nullable Object value) {
        if (value != null) {
            map.put(name, value);
        }
    }
}
