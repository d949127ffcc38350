package dev.freshet.testkit.oracle;

import java.util.List;

/** A table: its columns, and whether the first one is its primary key. */
public record TableDef(String name, List<Col> columns, boolean keyed) {
    /** A column of a table or of a query's result. */
    public record Col(String name, Kind kind) {}

    public TableDef {
        columns = List.copyOf(columns);
    }
}
