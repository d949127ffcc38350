package dev.freshet.worker.startup;

import dev.freshet.core.plan.Plan;
import dev.freshet.spi.function.CostlyFunction;
import dev.freshet.spi.function.TableFunction;
import dev.freshet.vector.chunk.ChunkFunction;
import dev.freshet.vector.chunk.WordPiece;
import dev.freshet.vector.parse.ParseFunction;
import dev.freshet.vector.parse.ParserPool;
import dev.freshet.vector.parse.ParserSettings;
import java.util.Map;

/** The functions that come from outside the engine's core: chunk (pure) and parse (costly, in child processes). */
public final class Functions implements AutoCloseable {
    private final ParserPool parsers;

    public Functions() {
        this(ParserSettings.defaults());
    }

    public Functions(ParserSettings settings) {
        parsers = new ParserPool(settings);
    }

    public Map<String, TableFunction> tables() {
        TableFunction chunk = new ChunkFunction(WordPiece.english());
        return Map.of(chunk.name(), chunk);
    }

    public Map<String, CostlyFunction> costly() {
        CostlyFunction parse = new ParseFunction(parsers);
        return Map.of(parse.name(), parse);
    }

    /** True when a plan calls any costly function. */
    public static boolean needed(Plan plan) {
        return plan.tables().stream().anyMatch(t -> !t.costly().isEmpty());
    }

    @Override
    public void close() {
        parsers.close();
    }
}
