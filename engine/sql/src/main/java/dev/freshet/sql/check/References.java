package dev.freshet.sql.check;

import dev.freshet.core.plan.Plan;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.error.Diagnostic;
import dev.freshet.sql.CompileContext;
import dev.freshet.sql.ConnectionChoice;
import dev.freshet.sql.ConnectorCheck;
import dev.freshet.sql.Definition;
import dev.freshet.sql.document.Document;
import dev.freshet.sql.document.Findings;
import dev.freshet.sql.document.Spelling;
import dev.freshet.sql.document.Tree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a definition refers to by name: connectors, connections, secrets, files, embedders, views and columns. */
public final class References {
    private static final Pattern SECRET = Pattern.compile("\\$\\{([^}]*)}");
    private static final Set<String> UNREADABLE = Set.of("unknown_field", "wrong_type");

    private final Document document;
    private final Findings findings;
    private final CompileContext context;
    private final ConnectorCheck connectors;

    public References(Document document, Findings findings, CompileContext context) {
        this.document = document;
        this.findings = findings;
        this.context = context;
        this.connectors = context.connectors() == null ? new KnownConnectors() : context.connectors();
    }

    /** What needs no SQL. */
    public void outside(Definition.Spec spec) {
        spec.sources().forEach((name, s) -> {
            String pointer = "/spec/sources/" + name;
            connector(pointer, s.connector(), false, s.format(), s.settings());
            connection(pointer, s.connector(), s.connection());
            lacking(
                    spec,
                    pointer,
                    ConnectionChoice.lacking(s.connector(), s.connection(), s.settings()),
                    s.connector());
            if (s.connector().equals("files")) {
                path(pointer, s.settings(), true);
            }
        });
        spec.sinks().forEach((name, s) -> {
            String pointer = "/spec/sinks/" + name;
            connector(pointer, s.connector(), true, s.format(), s.settings());
            connection(pointer, s.connector(), s.connection());
            lacking(
                    spec,
                    pointer,
                    ConnectionChoice.lacking(s.connector(), s.connection(), s.settings()),
                    s.connector());
            if (s.connector().equals("files")) {
                path(pointer, s.settings(), false);
            }
        });
        secrets(document.root(), "");
    }

    private void connector(
            String pointer, String connector, boolean sink, @Nullable String format, Map<String, Object> settings) {
        if (connector.isEmpty()) {
            return;
        }
        Map<String, Object> all = new LinkedHashMap<>(settings);
        if (format != null) {
            all.put("format", format);
        }
        for (Diagnostic d : connectors.check(connector, sink, all)) {
            String at = pointer + d.pointer();
            if (UNREADABLE.contains(d.code())) {
                findings.unreadable(d.code(), at, document.namePlace(at), d.detail(), d.hint());
            } else {
                findings.invalid(d.code(), at, document.place(at), d.detail(), d.hint());
            }
        }
    }

    private void lacking(Definition.Spec spec, String pointer, boolean lacking, String connector) {
        if (lacking && new ConnectionChoice(spec, context.connections()).of(connector) == null) {
            List<String> known = context.connections().entrySet().stream()
                    .filter(e -> e.getValue().equals(connector))
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
            String hint = known.isEmpty()
                    ? "make a " + connector + " connection and name it"
                    : "connection: one of " + String.join(", ", known);
            findings.invalid(
                    "missing_connection",
                    pointer,
                    document.place(pointer),
                    "it is not said which connection this uses",
                    hint);
        }
    }

    private void connection(String pointer, String connector, @Nullable String name) {
        if (name == null) {
            return;
        }
        String at = pointer + "/connection";
        String type = context.connections().get(name);
        if (type == null) {
            invalid(
                    "unknown_connection",
                    at,
                    "there is no connection '" + name + "'",
                    context.connections().keySet());
        } else if (!type.equals(connector) && !(connector.equals("files") && type.equals("s3"))) {
            findings.invalid(
                    "wrong_connection",
                    at,
                    document.place(at),
                    "connection '" + name + "' is for " + type + ", not for " + connector,
                    null);
        }
    }

    private void path(String pointer, Map<String, Object> settings, boolean mustExist) {
        if (!(settings.get("path") instanceof String written) || written.startsWith("s3://")) {
            return;
        }
        String at = pointer + "/path";
        FilePath path = FilePath.of(written, context.files());
        if (path.problem() != null) {
            findings.invalid(path.code(), at, document.place(at), path.problem(), path.hint());
        } else if (mustExist
                && path.absolute() != null
                && !context.files().exists().test(path.absolute())) {
            findings.invalid(
                    "missing_file",
                    at,
                    document.place(at),
                    "there is no file or folder '" + written + "'",
                    "looked for " + path.absolute());
        }
    }

    private void secrets(Tree tree, String pointer) {
        switch (tree) {
            case Tree.Mapping m ->
                m.entries().forEach((name, e) -> {
                    if (!pointer.equals("/spec") || !name.equals("sql")) {
                        secrets(
                                e.value(),
                                pointer + "/" + name.replace("~", "~0").replace("/", "~1"));
                    }
                });
            case Tree.Sequence s -> {
                for (int i = 0; i < s.items().size(); i++) {
                    secrets(s.items().get(i), pointer + "/" + i);
                }
            }
            case Tree.Scalar s -> {
                if (s.value() instanceof String text) {
                    secrets(text, tree, pointer);
                }
            }
        }
    }

