package dev.freshet.core.plan;

import dev.freshet.spi.data.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A whole definition: the tables that sources feed and the views over them, in an order in which each reads earlier ones. */
public record Plan(List<Table> tables, List<View> views) {
    public Plan {
        tables = List.copyOf(tables);
        views = List.copyOf(views);
    }

    /**
     * A table. With a key rows upsert, else they append.
     *
     * @param watermark how far behind the greatest seen value of a column rows may lie, or null
     * @param costly calls whose results must stand in the Memo before a row enters an epoch
     */
    public record Table(
            String name, Schema schema, @Nullable Watermark watermark, List<CostlyCall> costly) {
        public Table {
            costly = List.copyOf(costly);
        }
    }

    /** Rows whose {@code column} lies more than {@code delayMicros} behind the greatest one seen are late. */
    public record Watermark(int column, long delayMicros) {}

    /** A call of a costly function over the columns of a table's row. */
    public record CostlyCall(String function, List<Expression> arguments) {
        public CostlyCall {
            arguments = List.copyOf(arguments);
        }
    }

    /** A view; a {@code local} one is neither stored nor readable. */
    public record View(String name, PlanNode root, boolean local, Schema schema) {}

    public Table table(String name) {
        return tables.stream()
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no table " + name));
    }

    public View view(String name) {
        return views.stream()
                .filter(v -> v.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no view " + name));
    }
}
