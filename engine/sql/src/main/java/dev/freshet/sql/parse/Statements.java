package dev.freshet.sql.parse;

import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Splits {@code spec.sql} into statements and reads the DDL; queries stay text for {@link Queries}. */
public final class Statements {
    private static final String KNOWN = "CREATE TABLE, CREATE [MATERIALIZED] VIEW and CREATE LOCAL VIEW are";
    private static final Map<String, String> SHELL_ONLY = Map.of(
            "INSERT", "rows are pushed or come from sources",
            "UPDATE", "rows are pushed or come from sources",
            "DELETE", "rows are pushed or come from sources",
            "UPSERT", "rows are pushed or come from sources",
            "SELECT", "put it into CREATE VIEW name AS SELECT …",
            "WITH", "put it into CREATE VIEW name AS WITH …",
            "VALUES", "put it into CREATE VIEW name AS VALUES …",
            "DROP", "leave the statement that creates the object out instead",
            "ALTER", "change the statement that creates the object instead");

    private final Cursor cursor;

    private Statements(List<Token> tokens) {
        this.cursor = new Cursor(tokens, 0);
    }

    /** What was found: the statements that could be read and the mistakes in the others. */
    public record Found(List<Statement> statements, List<SqlTextException> mistakes) {}

    public static Found parse(String sql) {
        List<Statement> out = new ArrayList<>();
        List<SqlTextException> mistakes = new ArrayList<>();
        List<Token> tokens;
        try {
            tokens = Lexer.tokens(sql);
        } catch (SqlTextException e) {
            return new Found(out, List.of(e));
        }
        Statements statements = new Statements(tokens);
        while (statements.skipSemicolons()) {
            try {
                out.add(statements.next());
            } catch (SqlTextException e) {
                mistakes.add(e);
            }
            statements.toSemicolon();
        }
        return new Found(out, mistakes);
    }

    private boolean skipSemicolons() {
        while (cursor.acceptSymbol(";")) {
            continue;
        }
        return cursor.peek().kind() != Token.Kind.END;
    }

    private Token toSemicolon() {
        Token last = cursor.peek();
        while (!cursor.peek().isSymbol(";") && cursor.peek().kind() != Token.Kind.END) {
            last = cursor.take();
        }
        return last;
    }

    private Statement next() {
        Token first = cursor.peek();
        if (cursor.accept("CREATE")) {
            return create(first.start());
        }
        if (cursor.accept("DECLARE")) {
            cursor.expect("RECURSIVE");
            cursor.expect("VIEW");
            return announced(first.start());
        }
        String word = first.text().toUpperCase(Locale.ROOT);
        String remedy = SHELL_ONLY.get(word);
        if (first.kind() == Token.Kind.WORD && remedy != null) {
            throw new SqlTextException(
                    "not_allowed_here", first.start(), word + " cannot stand in a pipeline's sql", remedy);
        }
        throw Cursor.unexpected(first, "a CREATE statement", KNOWN + " what a pipeline's sql is made of");
    }

    private Statement create(int start) {
        boolean replace = cursor.accept("OR", "REPLACE");
        Token kind = cursor.peek();
        if (cursor.accept("TABLE")) {
            return table(start);
        }
        if (cursor.accept("VIEW") || cursor.accept("MATERIALIZED", "VIEW")) {
            return view(start, false);
        }
        if (cursor.accept("LOCAL", "VIEW")) {
            return view(start, true);
        }
        if (cursor.accept("UNIQUE", "INDEX") || cursor.accept("INDEX")) {
            toSemicolon();
            return new Statement.Ignored(start, "CREATE INDEX");
        }
        if (cursor.accept("RECURSIVE", "VIEW")) {
            return recursiveView(start);
        }
        if (cursor.accept("FUNCTION")) {
            return function(start);
        }
        if (kind.is("TYPE")) {
            throw unsupported(kind, "CREATE " + kind.text().toUpperCase(Locale.ROOT), null);
        }
        throw Cursor.unexpected(kind, replace ? "VIEW" : "TABLE or VIEW", KNOWN + " known");
    }

    private Statement announced(int start) {
        Token name = objectName("the view's name");
        return new Statement.RecursiveView(start, name, typedColumns(), -1, -1, -1);
    }

