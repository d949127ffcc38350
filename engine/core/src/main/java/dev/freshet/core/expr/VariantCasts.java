package dev.freshet.core.expr;

import dev.freshet.core.plan.format.Json;
import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.VariantValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From JSON to other types: numbers from numbers, booleans from booleans, nested ones by structure, texts as JSON text. */
final class VariantCasts {
    private VariantCasts() {}

    static @Nullable Object cast(VariantValue value, Type to) {
        Object tree = Json.parse(value.json());
        return to instanceof Type.Text ? Casting.cast(JsonText.spaced(tree), Type.TEXT, to) : of(tree, to);
    }

    /** Throws a {@link ClassCastException} where the kinds do not meet. */
    private static @Nullable Object of(@Nullable Object tree, Type to) {
        if (tree == null) {
            return null;
        }
        return switch (to) {
            case Type.Bool _ -> (Boolean) tree;
            case Type.Int _, Type.Decimal _, Type.Real _, Type.Double _ -> number((Number) tree, to);
            case Type.Text _ -> Casting.cast(tree instanceof String s ? s : JsonText.spaced(tree), Type.TEXT, to);
            case Type.Variant _ -> JsonFunctions.variant(tree);
            case Type.Array(DataType e) -> list((List<?>) tree, e.type());
            case Type.MapOf(DataType k, DataType v) -> map((Map<?, ?>) tree, k.type(), v.type());
            case Type.Row(List<Field> fields) -> row((Map<?, ?>) tree, fields);
            case Type.Vector _ -> Casting.cast(Json.write(tree), Type.TEXT, to);
            default -> Casting.cast(tree, Type.TEXT, to);
        };
    }

    private static @Nullable Object number(Number n, Type to) {
        BigDecimal d = JsonFunctions.decimal(n);
        return Casting.cast(d, new Type.Decimal(38, Math.clamp(d.scale(), 0, 38)), to);
    }

    private static List<@Nullable Object> list(List<?> tree, Type element) {
        List<@Nullable Object> out = new ArrayList<>();
        tree.forEach(v -> out.add(of(v, element)));
        return out;
    }

    private static Map<@Nullable Object, @Nullable Object> map(Map<?, ?> tree, Type key, Type value) {
        Map<@Nullable Object, @Nullable Object> out = new LinkedHashMap<>();
        tree.forEach((k, v) -> out.put(Casting.cast(k, Type.TEXT, key), of(v, value)));
        return out;
    }

    private static List<@Nullable Object> row(Map<?, ?> tree, List<Field> fields) {
        List<@Nullable Object> out = new ArrayList<>();
        fields.forEach(f -> out.add(of(tree.get(f.name()), f.type().type())));
        return out;
    }
}
