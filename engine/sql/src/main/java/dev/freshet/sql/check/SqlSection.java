package dev.freshet.sql.check;

import dev.freshet.core.plan.Plan;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.error.Diagnostic;
import dev.freshet.sql.document.Document;
import dev.freshet.sql.document.Findings;
import dev.freshet.sql.document.Place;
import dev.freshet.sql.document.Spelling;
import dev.freshet.sql.parse.SqlTextException;
import dev.freshet.sql.parse.Statement;
import dev.freshet.sql.parse.Statements;
import dev.freshet.sql.parse.Token;
import dev.freshet.sql.query.Catalog;
import dev.freshet.sql.query.CompiledQuery;
import dev.freshet.sql.query.QueryCompiler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code spec.sql}: its tables and views on top of the sources' tables. */
public final class SqlSection {
    private static final String POINTER = "/spec/sql";

    private final Document document;
    private final Findings findings;
    private final String sql;
    private final Map<String, Plan.Table> tables;
    private final Map<String, Plan.View> views = new LinkedHashMap<>();
    private final Catalog catalog = new Catalog();
    private final CostlyCalls costly = new CostlyCalls();
    /** Views that failed: what reads them is not complained about again. */
    private final Set<String> broken = new LinkedHashSet<>();

    public SqlSection(Document document, Findings findings, String sql, Map<String, Plan.Table> tables) {
        this.document = document;
        this.findings = findings;
        this.sql = sql;
        this.tables = new LinkedHashMap<>(tables);
        this.tables.forEach(
                (name, table) -> catalog.add(name, table.schema(), new PlanNode.Scan(name, table.schema())));
    }

    /** {@code missing} are sources without known columns. */
    public Plan compile(Set<String> missing) {
        broken.addAll(missing);
        Statements.Found found = Statements.parse(sql);
        found.mistakes().forEach(this::note);
        for (Statement statement : found.statements()) {
            try {
                switch (statement) {
                    case Statement.CreateTable t -> table(t);
                    case Statement.CreateView v -> view(v);
                    case Statement.Ignored i -> warn(i);
                }
            } catch (SqlTextException e) {
                note(e);
            }
        }
        List<Plan.Table> all = new ArrayList<>();
        tables.values().forEach(t -> all.add(new Plan.Table(t.name(), t.schema(), t.watermark(), costly.of(t.name()))));
        return new Plan(all, List.copyOf(views.values()));
    }

    public boolean parses() {
        return costly.any();
    }

    public Plan.@Nullable View view(String name) {
        return views.get(name);
    }

    /** Whether a name stands for something that already has its own complaint. */
    public boolean isBroken(String name) {
        return broken.contains(name);
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
        tables.put(name, new Plan.Table(name, schema, watermark, List.of()));
        catalog.add(name, schema, new PlanNode.Scan(name, schema));
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

    private void view(Statement.CreateView statement) {
        fresh(statement.name());
        String name = statement.name().name();
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
            views.put(name, new Plan.View(name, query.root(), statement.local(), schema));
            catalog.add(name, schema, query.root());
        } catch (SqlTextException e) {
            broken.add(name);
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

    // ---- findings ----

    private void note(SqlTextException e) {
        if (e.code().equals("unknown_table")
                && broken.stream().anyMatch(b -> String.valueOf(e.getMessage()).contains("'" + b + "'"))) {
            return;
        }
        findings.add(at(Diagnostic.Severity.ERROR, e.code(), e.offset(), String.valueOf(e.getMessage()), e.hint()));
    }

    private void warn(Statement.Ignored ignored) {
        findings.add(at(
                Diagnostic.Severity.WARNING,
                "no_effect",
                ignored.start(),
                ignored.what() + " is accepted and does nothing",
                "views are maintained, there is nothing to speed up"));
    }

    private Diagnostic at(Diagnostic.Severity severity, String code, int offset, String detail, @Nullable String hint) {
        Place inside = inside(offset);
        Place place = document.inside(POINTER, inside.line(), inside.column());
        return new Diagnostic(
                severity, code, POINTER, place.line(), place.column(), inside.line(), inside.column(), detail, hint);
    }

    private Place inside(int offset) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < Math.min(offset, sql.length()); i++) {
            if (sql.charAt(i) == '\n') {
                line++;
                start = i + 1;
            }
        }
        return new Place(line, offset - start + 1);
    }
}
