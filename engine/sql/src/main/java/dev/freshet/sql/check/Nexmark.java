package dev.freshet.sql.check;

import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The three tables of the nexmark source. */
final class Nexmark {
    static final Map<String, Schema> TABLES = tables();

    private Nexmark() {}

    private static Map<String, Schema> tables() {
        Map<String, Schema> out = new LinkedHashMap<>();
        out.put(
                "person",
                schema("id BIGINT, name TEXT, email_address TEXT, credit_card TEXT, city TEXT, state TEXT, "
                        + "date_time TIMESTAMP, extra TEXT"));
        out.put(
                "auction",
                schema("id BIGINT, item_name TEXT, description TEXT, initial_bid BIGINT, reserve BIGINT, "
                        + "date_time TIMESTAMP, expires TIMESTAMP, seller BIGINT, category BIGINT, extra TEXT"));
        out.put(
                "bid",
                schema("auction BIGINT, bidder BIGINT, price BIGINT, channel TEXT, url TEXT, date_time TIMESTAMP, "
                        + "extra TEXT"));
        return out;
    }

    private static Schema schema(String columns) {
        List<Field> fields = new ArrayList<>();
        for (String column : columns.split(", ")) {
            int blank = column.indexOf(' ');
            Type type = switch (column.substring(blank + 1)) {
                case "BIGINT" -> Type.BIGINT;
                case "TIMESTAMP" -> Type.TIMESTAMP;
                default -> Type.TEXT;
            };
            fields.add(new Field(column.substring(0, blank), type.notNull()));
        }
        return new Schema(fields, List.of());
    }
}
