package dev.freshet.lake;

import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * How types stand in Iceberg. User columns are optional there, so that a later version may relax or add them; VARIANT is
 * its JSON text, INTERVAL a long (months or microseconds), VECTOR a list of floats.
 */
final class LakeTypes {
    static final String EPOCH = "_epoch";
    static final String WEIGHT = "_weight";

    private LakeTypes() {}

    /** The user's columns and then {@code _epoch} and {@code _weight}. */
    static Schema weighted(dev.freshet.spi.data.Schema schema) {
        int[] last = {0};
        IntSupplier ids = () -> ++last[0];
        List<NestedField> fields = new ArrayList<>();
        for (Field f : schema.fields()) {
            int id = ids.getAsInt();
            fields.add(NestedField.optional(id, f.name(), type(f.type().type(), ids)));
        }
        fields.add(NestedField.required(ids.getAsInt(), EPOCH, Types.LongType.get()));
        fields.add(NestedField.required(ids.getAsInt(), WEIGHT, Types.LongType.get()));
        return new Schema(fields);
    }

    /** A table's own columns, without {@code _epoch} and {@code _weight}, in types of the same physical form. */
    static dev.freshet.spi.data.Schema columns(Schema schema) {
        List<Field> out = new ArrayList<>();
        for (NestedField f : schema.columns()) {
            if (!f.name().equals(EPOCH) && !f.name().equals(WEIGHT)) {
                out.add(field(f));
            }
        }
        return new dev.freshet.spi.data.Schema(out, List.of());
    }

    private static Field field(NestedField f) {
        return new Field(f.name(), back(f.type()).nullable());
    }

    private static Type back(org.apache.iceberg.types.Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> Type.BOOLEAN;
            case INTEGER -> Type.INTEGER;
            case LONG -> Type.BIGINT;
            case FLOAT -> Type.REAL;
            case DOUBLE -> Type.DOUBLE;
            case DECIMAL -> {
                Types.DecimalType d = (Types.DecimalType) type;
                yield new Type.Decimal(d.precision(), d.scale());
            }
            case STRING -> Type.TEXT;
            case BINARY -> Type.BYTES;
            case DATE -> Type.DATE;
            case TIME -> Type.TIME;
            case TIMESTAMP -> new Type.Timestamp(((Types.TimestampType) type).shouldAdjustToUTC());
            case UUID -> Type.UUID;
            case LIST -> new Type.Array(back(type.asListType().elementType()).nullable());
            case MAP ->
                new Type.MapOf(
                        back(type.asMapType().keyType()).notNull(),
                        back(type.asMapType().valueType()).nullable());
            case STRUCT ->
                new Type.Row(type.asStructType().fields().stream()
                        .map(LakeTypes::field)
                        .toList());
            default -> throw new LakeException("a table of Freshet has no column of type " + type);
        };
    }

    static org.apache.iceberg.types.Type type(Type type, IntSupplier ids) {
        return switch (type) {
            case Type.Bool _ -> Types.BooleanType.get();
            case Type.Int(int bits) -> bits == 64 ? Types.LongType.get() : Types.IntegerType.get();
            case Type.Real _ -> Types.FloatType.get();
            case Type.Double _ -> Types.DoubleType.get();
            case Type.Decimal(int p, int s) -> Types.DecimalType.of(p, s);
            case Type.Text _, Type.Variant _ -> Types.StringType.get();
            case Type.Bytes _ -> Types.BinaryType.get();
            case Type.Date _ -> Types.DateType.get();
            case Type.Time _ -> Types.TimeType.get();
            case Type.Timestamp(boolean zoned) ->
                zoned ? Types.TimestampType.withZone() : Types.TimestampType.withoutZone();
            case Type.Interval _ -> Types.LongType.get();
            case Type.Uuid _ -> Types.UUIDType.get();
            case Type.Vector _ -> Types.ListType.ofRequired(ids.getAsInt(), Types.FloatType.get());
            case Type.Array(DataType e) -> Types.ListType.ofOptional(ids.getAsInt(), type(e.type(), ids));
            case Type.MapOf(DataType k, DataType v) -> {
                int key = ids.getAsInt();
                int value = ids.getAsInt();
                yield Types.MapType.ofOptional(key, value, type(k.type(), ids), type(v.type(), ids));
            }
            case Type.Row(List<Field> fields) -> Types.StructType.of(struct(fields, ids));
        };
    }

    private static List<NestedField> struct(List<Field> fields, IntSupplier ids) {
        List<NestedField> out = new ArrayList<>();
        for (Field f : fields) {
            int id = ids.getAsInt();
            out.add(NestedField.optional(id, f.name(), type(f.type().type(), ids)));
        }
        return out;
    }
}
