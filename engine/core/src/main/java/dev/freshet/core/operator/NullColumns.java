package dev.freshet.core.operator;

import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import java.util.ArrayList;
import java.util.List;

/** What an outer join shows of a side without a partner. */
final class NullColumns {
    private NullColumns() {}

    /** The schema's columns, each with {@code rows} NULLs. */
    static List<Column> of(Schema schema, int rows) {
        List<Column> columns = new ArrayList<>(schema.size());
        for (Field field : schema.fields()) {
            ColumnBuilder nulls = ColumnBuilder.of(field.type().type());
            for (int i = 0; i < rows; i++) {
                nulls.appendNull();
            }
            columns.add(nulls.build());
        }
        return columns;
    }
}