    private Statement recursiveView(int start) {
        Token name = objectName("the view's name");
        List<Statement.Column> columns = typedColumns();
        long rounds = -1;
        if (cursor.accept("MAX", "ROUNDS")) {
            Token number = cursor.take();
            if (number.kind() != Token.Kind.NUMBER || !number.text().matches("[1-9]\\d{0,9}")) {
                throw Cursor.unexpected(number, "a number of rounds", "MAX ROUNDS 10");
            }
            rounds = Long.parseLong(number.text());
        }
        cursor.expect("AS");
        Token first = cursor.peek();
        Token last = toSemicolon();
        return new Statement.RecursiveView(start, name, columns, rounds, first.start(), last.end());
    }

    /** {@code (name TYPE, …)}: a view that reads itself has to say what it holds. */
    private List<Statement.Column> typedColumns() {
        List<Statement.Column> out = new ArrayList<>();
        cursor.expectSymbol("(");
        do {
            Token name = cursor.name("a column");
            DataType type = TypeText.parse(cursor).nullable();
            if (cursor.accept("NOT", "NULL")) {
                type = type.asNullable();
            }
            out.add(new Statement.Column(name, type));
        } while (cursor.acceptSymbol(","));
        cursor.expectSymbol(")");
        return out;
    }

    private static SqlTextException unsupported(Token at, String feature, @Nullable String hint) {
        return new SqlTextException("not_supported", at.start(), feature + " is not supported yet", hint);
    }

    private Token objectName(String what) {
        if (cursor.accept("IF", "NOT")) {
            cursor.expect("EXISTS");
        }
        Token name = cursor.name(what);
        if (cursor.peek().isSymbol(".")) {
            throw cursor.unexpected("a name without a schema", "write just the name");
        }
        return name;
    }

    private Statement view(int start, boolean local) {
        Token name = objectName("the view's name");
        List<Token> columns = new ArrayList<>();
        if (cursor.acceptSymbol("(")) {
            columns.addAll(names());
        }
        Token emitFinal = cursor.accept("WITH") ? option() : null;
        cursor.expect("AS");
        Token first = cursor.peek();
        if (first.kind() == Token.Kind.END || first.isSymbol(";")) {
            throw cursor.unexpected("a query", "CREATE VIEW name AS SELECT …");
        }
        Token last = toSemicolon();
        return new Statement.CreateView(start, name, columns, local, emitFinal, first.start(), last.end());
    }

    /** {@code (emit_final = 'column')}. */
    private Token option() {
        cursor.expectSymbol("(");
        Token key = cursor.take();
        if (!unquoted(key).equalsIgnoreCase("emit_final")) {
            throw Cursor.unexpected(key, "emit_final", "WITH (emit_final = 'column')");
        }
        cursor.expectSymbol("=");
        Token value = cursor.take();
        if (unquoted(value).isEmpty()) {
            throw Cursor.unexpected(value, "a column's name", "WITH (emit_final = 'column')");
        }
        cursor.expectSymbol(")");
        return new Token(Token.Kind.QUOTED, unquoted(value), value.start(), value.end());
    }

    private static String unquoted(Token token) {
        return switch (token.kind()) {
            case STRING -> token.text().replaceAll("^'|'$", "");
            case WORD, QUOTED -> token.name();
            default -> "";
        };
    }

    /** Names up to and with the closing bracket. */
    private List<Token> names() {
        List<Token> out = new ArrayList<>();
        do {
            out.add(cursor.name("a column"));
        } while (cursor.acceptSymbol(","));
        cursor.expectSymbol(")");
        return out;
    }

    /** {@code f(a TYPE, …) RETURNS TYPE AS expression}. */
    private Statement function(int start) {
        Token name = objectName("the function's name");
        cursor.expectSymbol("(");
        List<Statement.Column> parameters = new ArrayList<>();
        while (!cursor.acceptSymbol(")")) {
            if (!parameters.isEmpty()) {
                cursor.expectSymbol(",");
            }
            Token parameter = cursor.name("a parameter");
            DataType type = TypeText.parse(cursor).nullable();
            if (cursor.accept("NOT", "NULL")) {
                type = type.asNotNull();
            }
            parameters.add(new Statement.Column(parameter, type));
        }
        cursor.expect("RETURNS");
        Type result = TypeText.parse(cursor);
        if (!cursor.accept("NOT", "NULL")) {
            cursor.accept("NULL");
        }
        if (cursor.accept("LANGUAGE") && !cursor.accept("SQL")) {
            if (!cursor.accept("WASM")) {
                throw unsupported(cursor.peek(), "a function in this language", "LANGUAGE WASM, or an expression");
            }
            return wasm(start, name, parameters, result);
        }
        cursor.expect("AS");
        Token first = cursor.peek();
        if (first.kind() == Token.Kind.END || first.isSymbol(";")) {
            throw cursor.unexpected("an expression", "CREATE FUNCTION f(a TYPE) RETURNS TYPE AS expression");
        }
        Token last = toSemicolon();
        return new Statement.CreateFunction(start, name, parameters, result, first.start(), last.end());
    }

