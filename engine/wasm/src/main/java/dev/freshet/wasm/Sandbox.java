package dev.freshet.wasm;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import com.dylibso.chicory.wasm.types.MutabilityType;
import dev.freshet.core.expr.RowException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One export of a module. Every call begins with the module as it was given, so that a result depends on the arguments
 * alone. Not for several threads.
 */
final class Sandbox {
    /** Instructions of one call. */
    static final long FUEL = Long.getLong("freshet.wasm.fuel", 10_000_000);
    /** Pages of 64 KiB. */
    static final int PAGES = Integer.getInteger("freshet.wasm.pages", 256);

    private final WasmModule module;
    private final String export;
    private final boolean keepsNothing;
    private @Nullable Instance last;
    private long fuel;

    Sandbox(byte[] bytes, String export) {
        this.module = Parser.parse(bytes);
        this.export = export;
        this.keepsNothing = module.memorySection().isEmpty()
                && module.tableSection().tableCount() == 0
                && IntStream.range(0, module.globalSection().globalCount())
                        .noneMatch(i -> module.globalSection().getGlobal(i).mutabilityType() == MutabilityType.Var);
    }

    /** Values in and out are words as the interpreter has them; throws {@link RowException} for a trap or without fuel. */
    long call(long[] arguments) {
        fuel = FUEL;
        try {
            return instance().export(export).apply(arguments)[0];
        } catch (OutOfFuelException e) {
            last = null;
            throw new RowException("wasm_out_of_fuel", export + " ran for more than " + FUEL + " instructions");
        } catch (ChicoryException | IndexOutOfBoundsException e) {
            last = null;
            throw new RowException("wasm_trap", export + ": " + e.getMessage());
        } catch (StackOverflowError e) {
            last = null;
            throw new RowException("wasm_trap", export + ": its calls are nested too deeply");
        }
    }

    private Instance instance() {
        if (keepsNothing && last != null) {
            return last;
        }
        Instance.Builder builder = Instance.builder(module).withUnsafeExecutionListener((_, _) -> burn());
        module.memorySection()
                .ifPresent(m -> builder.withMemoryLimits(limited(m.getMemory(0).limits())));
        Instance made = builder.build();
        last = made;
        return made;
    }

    private void burn() {
        if (--fuel < 0) {
            throw new OutOfFuelException();
        }
    }

    private static MemoryLimits limited(MemoryLimits asked) {
        if (asked.initialPages() > PAGES) {
            throw new RowException("wasm_trap", "the module begins with more memory than " + PAGES + " pages");
        }
        return new MemoryLimits(asked.initialPages(), Math.min(PAGES, asked.maximumPages()));
    }

    private static final class OutOfFuelException extends RuntimeException {
        OutOfFuelException() {
            super("out of fuel", null, false, false);
        }
    }
}
