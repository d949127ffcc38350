package dev.freshet.wasm;

import dev.freshet.core.expr.Boxed;
import dev.freshet.core.expr.Evaluator;
import dev.freshet.core.expr.FunctionFactory;
import dev.freshet.core.expr.FunctionProvider;
import dev.freshet.core.plan.Expression;
import dev.freshet.core.plan.Literals;
import dev.freshet.spi.data.Type;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The plan's function {@code wasm(module, export, arguments…)}: the module stands in the plan itself, in base64. */
public final class WasmFunctions implements FunctionProvider {
    @Override
    public Map<String, FunctionFactory> functions() {
        return Map.of("wasm", (call, arguments, _) -> make(call, arguments));
    }

    private static Evaluator make(Expression.Call call, List<Evaluator> arguments) {
        Sandbox sandbox = new Sandbox(Base64.getDecoder().decode(text(call, 0)), text(call, 1));
        Type result = call.type().type();
        return Boxed.evaluator(call, arguments, true, values -> {
            List<@Nullable Object> own = values.subList(2, values.size());
            long[] words = new long[own.size()];
            for (int i = 0; i < words.length; i++) {
                words[i] = word(own.get(i));
            }
            return value(sandbox.call(words), result);
        });
    }

    private static String text(Expression.Call call, int argument) {
        return String.valueOf(Literals.decode((Expression.Literal) call.argument(argument)));
    }

    private static long word(@Nullable Object value) {
        return switch (value) {
            case Float f -> Float.floatToRawIntBits(f) & 0xffffffffL;
            case Double d -> Double.doubleToRawLongBits(d);
            case Boolean b -> b ? 1 : 0;
            case Number n -> n.longValue();
            case null, default -> throw new IllegalStateException("not a WebAssembly value: " + value);
        };
    }

    private static Object value(long word, Type type) {
        return switch (type) {
            case Type.Bool _ -> (int) word != 0;
            case Type.Real _ -> Float.intBitsToFloat((int) word);
            case Type.Double _ -> Double.longBitsToDouble(word);
            case Type.Int(int bits) -> bits == 64 ? word : (long) (int) word;
            default -> throw new IllegalArgumentException("WebAssembly gives no " + type.sql());
        };
    }
}
