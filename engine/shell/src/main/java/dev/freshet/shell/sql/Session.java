package dev.freshet.shell.sql;

import dev.freshet.core.operator.RecursionBudgetException;
import dev.freshet.core.plan.OrderedQuery;
import dev.freshet.core.plan.Plan;
import dev.freshet.core.read.OneShot;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.sql.check.SqlObjects;
import dev.freshet.sql.document.Spelling;
import dev.freshet.sql.parse.ShellStatement;
import dev.freshet.sql.parse.ShellStatement.Piece;
import dev.freshet.sql.parse.ShellStatements;
import dev.freshet.sql.parse.SqlTextException;
import dev.freshet.sql.parse.Statement;
import dev.freshet.sql.parse.Token;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Statements one after the other over tables and views in memory. One owner thread. */
public final class Session {
    private enum Transaction {
        NONE,
        OPEN,
        /** A statement has failed: the others up to the end are passed over. */
        DROPPED
    }

    private final SqlObjects objects = new SqlObjects(true);
    private final Database database = new Database();
    private final Reader reader = new Reader(objects, database);
    private final RowStatements rows = new RowStatements(database, reader);
    private final Consumer<String> notes;
    private Transaction transaction = Transaction.NONE;

    /** {@code notes} takes what is worth saying and no result. */
    public Session(Consumer<String> notes) {
        this.notes = notes;
        objects.add(new Plan.Table(Database.REJECTED, Database.REJECTED_SCHEMA, null, List.of()));
    }

    /**
     * Carries out one statement, with or without its semicolon. Null when there is nothing to show. Throws {@link
     * SqlTextException}, after which everything is as before the statement, or before its BEGIN.
     */
    public @Nullable Result execute(String text) {
        ShellStatement statement;
        try {
            statement = ShellStatements.parse(text);
        } catch (SqlTextException e) {
            if (transaction == Transaction.DROPPED) {
                return null;
            }
            drop();
            throw e;
        }
        if (statement == null) {
            return null;
        }
        try {
            return transaction == Transaction.NONE ? alone(text, statement) : inside(text, statement);
        } catch (RecursionBudgetException e) {
            throw new SqlTextException("recursion_budget", 0, String.valueOf(e.getMessage()), "MAX ROUNDS n bounds it");
        }
    }

    /** True between BEGIN and COMMIT. */
    public boolean inTransaction() {
        return transaction != Transaction.NONE;
    }

    /** The input has ended: what a BEGIN began and no COMMIT ended is dropped with an error. */
    public void end() {
        boolean open = transaction == Transaction.OPEN;
        database.rollback();
        transaction = Transaction.NONE;
        if (open) {
            throw new SqlTextException("not_committed", 0, "BEGIN without COMMIT: its statements are dropped", null);
        }
    }

    private void drop() {
        if (transaction == Transaction.OPEN) {
            database.rollback();
            transaction = Transaction.DROPPED;
        }
    }

    // ---- in a transaction ----

    private @Nullable Result inside(String text, ShellStatement statement) {
        boolean dropped = transaction == Transaction.DROPPED;
        switch (statement) {
            case ShellStatement.Commit _ -> {
                transaction = Transaction.NONE;
                if (!dropped) {
                    commit();
                }
            }
            case ShellStatement.Rollback _ -> {
                database.rollback();
                transaction = Transaction.NONE;
            }
            default -> {
                if (!dropped) {
                    change(text, statement);
                }
            }
        }
        return null;
    }

    private void change(String text, ShellStatement statement) {
        try {
            if (!rowStatement(text, statement)) {
                throw new SqlTextException(
                        "not_allowed_here",
                        0,
                        "between BEGIN and COMMIT stand only INSERT, UPSERT, UPDATE and DELETE",
                        "COMMIT first");
            }
        } catch (RuntimeException e) {
            drop();
            throw e;
        }
    }

