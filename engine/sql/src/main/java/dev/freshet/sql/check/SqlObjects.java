package dev.freshet.sql.check;

import dev.freshet.core.plan.EventTime;
import dev.freshet.core.plan.Plan;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.sql.document.Spelling;
import dev.freshet.sql.parse.SqlTextException;
import dev.freshet.sql.parse.Statement;
import dev.freshet.sql.parse.Token;
import dev.freshet.sql.query.Catalog;
import dev.freshet.sql.query.CompiledQuery;
import dev.freshet.sql.query.QueryCompiler;
import dev.freshet.sql.query.Recursions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tables and views that SQL statements have made so far: of a pipeline's {@code spec.sql} or of a shell. */
public final class SqlObjects {
    private final Map<String, Plan.Table> tables = new LinkedHashMap<>();
    private final Map<String, Plan.View> views = new LinkedHashMap<>();
    private final Catalog catalog = new Catalog();
    private final CostlyCalls costly = new CostlyCalls();
    /** Views that failed: what reads them is not complained about again. */
    private final Set<String> broken = new LinkedHashSet<>();

    private final OpenViews recursion = new OpenViews();

    private final boolean layered;

    /**
     * @param layered a view that reads another one scans it by name, as if it were a table; else it contains the other
     *     one's tree
     */
    public SqlObjects(boolean layered) {
        this.layered = layered;
    }

    /** A table that no statement made. */
    public void add(Plan.Table table) {
        tables.put(table.name(), table);
        catalog.add(table.name(), table.schema(), new PlanNode.Scan(table.name(), table.schema()));
    }

    /** Carries out a statement of a text; throws {@link SqlTextException} with an index in it. */
    public void create(Statement statement, String sql) {
        switch (statement) {
            case Statement.CreateTable t -> table(t);
            case Statement.CreateView v -> view(v, sql);
            case Statement.CreateFunction f -> catalog.add(SqlFunctions.define(f, sql, catalog));
            case Statement.CreateWasmFunction f -> catalog.add(WasmModules.define(f));
            case Statement.RecursiveView r -> recursive(r, sql);
            case Statement.Ignored _ -> {}
        }
    }

    /** Views that were announced and have no query, by the place of their name. */
    Map<String, Integer> unfinished() {
        return recursion.unfinished();
    }

    /** Forgets a table or view. */
    public void drop(String name) {
        tables.remove(name);
        views.remove(name);
        broken.remove(name);
        catalog.remove(name);
    }

    /** Nothing may be complained about in what reads these. */
    void breakAll(Set<String> names) {
        broken.addAll(names);
    }

    public Map<String, Plan.Table> tables() {
        return Collections.unmodifiableMap(tables);
    }

    public Map<String, Plan.View> views() {
        return Collections.unmodifiableMap(views);
    }

    /** What queries may read. */
    public Catalog catalog() {
        return catalog;
    }

    boolean parses() {
        return costly.any();
    }

    public Plan.@Nullable View view(String name) {
        return views.get(name);
    }

    Set<String> broken() {
        return broken;
    }

    Plan plan() {
        List<Plan.Table> all = new ArrayList<>();
        tables.values().forEach(t -> all.add(new Plan.Table(t.name(), t.schema(), t.watermark(), costly.of(t.name()))));
        return new Plan(all, List.copyOf(views.values()));
    }

    private void fresh(Token name) {
        String n = name.name();
        if (tables.containsKey(n) || views.containsKey(n) || broken.contains(n)) {
            throw new SqlTextException(
                    "duplicate_name", name.start(), "'" + n + "' stands for something already", "choose another name");
        }
    }

    private void table(Statement.CreateTable statement) {
        fresh(statement.name());
        List<Field> fields = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (Statement.Column c : statement.columns()) {
            allowed(c.name(), seen);
            boolean key = statement.key().stream()
                    .anyMatch(k -> k.name().equals(c.name().name()));
            fields.add(new Field(c.name().name(), key ? c.type().asNotNull() : c.type()));
        }
        if (fields.isEmpty()) {
            throw new SqlTextException("missing_columns", statement.name().start(), "a table needs columns", null);
        }
        Schema plain = new Schema(fields, List.of());
        List<Integer> key = new ArrayList<>();
        for (Token k : statement.key()) {
            key.add(column(plain, k));
        }
        Schema schema = new Schema(fields, key);
        Plan.Watermark watermark =
                statement.watermark() == null ? null : SourceTables.watermark(statement.watermark(), schema);
        String name = statement.name().name();
        add(new Plan.Table(name, schema, watermark, List.of()));
    }

