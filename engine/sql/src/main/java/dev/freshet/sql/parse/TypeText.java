package dev.freshet.sql.parse;

import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** SQL's spelling of types, PostgreSQL's names included. */
public final class TypeText {
    private static final List<String> KNOWN = List.of(
            "BOOLEAN",
            "SMALLINT",
            "INTEGER",
            "BIGINT",
            "REAL",
            "DOUBLE",
            "DECIMAL",
            "VARCHAR",
            "CHAR",
            "TEXT",
            "BYTES",
            "DATE",
            "TIME",
            "TIMESTAMP",
            "INTERVAL",
            "UUID",
            "VARIANT",
            "ARRAY",
            "MAP",
            "ROW");

    /** NUMERIC without a precision; to be told from DECIMAL(38,10) by identity. */
    public static final Type.Decimal NUMERIC = new Type.Decimal(38, 10);

    private TypeText() {}

    /** A type alone; throws {@link SqlTextException}. */
    public static Type type(String text) {
        Cursor cursor = new Cursor(Lexer.tokens(text), 0);
        Type type = parse(cursor);
        if (cursor.peek().kind() != Token.Kind.END) {
            throw cursor.unexpected("the end of the type", null);
        }
        return type;
    }

    /** A column's type with an optional NOT NULL or NULL behind it; throws {@link SqlTextException}. */
    public static DataType column(String text) {
        Cursor cursor = new Cursor(Lexer.tokens(text), 0);
        Type type = parse(cursor);
        boolean nullable = true;
        if (cursor.accept("NOT", "NULL")) {
            nullable = false;
        } else {
            cursor.accept("NULL");
        }
        if (cursor.peek().kind() != Token.Kind.END) {
            throw cursor.unexpected("the end of the type", "a column is TYPE or TYPE NOT NULL");
        }
        return new DataType(type, nullable);
    }

    static Type parse(Cursor cursor) {
        Type type = simple(cursor);
        while (true) {
            if (cursor.accept("ARRAY")) {
                type = new Type.Array(type.nullable());
            } else if (cursor.acceptSymbol("[")) {
                cursor.expectSymbol("]");
                type = new Type.Array(type.nullable());
            } else {
                return type;
            }
        }
    }

    private static Type simple(Cursor cursor) {
        Token token = cursor.name("a type");
        return switch (token.text().toUpperCase(Locale.ROOT)) {
            case "BOOLEAN", "BOOL" -> Type.BOOLEAN;
            case "TINYINT" -> Type.TINYINT;
            case "SMALLINT", "INT2" -> Type.SMALLINT;
            case "INTEGER", "INT", "INT4" -> Type.INTEGER;
            case "BIGINT", "INT8" -> Type.BIGINT;
            case "REAL", "FLOAT4" -> Type.REAL;
            case "FLOAT8" -> Type.DOUBLE;
            case "FLOAT" -> floating(cursor);
            case "DOUBLE" -> {
                cursor.accept("PRECISION");
                yield Type.DOUBLE;
            }
            case "DECIMAL", "NUMERIC", "DEC" -> decimal(cursor, token);
            case "VARCHAR" -> new Type.Text(length(cursor, 0), false);
            case "TEXT", "STRING" -> Type.TEXT;
            case "CHARACTER", "CHAR", "BPCHAR" ->
                cursor.accept("VARYING")
                        ? new Type.Text(length(cursor, 0), false)
                        : new Type.Text(length(cursor, 1), true);
            case "BYTES", "BYTEA", "VARBINARY", "BLOB", "BINARY" -> {
                cursor.accept("VARYING");
                length(cursor, 0);
                yield Type.BYTES;
            }
            case "DATE" -> Type.DATE;
            case "TIME" -> {
                length(cursor, 0);
                zone(cursor);
                yield Type.TIME;
            }
            case "TIMESTAMP" -> {
                length(cursor, 0);
                yield zone(cursor) ? Type.TIMESTAMPTZ : Type.TIMESTAMP;
            }
            case "TIMESTAMPTZ" -> {
                length(cursor, 0);
                yield Type.TIMESTAMPTZ;
            }
            case "INTERVAL" -> interval(cursor);
            case "UUID" -> Type.UUID;
            case "VARIANT", "JSON", "JSONB" -> Type.VARIANT;
            case "VECTOR" -> new Type.Vector(length(cursor, 1));
            case "MAP" -> map(cursor);
            case "ROW" -> row(cursor);
            default ->
                throw new SqlTextException(
                        "unknown_type",
                        token.start(),
                        "unknown type " + token.text(),
                        dev.freshet.sql.document.Spelling.hint(token.text(), KNOWN));
        };
    }

    private static Type floating(Cursor cursor) {
        int bits = length(cursor, 53);
        return bits <= 24 ? Type.REAL : Type.DOUBLE;
    }

    private static int length(Cursor cursor, int otherwise) {
        if (!cursor.acceptSymbol("(")) {
            return otherwise;
        }
        int length = number(cursor);
        cursor.expectSymbol(")");
        return length;
    }

    private static int number(Cursor cursor) {
        Token token = cursor.take();
        if (token.kind() != Token.Kind.NUMBER || !token.text().matches("\\d{1,9}")) {
            throw Cursor.unexpected(token, "a whole number", null);
        }
        return Integer.parseInt(token.text());
    }

    private static Type decimal(Cursor cursor, Token name) {
        if (!cursor.acceptSymbol("(")) {
            return NUMERIC;
        }
        int precision = number(cursor);
        int scale = cursor.acceptSymbol(",") ? number(cursor) : 0;
        cursor.expectSymbol(")");
        if (precision < 1 || precision > 38 || scale > precision) {
            throw new SqlTextException(
                    "unknown_type",
                    name.start(),
                    "DECIMAL(" + precision + "," + scale + ") is not a type",
                    "precision 1 to 38, scale 0 to the precision");
        }
        return new Type.Decimal(precision, scale);
    }

    private static boolean zone(Cursor cursor) {
        if (cursor.accept("WITH")) {
            cursor.accept("LOCAL");
            cursor.expect("TIME");
            cursor.expect("ZONE");
            return true;
        }
        if (cursor.accept("WITHOUT")) {
            cursor.expect("TIME");
            cursor.expect("ZONE");
        }
        return false;
    }

    private static Type interval(Cursor cursor) {
        if (!cursor.peek().isName()) {
            return Type.MICROS;
        }
        String first = cursor.peek().text().toUpperCase(Locale.ROOT);
        if (!List.of("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND").contains(first)) {
            return Type.MICROS;
        }
        cursor.take();
        if (cursor.accept("TO")) {
            cursor.take();
        }
        return first.equals("YEAR") || first.equals("MONTH") ? Type.MONTHS : Type.MICROS;
    }

    private static Type map(Cursor cursor) {
        String close = cursor.acceptSymbol("(") ? ")" : ">";
        if (close.equals(">")) {
            cursor.expectSymbol("<");
        }
        Type key = parse(cursor);
        cursor.expectSymbol(",");
        Type value = parse(cursor);
        cursor.expectSymbol(close);
        return new Type.MapOf(key.notNull(), value.nullable());
    }

    private static Type row(Cursor cursor) {
        cursor.expectSymbol("(");
        List<Field> fields = new ArrayList<>();
        do {
            String name = cursor.name("a field name").name();
            Type type = parse(cursor);
            boolean required = cursor.accept("NOT", "NULL");
            fields.add(new Field(name, new DataType(type, !required)));
        } while (cursor.acceptSymbol(","));
        cursor.expectSymbol(")");
        return new Type.Row(fields);
    }
}
