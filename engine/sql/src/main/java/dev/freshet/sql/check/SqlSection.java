package dev.freshet.sql.check;

import dev.freshet.core.plan.Plan;
import dev.freshet.spi.error.Diagnostic;
import dev.freshet.sql.document.Document;
import dev.freshet.sql.document.Findings;
import dev.freshet.sql.document.Place;
import dev.freshet.sql.parse.SqlTextException;
import dev.freshet.sql.parse.Statement;
import dev.freshet.sql.parse.Statements;
import java.util.HashMap;
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
    private final SqlObjects objects = new SqlObjects(false);
    private final Map<String, Integer> places = new HashMap<>();

    public SqlSection(Document document, Findings findings, String sql, Map<String, Plan.Table> tables) {
        this.document = document;
        this.findings = findings;
        this.sql = sql;
        tables.values().forEach(objects::add);
    }

    /** {@code missing} are sources without known columns. */
    public Plan compile(Set<String> missing) {
        objects.breakAll(missing);
        Statements.Found found = Statements.parse(sql);
        found.mistakes().forEach(this::note);
        for (Statement statement : found.statements()) {
            place(statement);
            try {
                objects.create(statement, sql);
                if (statement instanceof Statement.Ignored i) {
                    warn(i);
                }
            } catch (SqlTextException e) {
                note(e);
            }
        }
        objects.unfinished()
                .forEach((name, place) -> note(new SqlTextException(
                        "missing_view",
                        place,
                        "the recursive view '" + name + "' is announced and has no query",
                        "add CREATE VIEW " + name + " AS …")));
        return objects.plan();
    }

    private void place(Statement statement) {
        switch (statement) {
            case Statement.CreateView v -> places.put(v.name().name(), v.name().start());
            case Statement.RecursiveView v ->
                places.put(v.name().name(), v.name().start());
            default -> {}
        }
    }

    /** Warnings about what a plan without mistakes will cost, each at its view. */
    public List<Diagnostic> advice(Plan plan) {
        return Advice.of(plan).stream()
                .map(n -> at(
                        Diagnostic.Severity.WARNING, n.code(), places.getOrDefault(n.view(), 0), n.detail(), n.hint()))
                .toList();
    }

    public boolean parses() {
        return objects.parses();
    }

    public Plan.@Nullable View view(String name) {
        return objects.view(name);
    }

    /** Whether a name stands for something that already has its own complaint. */
    public boolean isBroken(String name) {
        return objects.broken().contains(name);
    }

    // ---- findings ----

    private void note(SqlTextException e) {
        if (e.code().equals("unknown_table")
                && objects.broken().stream()
                        .anyMatch(b -> String.valueOf(e.getMessage()).contains("'" + b + "'"))) {
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
