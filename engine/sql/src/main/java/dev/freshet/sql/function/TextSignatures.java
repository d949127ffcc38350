package dev.freshet.sql.function;

import static dev.freshet.sql.function.FunctionTable.alias;
import static dev.freshet.sql.function.FunctionTable.any;
import static dev.freshet.sql.function.FunctionTable.as;
import static dev.freshet.sql.function.FunctionTable.of;
import static dev.freshet.sql.function.FunctionTable.possible;
import static dev.freshet.sql.function.FunctionTable.strict;
import static dev.freshet.sql.function.Param.ARRAY;
import static dev.freshet.sql.function.Param.BIGINT;
import static dev.freshet.sql.function.Param.BYTES;
import static dev.freshet.sql.function.Param.DECIMAL;
import static dev.freshet.sql.function.Param.DOUBLE;
import static dev.freshet.sql.function.Param.INT;
import static dev.freshet.sql.function.Param.INTERVAL;
import static dev.freshet.sql.function.Param.TEXT;
import static dev.freshet.sql.function.Param.TIME;
import static dev.freshet.sql.function.Param.TIMESTAMP;
import static dev.freshet.sql.function.Param.TIMESTAMPTZ;

import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Texts, bytes and patterns. */
final class TextSignatures {
    private static final Type TEXTS = new Type.Array(Type.TEXT.nullable());

    private TextSignatures() {}

    static void add() {
        letters();
        pieces();
        encodings();
        patterns();
        concatenation();
        formats();
    }

    private static void letters() {
        for (String f : List.of("upper", "lower", "initcap", "reverse", "quote_literal", "quote_ident", "unistr")) {
            strict(f, of(Type.TEXT, TEXT));
        }
        alias("ucase", "upper");
        alias("lcase", "lower");
        strict("char_length", of(Type.INTEGER, TEXT));
        alias("character_length", "char_length");
        strict("octet_length", of(Type.INTEGER, TEXT), of(Type.INTEGER, BYTES));
        strict("bit_length", of(Type.INTEGER, TEXT), of(Type.INTEGER, BYTES));
        FunctionTable.add(
                "length",
                "char_length",
                Nulls.STRICT,
                any(of(Type.INTEGER, TEXT), as("octet_length", Type.INTEGER, BYTES)));
        alias("len", "length");
        strict("ascii", of(Type.INTEGER, TEXT));
        strict("chr", of(Type.TEXT, INT));
        strict("normalize", of(Type.TEXT, TEXT), of(Type.TEXT, TEXT, TEXT));
        FunctionTable.add("quote_nullable", "quote_nullable", Nulls.NEVER, of(Type.TEXT, TEXT));
    }

    private static void pieces() {
        FunctionTable.add(
                "substring",
                "substring",
                Nulls.STRICT,
                any(
                        of(Type.TEXT, TEXT, INT),
                        of(Type.TEXT, TEXT, INT, INT),
                        as("substring_bytes", Type.BYTES, BYTES, INT),
                        as("substring_bytes", Type.BYTES, BYTES, INT, INT),
                        as("regexp_substr_group", Type.TEXT, TEXT, TEXT)));
        alias("substr", "substring");
        strict("position", of(Type.INTEGER, TEXT, TEXT));
        strict("charindex", of(Type.INTEGER, TEXT, TEXT));
        strict("strpos", of(Type.INTEGER, TEXT, TEXT));
        alias("instr", "strpos");
        strict("overlay", of(Type.TEXT, TEXT, TEXT, INT), of(Type.TEXT, TEXT, TEXT, INT, INT));
        strict("replace", of(Type.TEXT, TEXT, TEXT, TEXT));
        strict("translate", of(Type.TEXT, TEXT, TEXT, TEXT));
        alias("translate3", "translate");
        for (String f : List.of("ltrim", "rtrim", "btrim")) {
            strict(f, of(Type.TEXT, TEXT), of(Type.TEXT, TEXT, TEXT), of(Type.BYTES, BYTES, BYTES));
        }
        for (String f : List.of("lpad", "rpad")) {
            strict(f, of(Type.TEXT, TEXT, INT), of(Type.TEXT, TEXT, INT, TEXT));
        }
        for (String f : List.of("left", "right", "repeat")) {
            strict(f, of(Type.TEXT, TEXT, INT));
        }
        strict("split_part", of(Type.TEXT, TEXT, TEXT, INT));
        strict("starts_with", of(Type.BOOLEAN, TEXT, TEXT));
        alias("op_starts", "starts_with");
        FunctionTable.add(
                "string_to_array", "split", Nulls.POSSIBLE, any(of(TEXTS, TEXT, TEXT), of(TEXTS, TEXT, TEXT, TEXT)));
        alias("split", "string_to_array");
        possible("array_to_string", of(Type.TEXT, ARRAY, TEXT), of(Type.TEXT, ARRAY, TEXT, TEXT));
        alias("array_join", "array_to_string");
    }

