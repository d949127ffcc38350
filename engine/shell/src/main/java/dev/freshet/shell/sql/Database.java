package dev.freshet.shell.sql;

import dev.freshet.core.plan.Plan;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tables and views in memory. One owner thread. */
final class Database {
    static final String REJECTED = "rejected";

    /** As {@link dev.freshet.spi.store.ViewReject}, under the names that users see. */
    static final Schema REJECTED_SCHEMA = Schema.of(
            new Field("source", Type.TEXT.notNull()),
            new Field("reason", Type.TEXT.notNull()),
            new Field("error", Type.TEXT.notNull()),
            new Field("row", Type.TEXT.notNull()));

    private final Map<String, ShellTable> tables = new LinkedHashMap<>();
    private final Map<String, View> views = new LinkedHashMap<>();
    private final Relation rejected = new Relation(REJECTED, REJECTED_SCHEMA);

    /** A view, its circuit and its rows. */
    static final class View {
        final Plan.View definition;
        final Relation relation;
        ViewCircuit circuit;

        /** The net rejected rows of this view, to take away when it goes. */
        final Relation rejects;

        View(Plan.View definition, ViewCircuit circuit) {
            this.definition = definition;
            this.circuit = circuit;
            this.relation = new Relation(definition.name(), definition.schema());
            this.rejects = new Relation(REJECTED, REJECTED_SCHEMA);
        }
    }

    @Nullable
    ShellTable table(String name) {
        return tables.get(name);
    }

    @Nullable
    View view(String name) {
        return views.get(name);
    }

    /** A table, a view or {@code rejected}; null when there is none of that name. */
    @Nullable
    Relation relation(String name) {
        if (name.equals(REJECTED)) {
            return rejected;
        }
        ShellTable table = tables.get(name);
        View view = views.get(name);
        return table != null ? table.relation() : view != null ? view.relation : null;
    }

    void create(Plan.Table table) {
        tables.put(table.name(), new ShellTable(table));
    }

    /** The view's rows are made of what its inputs hold. */
    void create(Plan.View definition) {
        ViewCircuit circuit = new ViewCircuit(definition.name(), definition.root(), definition.schema(), definitions());
        View view = new View(definition, circuit);
        ViewCircuit.Step step = circuit.step(kept(circuit.reads()));
        views.put(definition.name(), view);
        publish(view, step);
    }

    private List<Plan.Table> definitions() {
        return tables.values().stream().map(ShellTable::table).toList();
    }

    /** The rows of relations, statements whose epoch has not ended included. */
    Map<String, ColumnBatch> contents(Set<String> names) {
        return pending() ? fresh(names) : kept(names);
    }

    private Map<String, ColumnBatch> kept(Set<String> names) {
        Map<String, ColumnBatch> out = new HashMap<>();
        for (String name : names) {
            Relation r = relation(name);
            if (r != null) {
                out.put(name, r.all());
            }
        }
        return out;
    }

    private void publish(View view, ViewCircuit.Step step) {
        view.relation.apply(step.change());
        view.relation.record(step.change());
        view.rejects.apply(step.rejects());
        reject(step.rejects());
    }

    private void reject(ColumnBatch change) {
        rejected.apply(change);
        rejected.record(change);
    }

    /** Views that read a relation. */
    List<String> readers(String name) {
        return views.values().stream()
                .filter(v -> v.circuit.reads().contains(name))
                .map(v -> v.definition.name())
                .toList();
    }

    void drop(String name) {
        tables.remove(name);
        View view = views.remove(name);
        if (view != null) {
            reject(view.rejects.all().negated());
        }
    }

    /** Rows that NOW() lets in or out by now come and go, as an epoch of their own. */
    void tick() {
        if (!pending() && views.values().stream().anyMatch(v -> v.circuit.isDue())) {
            commit();
        }
    }

    /** Whether statements have changed a table since the last epoch. */
    boolean pending() {
        return tables.values().stream().anyMatch(ShellTable::touched);
    }

    void rollback() {
        tables.values().forEach(ShellTable::rollback);
    }

    /** Ends the epoch: all views change together. When one cannot, the whole epoch is as if it had not been. */
    void commit() {
        Map<String, ColumnBatch> changes = new HashMap<>();
        Map<String, ColumnBatch> undo = new HashMap<>();
        tables.forEach((name, table) -> {
            if (table.touched()) {
                ColumnBatch change = table.commit();
                changes.put(name, change);
                undo.put(name, change.negated());
            }
        });
        Map<View, ViewCircuit.Step> steps = new LinkedHashMap<>();
        try {
            for (View view : views.values()) {
                step(view, changes, steps);
            }
        } catch (RuntimeException e) {
            undo.forEach((name, change) -> require(name).apply(change));
            tables.values().forEach(ShellTable::takeLate);
            rebuild();
            throw e;
        }
        steps.forEach(this::publish);
        for (ShellTable t : tables.values()) {
            ColumnBatch change = changes.get(t.name());
            if (change != null) {
                t.relation().record(change);
                t.takeLate().forEach(this::reject);
            }
        }
    }

    private void step(View view, Map<String, ColumnBatch> changes, Map<View, ViewCircuit.Step> steps) {
        boolean any = view.circuit.reads().stream()
                .anyMatch(r -> changes.containsKey(r) && !changes.get(r).isEmpty());
        if (any || view.circuit.isDue()) {
            ViewCircuit.Step step = view.circuit.step(changes);
            changes.put(view.definition.name(), step.change());
            steps.put(view, step);
        }
    }

    private Relation require(String name) {
        Relation r = relation(name);
        if (r == null) {
            throw new IllegalStateException("no relation " + name);
        }
        return r;
    }

    /** Circuits that have seen half an epoch are made anew; the rows that views show stay. */
    private void rebuild() {
        for (View view : views.values()) {
            Plan.View d = view.definition;
            view.circuit = new ViewCircuit(d.name(), d.root(), d.schema(), definitions());
            view.circuit.step(kept(view.circuit.reads()));
        }
    }

    // ---- reading ----

    /** A circuit that has run once over the current rows. */
    ViewCircuit runOnce(PlanNode root) {
        ViewCircuit query = new ViewCircuit("query", root, root.schema(), List.of());
        query.step(kept(query.reads()));
        return query;
    }

    /** Rows that know of statements whose epoch has not ended: views are computed from the tables. */
    private Map<String, ColumnBatch> fresh(Set<String> wanted) {
        Map<String, ColumnBatch> known = new HashMap<>();
        wanted.forEach(name -> fresh(name, known));
        return known;
    }

    private void fresh(String name, Map<String, ColumnBatch> known) {
        View view = views.get(name);
        if (known.containsKey(name)) {
            return;
        }
        if (view == null) {
            known.put(name, require(name).all());
            return;
        }
        Plan.View d = view.definition;
        ViewCircuit once = new ViewCircuit(d.name(), d.root(), d.schema(), definitions());
        once.reads().forEach(r -> fresh(r, known));
        known.put(name, once.step(known).change());
    }

    List<String> names() {
        List<String> out = new ArrayList<>(tables.keySet());
        out.addAll(views.keySet());
        return out;
    }
}