    /** {@code AS 'module in base64' [, 'export']}. */
    private Statement wasm(int start, Token name, List<Statement.Column> parameters, Type result) {
        cursor.expect("AS");
        Token module = text("a module in base64");
        Token export = cursor.acceptSymbol(",") ? text("an export's name") : null;
        return new Statement.CreateWasmFunction(start, name, parameters, result, module, export);
    }

    private Token text(String what) {
        Token token = cursor.take();
        if (token.kind() != Token.Kind.STRING) {
            throw Cursor.unexpected(token, what, "CREATE FUNCTION f(a TYPE) RETURNS TYPE LANGUAGE WASM AS '…'");
        }
        return token;
    }

    private Statement table(int start) {
        Token name = objectName("the table's name");
        Draft draft = new Draft();
        cursor.expectSymbol("(");
        do {
            element(draft);
        } while (cursor.acceptSymbol(","));
        cursor.expectSymbol(")");
        if (!cursor.peek().isSymbol(";") && cursor.peek().kind() != Token.Kind.END) {
            throw cursor.unexpected("';'", "settings of a table stand under spec.sources");
        }
        return new Statement.CreateTable(start, name, draft.columns, draft.key, draft.watermark);
    }

    private static final class Draft {
        final List<Statement.Column> columns = new ArrayList<>();
        final List<Token> key = new ArrayList<>();

        @Nullable
        WatermarkText watermark;
    }

    private void element(Draft draft) {
        if (cursor.peek().is("CONSTRAINT")) {
            cursor.take();
            cursor.name("the constraint's name");
        }
        Token first = cursor.peek();
        if (cursor.accept("PRIMARY", "KEY")) {
            cursor.expectSymbol("(");
            key(draft, first, names());
        } else if (first.is("WATERMARK") && cursor.peek(1).is("FOR")) {
            watermark(draft);
        } else if (first.is("FOREIGN") || first.is("CHECK") || first.is("UNIQUE")) {
            throw unsupported(first, "the constraint " + first.text().toUpperCase(Locale.ROOT), "leave it out");
        } else {
            column(draft);
        }
    }

    private static void key(Draft draft, Token at, List<Token> columns) {
        if (!draft.key.isEmpty()) {
            throw new SqlTextException("duplicate_key", at.start(), "the table has two primary keys", null);
        }
        draft.key.addAll(columns);
    }

    private void watermark(Draft draft) {
        cursor.take();
        cursor.take();
        Token column = cursor.name("a column");
        cursor.expect("AS");
        WatermarkText text = WatermarkText.parse(cursor);
        if (!text.column().equals(column.name())) {
            throw new SqlTextException(
                    "bad_watermark", text.offset(), "the watermark of " + column.name() + " must be made of it", null);
        }
        draft.watermark = text;
    }

    private void column(Draft draft) {
        Token name = cursor.name("a column");
        DataType type = TypeText.parse(cursor).nullable();
        while (true) {
            Token at = cursor.peek();
            if (cursor.accept("NOT", "NULL")) {
                type = type.asNotNull();
            } else if (cursor.accept("PRIMARY", "KEY")) {
                key(draft, at, List.of(name));
            } else if (at.is("DEFAULT")
                    || at.is("REFERENCES")
                    || at.is("CHECK")
                    || at.is("UNIQUE")
                    || at.is("GENERATED")) {
                throw unsupported(at, at.text().toUpperCase(Locale.ROOT) + " on a column", "leave it out");
            } else if (!cursor.accept("NULL")) {
                draft.columns.add(new Statement.Column(name, type));
                return;
            }
        }
    }
}