    private static void allowed(Token name, Set<String> seen) {
        if (SourceTables.RESERVED_COLUMNS.contains(name.name())) {
            throw new SqlTextException(
                    "reserved_column",
                    name.start(),
                    "the column name '" + name.name() + "' is reserved",
                    "choose another name");
        }
        if (!seen.add(name.name())) {
            throw new SqlTextException(
                    "duplicate_column", name.start(), "column '" + name.name() + "' stands here twice", null);
        }
    }

    private static int column(Schema schema, Token name) {
        int found = schema.indexOf(name.name());
        if (found < 0) {
            throw new SqlTextException(
                    "unknown_column",
                    name.start(),
                    "there is no column '" + name.name() + "'",
                    Spelling.hint(name.name(), schema.names()));
        }
        return found;
    }

    private void view(Statement.CreateView statement, String sql) {
        String name = statement.name().name();
        if (recursion.awaits(name)) {
            body(name, -1, sql, statement.queryStart(), statement.queryEnd());
            return;
        }
        fresh(statement.name());
        try {
            CompiledQuery query = new QueryCompiler(catalog).compile(sql, statement.queryStart(), statement.queryEnd());
            Schema schema = columns(statement, query.schema());
            if (!costly.collect(query.root())) {
                throw new SqlTextException(
                        "parse_needs_source",
                        statement.queryStart(),
                        "parse() must be applied to the columns of one source",
                        "call parse(t.content, t.mime) where t is a source's table");
            }
            Plan.View view = new Plan.View(name, root(statement, query.root(), schema), statement.local(), schema);
            if (Recursions.isOpen(query.root())) {
                recursion.waits(view);
                catalog.add(name, schema, query.root());
            } else {
                put(view);
            }
        } catch (SqlTextException e) {
            if (!layered) {
                broken.add(name);
            }
            throw e;
        }
    }

    private PlanNode root(Statement.CreateView statement, PlanNode query, Schema schema) {
        Token wanted = statement.emitFinal();
        if (wanted == null) {
            return query;
        }
        int column = column(schema, wanted);
        EventTime.Bound bound = new EventTime(List.copyOf(tables.values())).of(query, column);
        if (bound == null) {
            throw new SqlTextException(
                    "no_watermark",
                    wanted.start(),
                    "no watermark reaches column '" + wanted.name() + "' of view "
                            + statement.name().name(),
                    "name a column made of a table's watermark column, such as a window's start");
        }
        return new PlanNode.Final(query, column, bound);
    }

    private void put(Plan.View view) {
        views.put(view.name(), view);
        catalog.replace(
                view.name(), view.schema(), layered ? new PlanNode.Scan(view.name(), view.schema()) : view.root());
    }

    private void recursive(Statement.RecursiveView statement, String sql) {
        String name = statement.name().name();
        if (!recursion.awaits(name)) {
            fresh(statement.name());
            Set<String> seen = new LinkedHashSet<>();
            statement.columns().forEach(c -> allowed(c.name(), seen));
            Schema schema = new Schema(
                    statement.columns().stream()
                            .map(c -> new Field(c.name().name(), c.type()))
                            .toList(),
                    List.of());
            recursion.announce(name, schema, statement.name().start());
            catalog.add(name, schema, new PlanNode.Variable(name, schema));
        }
        if (statement.queryStart() >= 0) {
            body(name, statement.rounds(), sql, statement.queryStart(), statement.queryEnd());
        }
    }

    /** The query of an announced view; with the last one all of them are there. */
    private void body(String name, long rounds, String sql, int from, int to) {
        try {
            CompiledQuery query = new QueryCompiler(catalog).compile(sql, from, to);
            for (Plan.View view : recursion.define(name, query, rounds, from)) {
                put(view);
            }
        } catch (SqlTextException e) {
            recursion.forget(name);
            catalog.remove(name);
            if (!layered) {
                broken.add(name);
            }
            throw e;
        }
    }

    /** The view's columns under the names behind its own, if there are any. */
    private static Schema columns(Statement.CreateView statement, Schema query) {
        List<Token> names = statement.columns();
        if (names.size() > query.size()) {
            throw new SqlTextException(
                    "wrong_columns",
                    names.get(query.size()).start(),
                    "the view names " + names.size() + " columns, its query has " + query.size(),
                    null);
        }
        List<Field> out = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (int i = 0; i < query.size(); i++) {
            Field f = query.field(i);
            String name = i < names.size() ? names.get(i).name() : f.name();
            int at = i < names.size() ? names.get(i).start() : statement.queryStart();
            allowed(new Token(Token.Kind.QUOTED, name, at, at), seen);
            out.add(new Field(name, f.type()));
        }
        return new Schema(out, List.of());
    }
}
