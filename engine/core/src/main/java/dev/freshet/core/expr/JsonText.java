package dev.freshet.core.expr;

import dev.freshet.core.plan.format.Json;
import dev.freshet.spi.data.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON trees as text, in PostgreSQL's layout, and in the one order that makes equal values equal texts. */
final class JsonText {
    private static final Comparator<String> KEYS = Comparator.<String>comparingInt(
                    k -> k.getBytes(java.nio.charset.StandardCharsets.UTF_8).length)
            .thenComparing(Comparator.naturalOrder());

    private JsonText() {}

    /** Keys as jsonb has them: short ones first; whole numbers without an exponent. */
    static @Nullable Object canonical(@Nullable Object tree) {
        return switch (tree) {
            case Map<?, ?> m -> {
                Map<String, @Nullable Object> out = new LinkedHashMap<>();
                m.keySet().stream().map(String::valueOf).sorted(KEYS).forEach(k -> out.put(k, canonical(m.get(k))));
                yield out;
            }
            case List<?> l -> {
                List<@Nullable Object> out = new ArrayList<>();
                l.forEach(v -> out.add(canonical(v)));
                yield out;
            }
            case BigDecimal d -> d.scale() < 0 ? d.setScale(0) : d;
            case null, default -> tree;
        };
    }

    /** As PostgreSQL shows jsonb: a blank behind each comma and colon. */
    static String spaced(@Nullable Object tree) {
        StringBuilder out = new StringBuilder();
        write(out, tree, -1);
        return out.toString();
    }

    static String pretty(@Nullable Object tree) {
        StringBuilder out = new StringBuilder();
        write(out, tree, 0);
        return out.toString();
    }

    /** {@code depth} below 0 writes on one line. */
    private static void write(StringBuilder out, @Nullable Object tree, int depth) {
        switch (tree) {
            case Map<?, ?> m -> {
                out.append('{');
                String separator = "";
                for (Map.Entry<?, ?> e : m.entrySet()) {
                    out.append(separator);
                    line(out, depth + 1, depth < 0);
                    Json.quote(out, (String) e.getKey());
                    out.append(": ");
                    write(out, e.getValue(), depth < 0 ? depth : depth + 1);
                    separator = depth < 0 ? ", " : ",";
                }
                line(out, depth, depth < 0);
                out.append('}');
            }
            case List<?> l -> {
                out.append('[');
                for (int i = 0; i < l.size(); i++) {
                    out.append(i == 0 ? "" : depth < 0 ? ", " : ",");
                    line(out, depth + 1, depth < 0);
                    write(out, l.get(i), depth < 0 ? depth : depth + 1);
                }
                line(out, depth, depth < 0);
                out.append(']');
            }
            case BigDecimal d -> out.append(d.toPlainString());
            case null, default -> out.append(Json.write(tree));
        }
    }

    private static void line(StringBuilder out, int depth, boolean flat) {
        if (!flat) {
            out.append('\n').append("    ".repeat(depth));
        }
    }

    /** A value as JSON; times have a T between day and hour, as PostgreSQL writes them there. */
    static void append(StringBuilder out, Type type, @Nullable Object value) {
        if (value != null && type instanceof Type.Timestamp(boolean zoned)) {
            String text = PgText.format(type, value).replace(' ', 'T');
            Json.quote(out, zoned ? text + ":00" : text);
        } else {
            PgText.json(out, type, value);
        }
    }
}
