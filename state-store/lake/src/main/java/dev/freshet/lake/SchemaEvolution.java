package dev.freshet.lake;

import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Brings a table's columns to what a definition version wants: new ones are added, widened ones promoted, a column whose
 * type cannot be promoted is replaced (its old values stay in older files and read as NULL). Columns that are no longer
 * wanted stay, so that the past remains readable.
 */
final class SchemaEvolution {
    private SchemaEvolution() {}

    static void apply(Table table, Schema wanted) {
        UpdateSchema update = table.updateSchema();
        boolean changed = false;
        for (NestedField field : wanted.columns()) {
            changed |= bring(update, table.schema().findField(field.name()), field);
        }
        if (changed) {
            update.commit();
        }
    }

    private static boolean bring(
            UpdateSchema update, @org.jspecify.annotations.Nullable NestedField has, NestedField wanted) {
        if (has == null) {
            update.addColumn(wanted.name(), wanted.type());
            return true;
        }
        if (sameShape(has.type(), wanted.type())) {
            return false;
        }
        if (wanted.type().isPrimitiveType()
                && TypeUtil.isPromotionAllowed(has.type(), wanted.type().asPrimitiveType())) {
            update.updateColumn(wanted.name(), wanted.type().asPrimitiveType());
        } else {
            update.deleteColumn(wanted.name());
            update.addColumn(wanted.name(), wanted.type());
        }
        return true;
    }

    /** Equal but for field ids. */
    static boolean sameShape(Type a, Type b) {
        if (a.typeId() != b.typeId()) {
            return false;
        }
        return switch (a) {
            case Types.ListType l -> sameShape(l.elementType(), b.asListType().elementType());
            case Types.MapType m ->
                sameShape(m.keyType(), b.asMapType().keyType())
                        && sameShape(m.valueType(), b.asMapType().valueType());
            case Types.StructType s -> sameFields(s.fields(), b.asStructType().fields());
            default -> a.equals(b);
        };
    }

    private static boolean sameFields(List<NestedField> a, List<NestedField> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!a.get(i).name().equals(b.get(i).name())
                    || !sameShape(a.get(i).type(), b.get(i).type())) {
                return false;
            }
        }
        return true;
    }
}