    private void secrets(String text, Tree at, String pointer) {
        Matcher m = SECRET.matcher(text);
        while (m.find()) {
            String inner = m.group(1);
            if (!inner.startsWith("secret:")) {
                findings.invalid(
                        "bad_secret", pointer, at.place(), "${" + inner + "} is not known", "write ${secret:name}");
            } else if (!context.secrets().contains(inner.substring(7))) {
                findings.invalid(
                        "unknown_secret",
                        pointer,
                        at.place(),
                        "there is no secret '" + inner.substring(7) + "'",
                        Spelling.hint(inner.substring(7), context.secrets()));
            }
        }
    }

    // ---- what reads views ----

    public void readers(Definition.Spec spec, SqlSection sql, Plan plan) {
        Set<String> views = new HashSet<>();
        plan.views().stream().filter(v -> !v.local()).forEach(v -> views.add(v.name()));
        spec.indexes().forEach((name, index) -> index(name, index, sql, views));
        spec.sinks().forEach((name, sink) -> {
            String pointer = "/spec/sinks/" + name;
            Schema schema = view(pointer, sink.view(), sql, views);
            if (schema != null) {
                columns(pointer, "key", sink.key(), schema);
            }
        });
    }

    private void index(String name, Definition.Index index, SqlSection sql, Set<String> views) {
        String pointer = "/spec/indexes/" + name;
        embedder(pointer, index.embedder());
        if (index.key().isEmpty()) {
            findings.invalid(
                    "missing_field",
                    pointer + "/key",
                    document.place(pointer),
                    "an index needs the columns that tell its rows apart",
                    "add key: [column, …]");
        }
        Schema schema = view(pointer, index.view(), sql, views);
        if (schema == null) {
            return;
        }
        columns(pointer, "key", index.key(), schema);
        columns(pointer, "metadata", index.metadata(), schema);
        int text = schema.indexOf(index.text());
        if (index.text().isEmpty()) {
            return;
        }
        if (text < 0) {
            invalid(
                    "unknown_column",
                    pointer + "/text",
                    "view '" + index.view() + "' has no column '" + index.text() + "'",
                    schema.names());
        } else if (!(schema.type(text) instanceof Type.Text)) {
            findings.invalid(
                    "type_mismatch",
                    pointer + "/text",
                    document.place(pointer + "/text"),
                    "column '" + index.text() + "' is " + schema.type(text).sql() + ", a text is needed",
                    "cast it to VARCHAR in the view");
        }
    }

    private void embedder(String pointer, Definition.Embedder embedder) {
        String at = pointer + "/embedder";
        if (embedder.name() != null) {
            if (!context.embedders().contains(embedder.name())) {
                invalid("unknown_embedder", at, "there is no embedder '" + embedder.name() + "'", context.embedders());
            }
        } else if (embedder.settings().get("provider") == null) {
            findings.invalid("missing_field", at + "/provider", document.place(at), "'provider' is missing", null);
        } else if (embedder.settings().get("connection") instanceof String c
                && !context.connections().containsKey(c)) {
            invalid(
                    "unknown_connection",
                    at + "/connection",
                    "there is no connection '" + c + "'",
                    context.connections().keySet());
        }
    }

    private @Nullable Schema view(String pointer, String name, SqlSection sql, Set<String> views) {
        Plan.View view = sql.view(name);
        if (view != null && !view.local()) {
            return view.schema();
        }
        if (name.isEmpty() || sql.isBroken(name)) {
            return null;
        }
        if (view != null) {
            findings.invalid(
                    "local_view",
                    pointer + "/view",
                    document.place(pointer + "/view"),
                    "view '" + name + "' is local: nothing can read it from outside",
                    "create it without LOCAL");
        } else {
            invalid("unknown_view", pointer + "/view", "there is no view '" + name + "'", views);
        }
        return null;
    }

    private void columns(String pointer, String field, List<String> names, Schema schema) {
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String at = pointer + "/" + field + "/" + i;
            if (schema.indexOf(names.get(i)) < 0) {
                invalid("unknown_column", at, "the view has no column '" + names.get(i) + "'", schema.names());
            } else if (seen.contains(names.get(i))) {
                findings.invalid(
                        "duplicate_column", at, document.place(at), "'" + names.get(i) + "' stands here twice", null);
            }
            seen.add(names.get(i));
        }
    }

    /** Refuses a budget below the sum of what a worker is at least made of. */
    public void memory(Definition.Spec spec, boolean parses) {
        Map<String, Integer> parts = MemoryParts.of(spec, parses);
        long sum = parts.values().stream().mapToLong(Integer::longValue).sum();
        if (spec.memoryBytes() < sum << 20) {
            List<String> shown = new ArrayList<>();
            parts.forEach((part, mib) -> shown.add(part + " " + mib + "Mi"));
            String at = "/spec/memory";
            findings.invalid(
                    "too_little_memory",
                    at,
                    document.place(at),
                    spec.memory() + " is less than the sum of its parts: " + String.join(", ", shown),
                    "at least " + sum + "Mi");
        }
    }

    private void invalid(String code, String pointer, String detail, Collection<String> known) {
        String name = detail.replaceAll(".*'([^']*)'$", "$1");
        findings.invalid(code, pointer, document.place(pointer), detail, Spelling.hint(name, known));
    }
}
