package dev.freshet.core.aggregate;

import dev.freshet.core.expr.PgText;
import dev.freshet.core.plan.AggregateCall;
import dev.freshet.core.plan.format.Json;
import dev.freshet.spi.data.BytesColumn;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.Values;
import dev.freshet.spi.error.RowError;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * ARRAY_AGG, STRING_AGG, JSON_AGG, JSON_OBJECT_AGG, MAP_AGG: the group's rows in order, as one value. The state changes with
 * the logarithm of the group; the value is as large as the group and is made anew when the group changes.
 */
final class CollectAccumulator extends RankedAccumulator {
    enum Kind {
        ARRAY,
        STRING,
        JSON,
        JSON_OBJECT,
        MAP
    }

    private final Kind kind;

    CollectAccumulator(Kind kind, List<Type> types, List<AggregateCall.Order> order) {
        super(types, order, false, kind == Kind.STRING ? 0 : -1);
        this.kind = kind;
    }

    @Override
    public @Nullable RowError result(int slot, ColumnBuilder out) {
        if (rows.total(slot) == 0) {
            out.appendNull();
            return null;
        }
        int[] slots = rows.slots(slot);
        read(slots.length);
        List<Column> columns = rows.gather(slots);
        return switch (kind) {
            case ARRAY -> array(slots, columns.getFirst(), (ColumnBuilder.Lists) out);
            case STRING -> string(slots, columns, out);
            case JSON -> json(slots, columns.getFirst(), out);
            case JSON_OBJECT -> object(slots, columns, out);
            case MAP -> map(slots, columns, (ColumnBuilder.Lists) out);
        };
    }

    private void each(int[] slots, IntPredicate body) {
        for (int i = 0; i < slots.length; i++) {
            for (long c = rows.copies(slots[i]); c > 0; c--) {
                if (!body.test(i)) {
                    return;
                }
            }
        }
    }

    private @Nullable RowError array(int[] slots, Column values, ColumnBuilder.Lists out) {
        each(slots, i -> {
            out.elements().append(values, i);
            return true;
        });
        out.endList();
        return null;
    }

    /** Each row's separator stands before its value; the first one's is left out. */
    private @Nullable RowError string(int[] slots, List<Column> columns, ColumnBuilder out) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        boolean[] first = {true};
        each(slots, i -> {
            if (!first[0] && types.size() > 1 && !columns.get(1).isNull(i)) {
                text.writeBytes(((BytesColumn) columns.get(1)).get(i));
            }
            text.writeBytes(((BytesColumn) columns.getFirst()).get(i));
            first[0] = false;
            return true;
        });
        out.appendBytes(text.toByteArray());
        return null;
    }

    private @Nullable RowError json(int[] slots, Column values, ColumnBuilder out) {
        StringBuilder text = new StringBuilder("[");
        each(slots, i -> {
            text.append(text.length() > 1 ? "," : "");
            PgText.json(text, types.getFirst(), Values.get(types.getFirst(), values, i));
            return true;
        });
        out.appendBytes(text.append(']').toString().getBytes(StandardCharsets.UTF_8));
        return null;
    }

    private @Nullable RowError object(int[] slots, List<Column> columns, ColumnBuilder out) {
        Map<String, String> fields = new LinkedHashMap<>();
        boolean[] missing = {false};
        each(slots, i -> {
            Object key = Values.get(types.get(0), columns.get(0), i);
            missing[0] |= key == null;
            if (key != null) {
                StringBuilder value = new StringBuilder();
                PgText.json(value, types.get(1), Values.get(types.get(1), columns.get(1), i));
                fields.put(PgText.format(types.get(0), key), value.toString());
            }
            return true;
        });
        StringBuilder text = new StringBuilder("{");
        fields.forEach((k, v) -> {
            text.append(text.length() > 1 ? "," : "");
            Json.quote(text, k);
            text.append(':').append(v);
        });
        if (missing[0]) {
            out.appendNull();
            return new RowError("bad_value", "the name of a JSON field is NULL");
        }
        out.appendBytes(Json.write(Json.parse(text.append('}').toString())).getBytes(StandardCharsets.UTF_8));
        return null;
    }

    /** The last of several values for a key counts. */
    private @Nullable RowError map(int[] slots, List<Column> columns, ColumnBuilder.Lists out) {
        Map<@Nullable Object, Integer> last = new LinkedHashMap<>();
        each(slots, i -> {
            last.put(Values.get(types.get(0), columns.get(0), i), i);
            return true;
        });
        ColumnBuilder.Structs entries = (ColumnBuilder.Structs) out.elements();
        last.values().forEach(i -> {
            entries.field(0).append(columns.get(0), i);
            entries.field(1).append(columns.get(1), i);
            entries.endRow();
        });
        out.endList();
        return null;
    }
}