    /** False when it is another statement. */
    private boolean rowStatement(String text, ShellStatement statement) {
        switch (statement) {
            case ShellStatement.Insert i -> rows.insert(text, i);
            case ShellStatement.Update u -> rows.update(text, u);
            case ShellStatement.Delete d -> rows.delete(text, d);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void commit() {
        try {
            database.commit();
        } catch (SqlTextException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new SqlTextException("epoch_failed", 0, "the epoch failed: " + e.getMessage(), null);
        }
    }

    // ---- alone ----

    private @Nullable Result alone(String text, ShellStatement statement) {
        switch (statement) {
            case ShellStatement.Begin _ -> transaction = Transaction.OPEN;
            case ShellStatement.Commit _, ShellStatement.Rollback _ ->
                throw new SqlTextException("no_transaction", 0, "there is no BEGIN before this", null);
            case ShellStatement.Query q -> {
                return query(text, q.query());
            }
            case ShellStatement.Changes c -> {
                return changes(c.relation());
            }
            case ShellStatement.Explain e -> {
                return new Explanation(objects, database, reader).of(text, e);
            }
            case ShellStatement.Define d -> define(text, d.statement());
            case ShellStatement.Drop d -> drop(d);
            case ShellStatement.Insert _, ShellStatement.Update _, ShellStatement.Delete _ -> {
                try {
                    rowStatement(text, statement);
                } catch (RuntimeException e) {
                    database.rollback();
                    throw e;
                }
                commit();
            }
        }
        return null;
    }

    private Result query(String text, Piece piece) {
        database.tick();
        OrderedQuery query = reader.compile(text, piece);
        return Result.of(query, reader.run(query, piece.from()));
    }

    private Result changes(Token name) {
        database.tick();
        Relation relation = database.relation(name.name());
        Database.View view = database.view(name.name());
        if (relation == null || (view != null && view.definition.local())) {
            throw unknown("table or view", name);
        }
        return Result.changes(relation.schema(), relation.changes());
    }

    private SqlTextException unknown(String what, Token name) {
        return new SqlTextException(
                "unknown_" + what.replace(' ', '_'),
                name.start(),
                "there is no " + what + " '" + name.name() + "'",
                Spelling.hint(name.name(), database.names()));
    }

    private void define(String text, Statement statement) {
        Map<String, Plan.Table> tables = Map.copyOf(objects.tables());
        Map<String, Plan.View> views = Map.copyOf(objects.views());
        objects.create(statement, text);
        if (statement instanceof Statement.Ignored i) {
            notes.accept(
                    i.what() + " is accepted and does nothing: views are maintained, there is nothing to speed up");
        }
        objects.tables().forEach((name, table) -> {
            if (!tables.containsKey(name)) {
                database.create(table);
            }
        });
        List<String> made = new ArrayList<>();
        try {
            for (Plan.View view : List.copyOf(objects.views().values())) {
                if (!views.containsKey(view.name())) {
                    made.add(view.name());
                    create(view);
                }
            }
        } catch (RuntimeException e) {
            made.forEach(objects::drop);
            made.forEach(database::drop);
            throw e instanceof SqlTextException
                    ? e
                    : new SqlTextException("view_failed", 0, String.valueOf(e.getMessage()), null);
        } finally {
            reader.forget();
        }
    }

    private void create(Plan.View view) {
        if (OneShot.reads(view.root()).contains(Database.REJECTED)) {
            throw new SqlTextException(
                    "not_supported", 0, "a view cannot read the table rejected", "SELECT … FROM rejected");
        }
        database.create(view);
    }

    // ---- DROP ----

    private void drop(ShellStatement.Drop statement) {
        if (statement.kind().equals("INDEX")) {
            return;
        }
        Set<String> going = new LinkedHashSet<>();
        for (Token name : statement.names()) {
            if (exists(statement.kind(), name.name())) {
                going.add(name.name());
            } else if (!statement.ifExists()) {
                throw unknown(statement.kind().toLowerCase(Locale.ROOT), name);
            }
        }
        Set<String> all = withReaders(going);
        if (!statement.cascade() && all.size() > going.size()) {
            all.removeAll(going);
            throw new SqlTextException(
                    "in_use",
                    statement.names().getFirst().start(),
                    "it is read by " + String.join(", ", all),
                    "DROP … CASCADE drops these too");
        }
        all.forEach(name -> {
            objects.drop(name);
            database.drop(name);
        });
        reader.forget();
    }

    private boolean exists(String kind, String name) {
        return kind.equals("TABLE") ? database.table(name) != null : database.view(name) != null;
    }

    private Set<String> withReaders(Set<String> names) {
        Set<String> all = new LinkedHashSet<>(names);
        List<String> next = new ArrayList<>(names);
        while (!next.isEmpty()) {
            for (String reader : database.readers(next.removeFirst())) {
                if (all.add(reader)) {
                    next.add(reader);
                }
            }
        }
        return all;
    }

    /** One epoch of weighted rows of a table, for tests. */
    void change(String table, ColumnBatch change) {
        ShellTable t = database.table(table);
        if (t == null) {
            throw new IllegalArgumentException("no table " + table);
        }
        t.apply(change);
        commit();
    }

    /** Rows of a relation, for tests. */
    @Nullable
    ColumnBatch rows(String name) {
        Relation r = database.relation(name);
        return r == null ? null : r.all();
    }
}
