package dev.freshet.sql.document;

import dev.freshet.spi.store.Durability;
import dev.freshet.sql.Definition;
import dev.freshet.sql.Quantities;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** From the tree to a {@link Definition}: field names, types, ranges and defaults. References are checked elsewhere. */
public final class DefinitionReader {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{1,61}[a-z0-9]");
    private static final Pattern OBJECT = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    private final Findings findings;

    public DefinitionReader(Findings findings) {
        this.findings = findings;
    }

    /** Null when the root is no object at all. */
    public @Nullable Definition read(Document document) {
        if (!(document.root() instanceof Tree.Mapping m)) {
            findings.unreadable(
                    "wrong_type",
                    "",
                    document.root().place(),
                    "the document must be an object",
                    "begin with api_version");
            return null;
        }
        Fields root = new Fields(m, "", findings);
        constant(root, "api_version", "freshet/v1");
        constant(root, "kind", "Pipeline");
        Fields meta = root.object("metadata");
        Fields spec = root.object("spec");
        if (meta == null || spec == null) {
            String absent = meta == null ? "metadata" : "spec";
            if (!root.has(absent)) {
                findings.invalid("missing_field", "/" + absent, root.place(), "'" + absent + "' is missing", null);
            }
            root.close();
            return null;
        }
        Definition read = new Definition("freshet/v1", metadata(meta), spec(spec));
        root.close();
        return read;
    }

    private void constant(Fields root, String field, String wanted) {
        String found = root.required(field, wanted);
        if (!found.isEmpty() && !found.equals(wanted)) {
            findings.invalid(
                    "unknown_value",
                    root.pointer(field),
                    root.place(field),
                    field + " '" + found + "' is not known",
                    "use " + wanted);
        }
    }

