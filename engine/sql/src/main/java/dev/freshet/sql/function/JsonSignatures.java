package dev.freshet.sql.function;

import static dev.freshet.sql.function.FunctionTable.alias;
import static dev.freshet.sql.function.FunctionTable.any;
import static dev.freshet.sql.function.FunctionTable.as;
import static dev.freshet.sql.function.FunctionTable.of;
import static dev.freshet.sql.function.FunctionTable.possible;
import static dev.freshet.sql.function.FunctionTable.strict;
import static dev.freshet.sql.function.Param.BOOL;
import static dev.freshet.sql.function.Param.INT;
import static dev.freshet.sql.function.Param.TEXT;
import static dev.freshet.sql.function.Param.TEXTS;
import static dev.freshet.sql.function.Param.VARIANT;

import dev.freshet.spi.data.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON; every {@code jsonb_} function also goes by its {@code json_} name. */
final class JsonSignatures {
    private JsonSignatures() {}

    static void add() {
        access();
        tests();
        changes();
        building();
        paths();
    }

    private static void both(String name, String plan, Nulls nulls, Overloads overloads) {
        FunctionTable.add("jsonb_" + name, plan, nulls, overloads);
        alias("json_" + name, "jsonb_" + name);
    }

    private static void access() {
        strict("parse_json", of(Type.VARIANT, TEXT));
        possible("json_get", of(Type.VARIANT, VARIANT, INT), of(Type.VARIANT, VARIANT, TEXT));
        alias("op_json_get", "json_get");
        possible("json_get_text", of(Type.TEXT, VARIANT, INT), of(Type.TEXT, VARIANT, TEXT));
        alias("op_json_text", "json_get_text");
        possible("json_path", of(Type.VARIANT, VARIANT, TEXT), of(Type.VARIANT, VARIANT, TEXTS));
        alias("op_json_path", "json_path");
        possible("json_path_text", of(Type.TEXT, VARIANT, TEXT), of(Type.TEXT, VARIANT, TEXTS));
        alias("op_json_path_text", "json_path_text");
        both("extract_path", "json_path", Nulls.POSSIBLE, args -> along(args, Type.VARIANT));
        both("extract_path_text", "json_path_text", Nulls.POSSIBLE, args -> along(args, Type.TEXT));
    }

    /** The steps as arguments of their own; the rewriter makes an array of them. */
    private static @Nullable Resolved along(List<Arg> args, Type result) {
        boolean fits = args.size() == 2 && VARIANT.fit(args.get(0)) != null && TEXTS.fit(args.get(1)) != null;
        return fits ? new Resolved(List.of(Type.VARIANT, args.get(1).type()), result) : null;
    }

    private static void tests() {
        strict("json_has", of(Type.BOOLEAN, VARIANT, TEXT));
        alias("op_has", "json_has");
        strict("json_has_any", of(Type.BOOLEAN, VARIANT, TEXTS));
        alias("op_has_any", "json_has_any");
        strict("json_has_all", of(Type.BOOLEAN, VARIANT, TEXTS));
        alias("op_has_all", "json_has_all");
        both("typeof", "json_typeof", Nulls.STRICT, of(Type.TEXT, VARIANT));
        alias("typeof", "jsonb_typeof");
        both("array_length", "json_array_length", Nulls.STRICT, of(Type.INTEGER, VARIANT));
        possible("json_keys", of(new Type.Array(Type.TEXT.nullable()), VARIANT));
    }

    private static void changes() {
        both(
                "set",
                "json_set",
                Nulls.STRICT,
                any(of(Type.VARIANT, VARIANT, TEXTS, VARIANT), of(Type.VARIANT, VARIANT, TEXTS, VARIANT, BOOL)));
        both("strip_nulls", "json_strip_nulls", Nulls.STRICT, of(Type.VARIANT, VARIANT));
        both("pretty", "json_pretty", Nulls.STRICT, of(Type.TEXT, VARIANT));
        strict("json_delete_path", of(Type.VARIANT, VARIANT, TEXTS));
        alias("op_delete_path", "json_delete_path");
    }

    /** {@code ||} of two JSON values. */
    static @Nullable Resolved joined(List<Arg> args) {
        boolean json = args.stream().allMatch(a -> VARIANT.fit(a) != null)
                && args.stream().anyMatch(a -> a.type() instanceof Type.Variant);
        return json ? new Resolved(List.of(Type.VARIANT, Type.VARIANT), Type.VARIANT, "json_concat") : null;
    }

    /** {@code -} of a JSON value: without a key, an index or several keys. */
    static @Nullable Resolved minus(List<Arg> args) {
        return any(
                        as("json_delete", Type.VARIANT, VARIANT, INT),
                        as("json_delete", Type.VARIANT, VARIANT, TEXT),
                        as("json_delete", Type.VARIANT, VARIANT, TEXTS))
                .resolve(args);
    }

    private static void building() {
        for (String name : List.of("to_json", "to_jsonb", "array_to_json", "row_to_json")) {
            FunctionTable.add(
                    name, "to_json", Nulls.STRICT, args -> args.size() == 1 ? Resolved.asIs(args, Type.VARIANT) : null);
        }
        both(
                "build_object",
                "json_object",
                Nulls.NEVER,
                args -> args.size() % 2 == 0 ? Resolved.asIs(args, Type.VARIANT) : null);
        both("build_array", "json_array", Nulls.NEVER, args -> Resolved.asIs(args, Type.VARIANT));
    }

    private static void paths() {
        both("path_exists", "json_path_exists", Nulls.POSSIBLE, of(Type.BOOLEAN, VARIANT, TEXT));
        both("path_match", "json_path_match", Nulls.POSSIBLE, of(Type.BOOLEAN, VARIANT, TEXT));
        both("path_query_first", "json_path_first", Nulls.POSSIBLE, of(Type.VARIANT, VARIANT, TEXT));
        both("path_query_array", "json_path_array", Nulls.POSSIBLE, of(Type.VARIANT, VARIANT, TEXT));
        alias("op_path_exists", "jsonb_path_exists");
        alias("op_path_match", "jsonb_path_match");
        FunctionTable.add("json_exists", "json_path_exists", Nulls.POSSIBLE, of(Type.BOOLEAN, VARIANT, TEXT));
        FunctionTable.add("json_value", "json_value", Nulls.POSSIBLE, of(Type.TEXT, VARIANT, TEXT));
        FunctionTable.add("json_query", "json_query", Nulls.POSSIBLE, of(Type.VARIANT, VARIANT, TEXT));
    }
}
