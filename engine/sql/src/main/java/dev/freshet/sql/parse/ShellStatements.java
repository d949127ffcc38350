package dev.freshet.sql.parse;

import dev.freshet.sql.parse.ShellStatement.Assignment;
import dev.freshet.sql.parse.ShellStatement.Cell;
import dev.freshet.sql.parse.ShellStatement.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one statement of the shell; expressions and queries stay text for {@link Queries}. */
public final class ShellStatements {
    private static final Set<String> KINDS = Set.of("TABLE", "VIEW", "INDEX", "TYPE", "FUNCTION");

    private final String text;
    private final List<Token> tokens;
    private final Cursor cursor;

    private ShellStatements(String text) {
        this.text = text;
        this.tokens = Lexer.tokens(text);
        this.cursor = new Cursor(tokens, 0);
    }

    /**
     * The statement in a text of one statement, with or without its semicolon; null when there is none. Throws
     * {@link SqlTextException}.
     */
    public static @Nullable ShellStatement parse(String text) {
        ShellStatements reader = new ShellStatements(text);
        return reader.atEnd() ? null : reader.statement();
    }

    private boolean atEnd() {
        return cursor.peek().kind() == Token.Kind.END || cursor.peek().isSymbol(";");
    }

    private ShellStatement statement() {
        Token first = cursor.peek();
        if (first.isSymbol("(")) {
            return new ShellStatement.Query(rest());
        }
        String word = first.kind() == Token.Kind.WORD ? first.text().toUpperCase(Locale.ROOT) : "";
        return switch (word) {
            case "CREATE", "DECLARE" -> define();
            case "SELECT", "WITH", "VALUES", "TABLE" -> new ShellStatement.Query(rest());
            case "INSERT", "UPSERT" -> insert();
            case "UPDATE" -> update();
            case "DELETE" -> delete();
            case "EXPLAIN" -> explain();
            case "DROP" -> drop();
            case "CHANGES" -> changes();
            case "BEGIN", "START" -> transaction(new ShellStatement.Begin());
            case "COMMIT", "END" -> transaction(new ShellStatement.Commit());
            case "ROLLBACK", "ABORT" -> transaction(new ShellStatement.Rollback());
            default ->
                throw Cursor.unexpected(
                        first, "a statement", "CREATE, INSERT, UPSERT, UPDATE, DELETE, SELECT, CHANGES, DROP or BEGIN");
        };
    }

    private ShellStatement define() {
        Statements.Found found = Statements.parse(text);
        if (!found.mistakes().isEmpty()) {
            throw found.mistakes().getFirst();
        }
        return new ShellStatement.Define(found.statements().getFirst());
    }

    private ShellStatement transaction(ShellStatement statement) {
        cursor.take();
        if (!cursor.accept("TRANSACTION")) {
            cursor.accept("WORK");
        }
        return ended(statement);
    }

    private ShellStatement changes() {
        cursor.take();
        return ended(new ShellStatement.Changes(cursor.name("a view or table")));
    }

    private <T> T ended(T statement) {
        if (!atEnd()) {
            throw cursor.unexpected("the end of the statement", null);
        }
        return statement;
    }

    /** From here to the statement's end. */
    private Piece rest() {
        return until(_ -> false).piece();
    }

    private interface Stop {
        boolean at(Token token);
    }

    /** An expression or clause, up to the token outside brackets at which it stops. */
    private Cell until(Stop stop) {
        Token first = cursor.peek();
        int depth = 0;
        List<Token> taken = new ArrayList<>();
        Token last = first;
        while (!atEnd() && !(depth == 0 && (stop.at(cursor.peek()) || closes(cursor.peek())))) {
            last = cursor.take();
            taken.add(last);
            depth += opens(last) ? 1 : closes(last) ? -1 : 0;
        }
        if (taken.isEmpty()) {
            throw cursor.unexpected("an expression", null);
        }
        return new Cell(new Piece(first.start(), last.end()), taken);
    }

    private static boolean opens(Token t) {
        return t.isSymbol("(") || t.isSymbol("[");
    }

    private static boolean closes(Token t) {
        return t.isSymbol(")") || t.isSymbol("]");
    }

    // ---- rows ----

    private ShellStatement insert() {
        boolean upsert = cursor.take().is("UPSERT");
        cursor.expect("INTO");
        Token table = cursor.name("the table's name");
        List<Token> columns = new ArrayList<>();
        if (cursor.peek().isSymbol("(") && !startsQuery(cursor.peek(1))) {
            cursor.take();
            do {
                columns.add(cursor.name("a column"));
            } while (cursor.acceptSymbol(","));
            cursor.expectSymbol(")");
        }
        return new ShellStatement.Insert(table, columns, upsert, source());
    }