    private Definition.Metadata metadata(Fields meta) {
        String name = meta.required("name", "my-pipeline");
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            findings.invalid(
                    "bad_name",
                    meta.pointer("name"),
                    meta.place("name"),
                    "'" + name + "' is not a pipeline name",
                    "3 to 63 lower-case letters, digits and hyphens, beginning with a letter");
        }
        Definition.Metadata out = new Definition.Metadata(name, meta.text("description"), meta.textMap("tags"));
        meta.close();
        return out;
    }

    private Definition.Spec spec(Fields spec) {
        String memory = memory(spec);
        Durability durability = spec.choice("durability", Durability.class, Durability.BALANCED);
        Definition.Spec out = new Definition.Spec(
                spec.choice("desired_state", Definition.DesiredState.class, Definition.DesiredState.RUNNING),
                durability,
                (int) spec.integer("workers", 1, 1, 256),
                memory,
                Quantities.bytes(memory).orElse(0),
                epoch(spec, durability),
                idle(spec),
                sources(spec),
                spec.text("sql", ""),
                indexes(spec),
                sinks(spec),
                onError(spec),
                retention(spec),
                slo(spec));
        spec.close();
        return out;
    }

    private String memory(Fields spec) {
        String found = spec.textOrNumber("memory");
        if (found != null && Quantities.bytes(found).isEmpty()) {
            findings.invalid(
                    "bad_quantity",
                    spec.pointer("memory"),
                    spec.place("memory"),
                    "'" + found + "' is not an amount of memory",
                    "for example 512Mi or 1Gi");
            return "1Gi";
        }
        return found == null ? "1Gi" : found;
    }

    private static Definition.EpochLimits epoch(Fields spec, Durability durability) {
        long wait = durability.defaultMaxMillis();
        Fields epoch = spec.object("epoch");
        if (epoch == null) {
            return new Definition.EpochLimits(100_000, wait);
        }
        Definition.EpochLimits out = new Definition.EpochLimits(
                epoch.integer("max_rows", 100_000, 1, 100_000_000), epoch.integer("max_ms", wait, 1, 3_600_000));
        epoch.close();
        return out;
    }

    private static Definition.@Nullable Idle idle(Fields spec) {
        Fields idle = spec.object("idle");
        if (idle == null) {
            return null;
        }
        Definition.Idle out = new Definition.Idle(
                idle.integer("after_seconds", 1, 31_536_000),
                idle.integer("max_staleness_seconds", 1, 31_536_000),
                idle.text("schedule"));
        idle.close();
        return out;
    }

    private void objectName(String pointer, Place place, String kind, String name) {
        if (!OBJECT.matcher(name).matches()) {
            findings.invalid(
                    "bad_name",
                    pointer,
                    place,
                    "'" + name + "' is not a name for a " + kind,
                    "lower-case letters, digits and underscores, at most 63");
        }
    }

    private Map<String, Definition.Source> sources(Fields spec) {
        Map<String, Definition.Source> out = new LinkedHashMap<>();
        spec.objects("sources").forEach((name, source) -> {
            objectName(source.pointer(), source.place(), "source", name);
            out.put(name, source(source));
        });
        return out;
    }

    private Definition.Source source(Fields source) {
        String connector = source.required("connector", "push");
        String connection = connection(source);
        String format = source.text("format");
        Map<String, Object> columns = columns(source);
        List<String> key = source.texts("primary_key");
        String watermark = source.text("watermark");
        String keep = duration(source, "keep", null);
        return new Definition.Source(connector, connection, format, columns, key, watermark, keep, source.rest());
    }

    /** A stored connection's name; an inline object stays among the settings. */
    private static @Nullable String connection(Fields entry) {
        Tree.Entry e = entry.entries().get("connection");
        return e != null && e.value() instanceof Tree.Mapping ? null : entry.text("connection");
    }

    private Map<String, Object> columns(Fields source) {
        Map<String, Object> out = new LinkedHashMap<>();
        Fields columns = source.object("columns");
        if (columns == null) {
            return out;
        }
        columns.entries().forEach((name, e) -> {
            Object plain = e.value().plain();
            if (plain instanceof String || plain instanceof Map) {
                out.put(name, plain);
            } else {
                findings.unreadable(
                        "wrong_type",
                        columns.pointer(name),
                        e.value().place(),
                        "column '" + name + "' must be a SQL type, not "
                                + e.value().kind(),
                        "for example BIGINT NOT NULL or \"DECIMAL(12,2)\"");
            }
        });
        return out;
    }

    private @Nullable String duration(Fields fields, String field, @Nullable String otherwise) {
        String found = fields.text(field);
        if (found == null) {
            return otherwise;
        }
        OptionalLong millis = Quantities.millis(found);
        if (millis.isEmpty() || millis.getAsLong() == 0) {
            findings.invalid(
                    "bad_duration",
                    fields.pointer(field),
                    fields.place(field),
                    "'" + found + "' is not a duration",
                    "for example 30s, 15m, 12h or 7d");
            return otherwise;
        }
        return found;
    }

    private Map<String, Definition.Index> indexes(Fields spec) {
        Map<String, Definition.Index> out = new LinkedHashMap<>();
        spec.objects("indexes").forEach((name, index) -> {
            objectName(index.pointer(), index.place(), "index", name);
            out.put(
                    name,
                    new Definition.Index(
                            index.required("view", "my_view"),
                            index.texts("key"),
                            index.required("text", "text"),
                            index.texts("metadata"),
                            embedder(index),
                            index.flag("full_text", true)));
            index.close();
        });
        return out;
    }

    private static Definition.Embedder embedder(Fields index) {
        Tree tree = index.tree("embedder");
        if (tree instanceof Tree.Mapping) {
            Fields settings = index.object("embedder");
            return settings == null
                    ? new Definition.Embedder("minilm", Map.of())
                    : new Definition.Embedder(null, settings.rest());
        }
        return new Definition.Embedder(index.text("embedder", "minilm"), Map.of());
    }

    private Map<String, Definition.SinkEntry> sinks(Fields spec) {
        Map<String, Definition.SinkEntry> out = new LinkedHashMap<>();
        spec.objects("sinks").forEach((name, sink) -> {
            objectName(sink.pointer(), sink.place(), "sink", name);
            String view = sink.required("view", "my_view");
            String connector = sink.required("connector", "postgres");
            String connection = connection(sink);
            String format = sink.text("format");
            List<String> key = sink.texts("key");
            out.put(name, new Definition.SinkEntry(view, connector, connection, format, key, sink.rest()));
        });
        return out;
    }

    private static Definition.OnError onError(Fields spec) {
        Fields on = spec.object("on_error");
        if (on == null) {
            return new Definition.OnError(Definition.ErrorPolicy.DEAD_LETTER, 0.01);
        }
        Definition.ErrorPolicy policy =
                on.choice("policy", Definition.ErrorPolicy.class, Definition.ErrorPolicy.DEAD_LETTER);
        Double rate = on.number("max_rate", 0, 1);
        on.close();
        return new Definition.OnError(policy, rate == null ? 0.01 : rate);
    }

    private Definition.Retention retention(Fields spec) {
        Fields retention = spec.object("retention");
        if (retention == null) {
            return new Definition.Retention("7d", "30d");
        }
        String epochs = duration(retention, "epochs", "7d");
        String bad = duration(retention, "bad_records", "30d");
        retention.close();
        return new Definition.Retention(epochs == null ? "7d" : epochs, bad == null ? "30d" : bad);
    }

    private static Definition.@Nullable Slo slo(Fields spec) {
        Fields slo = spec.object("slo");
        if (slo == null) {
            return null;
        }
        Double seconds = slo.number("freshness_seconds", 0.001, 31_536_000);
        slo.close();
        return seconds == null ? null : new Definition.Slo(seconds);
    }
}
