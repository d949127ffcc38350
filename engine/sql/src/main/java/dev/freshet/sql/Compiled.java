package dev.freshet.sql;

import dev.freshet.core.plan.Plan;
import dev.freshet.core.plan.StructuralHash;
import dev.freshet.core.plan.format.Json;
import dev.freshet.core.plan.format.PlanFormat1;
import dev.freshet.core.plan.format.RecordJson;
import dev.freshet.spi.error.Diagnostic;
import dev.freshet.sql.check.FilePath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of a document: findings, and where there is no error the definition and its plan. Immutable. */
public final class Compiled {
    private final List<Diagnostic> diagnostics;
    private final @Nullable Failure failure;
    private final @Nullable Definition definition;
    private final @Nullable Plan plan;
    private final CompileContext context;
    private final List<Diagnostic> advice;

    Compiled(
            List<Diagnostic> diagnostics,
            @Nullable Failure failure,
            @Nullable Definition definition,
            @Nullable Plan plan,
            CompileContext context) {
        this(diagnostics, failure, definition, plan, context, List.of());
    }

    private Compiled(
            List<Diagnostic> diagnostics,
            @Nullable Failure failure,
            @Nullable Definition definition,
            @Nullable Plan plan,
            CompileContext context,
            List<Diagnostic> advice) {
        this.diagnostics = List.copyOf(diagnostics);
        this.failure = failure;
        this.definition = definition;
        this.plan = plan;
        this.context = context;
        this.advice = List.copyOf(advice);
    }

    Compiled withAdvice(List<Diagnostic> given) {
        return new Compiled(diagnostics, failure, definition, plan, context, given);
    }

    /** Errors and warnings in the order in which they were found. */
    public List<Diagnostic> diagnostics() {
        return diagnostics;
    }

    /** Warnings of what will cost more and more: state that only grows, joins of every pair. */
    public List<Diagnostic> advice() {
        return advice;
    }

    /** Null when the document is fine. */
    public @Nullable Failure failure() {
        return failure;
    }

    public boolean ok() {
        return failure == null;
    }

    /** The definition as far as it could be read, also where it is wrong; null when it could not. */
    public @Nullable Definition draft() {
        return definition;
    }

    public Definition definition() {
        if (failure != null || definition == null) {
            throw new IllegalStateException("the document has errors");
        }
        return definition;
    }

    public Plan plan() {
        if (failure != null || plan == null) {
            throw new IllegalStateException("the document has errors");
        }
        return plan;
    }

    /** The plan as it is stored. */
    public String planJson() {
        return PlanFormat1.write(plan());
    }

    /** The document as JSON, with defaults; compiling it again gives the same. */
    public String definitionJson() {
        return Json.write(definition().tree());
    }

    /** The part under {@code spec} as JSON. */
    public String specJson() {
        return Json.write(definition().specTree());
    }

    /** {@link #specJson} for a worker: local paths absolute, connections named. */
    public String runtimeSpecJson() {
        Map<String, Object> spec = definition().specTree();
        for (String section : List.of("sources", "sinks")) {
            Map<String, Object> entries = new LinkedHashMap<>();
            ((Map<?, ?>) spec.getOrDefault(section, Map.of()))
                    .forEach((name, e) -> entries.put((String) name, resolved(e)));
            spec.put(section, entries);
        }
        return Json.write(spec);
    }

    private Object resolved(Object entry) {
        Map<String, Object> out = new LinkedHashMap<>();
        ((Map<?, ?>) entry).forEach((k, v) -> out.put((String) k, v));
        String connector = String.valueOf(out.get("connector"));
        if (ConnectionChoice.lacking(connector, null, out)) {
            String chosen = new ConnectionChoice(definition().spec(), context.connections()).of(connector);
            if (chosen != null) {
                out.put("connection", chosen);
            }
        }
        if ("files".equals(out.get("connector")) && out.get("path") instanceof String s && !s.startsWith("s3://")) {
            Path path = FilePath.of(s, context.files()).absolute();
            out.put("path", path == null ? s : path.toString());
        }
        return out;
    }

    /** What this does to each object of an earlier version, removed ones last; null: all is created. */
    public List<Effect> changesFrom(@Nullable Compiled previous) {
        List<Effect> out = new ArrayList<>();
        compare(out, "table", tables(), previous == null ? Map.of() : previous.tables());
        compare(out, "view", views(), previous == null ? Map.of() : previous.views());
        compare(out, "index", entries("indexes"), previous == null ? Map.of() : previous.entries("indexes"));
        compare(out, "sink", entries("sinks"), previous == null ? Map.of() : previous.entries("sinks"));
        return out;
    }

    private static void compare(List<Effect> out, String kind, Map<String, String> now, Map<String, String> before) {
        now.forEach((name, identity) -> {
            String old = before.get(name);
            out.add(new Effect(name, kind, old == null ? "created" : old.equals(identity) ? "unchanged" : "changed"));
        });
        before.keySet().stream()
                .filter(name -> !now.containsKey(name))
                .forEach(name -> out.add(new Effect(name, kind, "removed")));
    }

    private Map<String, String> tables() {
        Map<String, String> out = new LinkedHashMap<>();
        if (plan != null) {
            plan.tables().forEach(t -> out.put(t.name(), RecordJson.write(t)));
        }
        return out;
    }

    private Map<String, String> views() {
        StructuralHash hash = new StructuralHash();
        Map<String, String> out = new LinkedHashMap<>();
        if (plan != null) {
            plan.views()
                    .forEach(v ->
                            out.put(v.name(), hash.of(v.root()) + v.schema().names()));
        }
        return out;
    }

    private Map<String, String> entries(String section) {
        Map<String, String> out = new LinkedHashMap<>();
        if (definition != null) {
            ((Map<?, ?>) definition.specTree().getOrDefault(section, Map.of()))
                    .forEach((name, e) -> out.put((String) name, Json.write(e)));
        }
        return out;
    }
}
