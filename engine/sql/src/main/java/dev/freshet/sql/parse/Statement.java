package dev.freshet.sql.parse;

import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One statement of {@code spec.sql}; {@code start} is the index of its first character, {@code name} its object's. */
public sealed interface Statement {
    int start();

    record Column(Token name, DataType type) {}

    record CreateTable(
            int start,
            Token name,
            List<Column> columns,
            List<Token> key,
            @Nullable WatermarkText watermark) implements Statement {
        public CreateTable {
            columns = List.copyOf(columns);
            key = List.copyOf(key);
        }
    }

    /**
     * @param columns names given behind the view's, or empty
     * @param emitFinal column whose rows appear once the watermark has passed them, or null
     * @param queryStart index of the query's first character
     * @param queryEnd index after its last one
     */
    record CreateView(
            int start,
            Token name,
            List<Token> columns,
            boolean local,
            @Nullable Token emitFinal,
            int queryStart,
            int queryEnd)
            implements Statement {
        public CreateView {
            columns = List.copyOf(columns);
        }
    }

    /**
     * A function whose calls stand for an expression over its parameters.
     *
     * @param bodyStart index of the expression's first character
     * @param bodyEnd index after its last one
     */
    record CreateFunction(int start, Token name, List<Column> parameters, Type result, int bodyStart, int bodyEnd)
            implements Statement {
        public CreateFunction {
            parameters = List.copyOf(parameters);
        }
    }

    /**
     * A function that an export of a WebAssembly module computes.
     *
     * @param module its bytes in base64, as a quoted text
     * @param export its name, or null where it is the function's
     */
    record CreateWasmFunction(
            int start,
            Token name,
            List<Column> parameters,
            Type result,
            Token module,
            @Nullable Token export) implements Statement {
        public CreateWasmFunction {
            parameters = List.copyOf(parameters);
        }
    }

    /**
     * DECLARE RECURSIVE VIEW, or CREATE RECURSIVE VIEW with its query.
     *
     * @param rounds after which it stops, or -1
     * @param queryStart index of the query's first character, or -1 without one
     */
    record RecursiveView(int start, Token name, List<Column> columns, long rounds, int queryStart, int queryEnd)
            implements Statement {
        public RecursiveView {
            columns = List.copyOf(columns);
        }
    }

    /** Accepted and without effect. */
    record Ignored(int start, String what) implements Statement {}
}