    private static void encodings() {
        strict("md5", of(Type.TEXT, TEXT), of(Type.TEXT, BYTES));
        for (String f : List.of("sha224", "sha256", "sha384", "sha512")) {
            strict(f, of(Type.BYTES, BYTES));
        }
        strict("encode", of(Type.TEXT, BYTES, TEXT));
        strict("decode", of(Type.BYTES, TEXT, TEXT));
        strict("convert_from", of(Type.TEXT, BYTES, TEXT));
        strict("convert_to", of(Type.BYTES, TEXT, TEXT));
        strict("get_byte", of(Type.INTEGER, BYTES, INT));
        strict("set_byte", of(Type.BYTES, BYTES, INT, INT));
    }

    private static void patterns() {
        for (String f : List.of("regexp_match_op", "regexp_imatch_op")) {
            strict(f, of(Type.BOOLEAN, TEXT, TEXT));
        }
        alias("op_match", "regexp_match_op");
        alias("op_imatch", "regexp_imatch_op");
        alias("rlike", "regexp_match_op");
        strict("regexp_like", of(Type.BOOLEAN, TEXT, TEXT), of(Type.BOOLEAN, TEXT, TEXT, TEXT));
        strict("regexp_replace", of(Type.TEXT, TEXT, TEXT, TEXT), of(Type.TEXT, TEXT, TEXT, TEXT, TEXT));
        possible("regexp_match", of(TEXTS, TEXT, TEXT), of(TEXTS, TEXT, TEXT, TEXT));
        strict("regexp_split_to_array", of(TEXTS, TEXT, TEXT), of(TEXTS, TEXT, TEXT, TEXT));
        strict(
                "regexp_count",
                of(Type.INTEGER, TEXT, TEXT),
                of(Type.INTEGER, TEXT, TEXT, INT),
                of(Type.INTEGER, TEXT, TEXT, INT, TEXT));
        possible(
                "regexp_substr",
                of(Type.TEXT, TEXT, TEXT),
                of(Type.TEXT, TEXT, TEXT, INT),
                of(Type.TEXT, TEXT, TEXT, INT, INT),
                of(Type.TEXT, TEXT, TEXT, INT, INT, TEXT),
                of(Type.TEXT, TEXT, TEXT, INT, INT, TEXT, INT));
        strict(
                "regexp_instr",
                of(Type.INTEGER, TEXT, TEXT),
                of(Type.INTEGER, TEXT, TEXT, INT),
                of(Type.INTEGER, TEXT, TEXT, INT, INT),
                of(Type.INTEGER, TEXT, TEXT, INT, INT, INT),
                of(Type.INTEGER, TEXT, TEXT, INT, INT, INT, TEXT));
        FunctionTable.add(
                "like_quantified", "like_quantified", Nulls.POSSIBLE, of(Type.BOOLEAN, TEXT, Param.TEXTS, TEXT));
    }

    private static void concatenation() {
        FunctionTable.add("||", "concat", Nulls.POSSIBLE, TextSignatures::joined);
        alias("op_concat", "||");
        FunctionTable.add("concat", "concat_fn", Nulls.NEVER, TextSignatures::texts);
        FunctionTable.add("concat_ws", "concat_ws", Nulls.POSSIBLE, args -> args.size() < 2 ? null : texts(args));
        FunctionTable.add("format", "format", Nulls.POSSIBLE, TextSignatures::texts);
    }

    /** Booleans as they are (CONCAT writes them short), all else as text. */
    private static @Nullable Resolved texts(List<Arg> args) {
        List<Type> types = new ArrayList<>();
        for (Arg a : args) {
            types.add(a.type() instanceof Type.Bool && !a.unknown() ? Type.BOOLEAN : Type.TEXT);
        }
        return args.isEmpty() ? null : new Resolved(types, Type.TEXT);
    }

    /** The operator ||: arrays, JSON, bytes; else one side must be a text, the other is written as one. */
    private static @Nullable Resolved joined(List<Arg> args) {
        if (args.size() != 2) {
            return null;
        }
        Resolved nested = ArraySignatures.joined(args);
        nested = nested == null ? JsonSignatures.joined(args) : nested;
        if (nested != null) {
            return nested;
        }
        boolean bytes = args.stream().allMatch(a -> BYTES.fit(a) != null)
                && args.stream().anyMatch(a -> !a.unknown());
        if (bytes) {
            return new Resolved(List.of(Type.BYTES, Type.BYTES), Type.BYTES);
        }
        boolean text = args.stream().anyMatch(a -> a.unknown() || a.type() instanceof Type.Text);
        return text ? new Resolved(Collections.nCopies(2, Type.TEXT), Type.TEXT) : null;
    }

    private static void formats() {
        FunctionTable.add(
                "to_char",
                "to_char_time",
                Nulls.STRICT,
                any(
                        as("to_char_number", Type.TEXT, BIGINT, TEXT),
                        as("to_char_number", Type.TEXT, DECIMAL, TEXT),
                        as("to_char_number", Type.TEXT, DOUBLE, TEXT),
                        of(Type.TEXT, TIMESTAMP, TEXT),
                        of(Type.TEXT, TIMESTAMPTZ, TEXT),
                        of(Type.TEXT, TIME, TEXT),
                        of(Type.TEXT, INTERVAL, TEXT)));
        strict("to_number", of(new Type.Decimal(38, 10), TEXT, TEXT));
    }
}