    private static boolean startsQuery(Token t) {
        return t.is("SELECT") || t.is("WITH") || t.is("VALUES") || t.isSymbol("(");
    }

    private ShellStatement.Source source() {
        if (cursor.accept("DEFAULT", "VALUES")) {
            return ended(new ShellStatement.Source.Defaults());
        }
        int start = cursor.position();
        if (cursor.accept("VALUES")) {
            ShellStatement.Source values = values();
            if (values != null) {
                return values;
            }
            cursor.reset(start);
        }
        if (!startsQuery(cursor.peek()) && !cursor.peek().is("TABLE")) {
            throw cursor.unexpected("VALUES or SELECT", null);
        }
        return new ShellStatement.Source.Select(rest());
    }

    /** Null when more follows than rows. */
    private ShellStatement.@Nullable Source values() {
        List<List<Cell>> rows = new ArrayList<>();
        do {
            cursor.expectSymbol("(");
            List<Cell> row = new ArrayList<>();
            do {
                row.add(until(t -> t.isSymbol(",")));
            } while (cursor.acceptSymbol(","));
            cursor.expectSymbol(")");
            rows.add(row);
        } while (cursor.acceptSymbol(","));
        if (cursor.peek().is("ON") || cursor.peek().is("RETURNING")) {
            throw unsupported(cursor.peek(), "UPSERT INTO replaces rows by their key");
        }
        return atEnd() ? new ShellStatement.Source.Values(rows) : null;
    }

    private static SqlTextException unsupported(Token at, @Nullable String hint) {
        return new SqlTextException(
                "not_supported", at.start(), at.text().toUpperCase(Locale.ROOT) + " is not supported here", hint);
    }

    private ShellStatement update() {
        cursor.take();
        Token table = cursor.name("the table's name");
        Token alias = alias("SET");
        cursor.expect("SET");
        List<Assignment> assignments = new ArrayList<>();
        do {
            Token column = cursor.name("a column");
            cursor.expectSymbol("=");
            assignments.add(new Assignment(column, until(t -> t.isSymbol(",") || t.is("WHERE") || isFrom(t))));
        } while (cursor.acceptSymbol(","));
        Piece from = cursor.accept("FROM") ? until(t -> t.is("WHERE")).piece() : null;
        return ended(new ShellStatement.Update(table, alias, assignments, from, where()));
    }

    /** FROM as a clause, not as the end of IS DISTINCT FROM. */
    private boolean isFrom(Token t) {
        int i = cursor.position();
        return t.is("FROM") && (i == 0 || !tokens.get(i - 1).is("DISTINCT"));
    }

    private @Nullable Token alias(String next) {
        if (cursor.accept("AS")) {
            return cursor.name("an alias");
        }
        return cursor.peek().isName() && !cursor.peek().is(next) ? cursor.take() : null;
    }

    private @Nullable Cell where() {
        return cursor.accept("WHERE") ? until(t -> t.is("RETURNING")) : null;
    }

    private ShellStatement delete() {
        cursor.take();
        cursor.expect("FROM");
        Token table = cursor.name("the table's name");
        Token alias = cursor.peek().is("USING") ? null : alias("WHERE");
        Piece using = cursor.accept("USING") ? until(t -> t.is("WHERE")).piece() : null;
        return ended(new ShellStatement.Delete(table, alias, using, where()));
    }

    // ---- others ----

    private ShellStatement explain() {
        cursor.take();
        boolean analyze = cursor.accept("ANALYZE");
        cursor.accept("PLAN", "FOR");
        boolean view = cursor.accept("VIEW");
        if (view || (cursor.peek().isName() && !startsQuery(cursor.peek()))) {
            return ended(new ShellStatement.Explain(analyze, cursor.name("a view"), null));
        }
        return new ShellStatement.Explain(analyze, null, rest());
    }

    private ShellStatement drop() {
        cursor.take();
        if (!cursor.accept("MATERIALIZED")) {
            cursor.accept("LOCAL");
        }
        Token kind = cursor.take();
        String word = kind.text().toUpperCase(Locale.ROOT);
        if (!KINDS.contains(word)) {
            throw Cursor.unexpected(kind, "TABLE or VIEW", null);
        }
        boolean ifExists = cursor.accept("IF", "EXISTS");
        List<Token> names = new ArrayList<>();
        do {
            names.add(cursor.name("a name"));
        } while (cursor.acceptSymbol(","));
        boolean cascade = cursor.accept("CASCADE");
        cursor.accept("RESTRICT");
        return ended(new ShellStatement.Drop(word, ifExists, names, cascade));
    }
}
