package dev.freshet.sql.check;

import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.Export;
import com.dylibso.chicory.wasm.types.ExternalType;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.ValType;
import dev.freshet.spi.data.Type;
import dev.freshet.sql.function.FunctionTable;
import dev.freshet.sql.parse.SqlTextException;
import dev.freshet.sql.parse.Statement;
import dev.freshet.sql.parse.Token;
import dev.freshet.sql.query.UserFunction;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/** Functions that WebAssembly modules compute: the module is checked where the function is made. */
final class WasmModules {
    /** Characters of base64. */
    private static final int MOST = 1 << 20;

    private WasmModules() {}

    /** Throws {@link SqlTextException} with an index in the text. */
    static UserFunction define(Statement.CreateWasmFunction f) {
        String name = f.name().name();
        Token named = f.export() == null ? f.name() : f.export();
        String export = f.export() == null ? name : text(f.export());
        String base64 = text(f.module()).replaceAll("\\s", "");
        List<Type> types = f.parameters().stream().map(p -> p.type().type()).toList();
        check(function(module(f.module(), base64), named, export), f, types);
        SqlParserPos pos = SqlParserPos.ZERO;
        List<SqlNode> operands = new ArrayList<>();
        operands.add(SqlLiteral.createCharString(base64, pos));
        operands.add(SqlLiteral.createCharString(export, pos));
        List<String> names = f.parameters().stream().map(p -> p.name().name()).toList();
        names.forEach(n -> operands.add(new SqlIdentifier(n, pos)));
        SqlNode body = FunctionTable.wasm(types, f.result()).createCall(pos, operands);
        return new UserFunction(name, names, types, f.result(), body);
    }

    private static String text(Token token) {
        return token.text().substring(1, token.text().length() - 1).replace("''", "'");
    }

    private static SqlTextException bad(Token at, String message, @Nullable String hint) {
        return new SqlTextException("bad_wasm", at.start(), message, hint);
    }

    private static WasmModule module(Token at, String base64) {
        if (base64.length() > MOST) {
            throw bad(at, "the module is larger than " + MOST / 1024 * 3 / 4 + " KiB", "strip it");
        }
        WasmModule module;
        try {
            module = Parser.parse(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw bad(at, "the module is not base64: " + e.getMessage(), "base64 -w0 module.wasm");
        } catch (ChicoryException e) {
            throw bad(at, "not a WebAssembly module: " + e.getMessage(), "base64 -w0 module.wasm");
        }
        if (module.importSection().importCount() > 0) {
            throw bad(
                    at,
                    "the module imports "
                            + module.importSection().getImport(0).module() + "."
                            + module.importSection().getImport(0).name() + ", and nothing is given to it",
                    "build it without WASI and without a host");
        }
        return module;
    }

    private static FunctionType function(WasmModule module, Token at, String export) {
        List<String> there = new ArrayList<>();
        for (int i = 0; i < module.exportSection().exportCount(); i++) {
            Export e = module.exportSection().getExport(i);
            if (e.exportType() == ExternalType.FUNCTION) {
                if (e.name().equals(export)) {
                    return module.typeSection().getType(module.functionSection().getFunctionType(e.index()));
                }
                there.add(e.name());
            }
        }
        throw bad(at, "the module exports no function '" + export + "'", "it exports " + String.join(", ", there));
    }

    private static void check(FunctionType there, Statement.CreateWasmFunction f, List<Type> types) {
        List<ValType> wanted = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            wanted.add(type(types.get(i), f.parameters().get(i).name()));
        }
        ValType result = type(f.result(), f.name());
        if (!there.params().equals(wanted) || !there.returns().equals(List.of(result))) {
            throw bad(
                    f.name(),
                    "the export takes " + there.params() + " and gives " + there.returns() + ", not " + wanted
                            + " and [" + result + "]",
                    "INTEGER and BOOLEAN are i32, BIGINT i64, REAL f32, DOUBLE f64");
        }
    }

    private static ValType type(Type type, Token at) {
        return switch (type) {
            case Type.Bool _ -> ValType.I32;
            case Type.Int(int bits) when bits == 32 -> ValType.I32;
            case Type.Int(int bits) when bits == 64 -> ValType.I64;
            case Type.Real _ -> ValType.F32;
            case Type.Double _ -> ValType.F64;
            default ->
                throw new SqlTextException(
                        "not_supported",
                        at.start(),
                        type.sql() + " of a WASM function is not supported yet",
                        "use BOOLEAN, INTEGER, BIGINT, REAL or DOUBLE");
        };
    }
}
