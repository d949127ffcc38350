package dev.freshet.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every type survives being stored. */
class SchemaJsonTest {
    @Test
    void keepsEveryType() {
        List<Field> inner = List.of(new Field("a", Type.INTEGER.notNull()), new Field("b", Type.TEXT.nullable()));
        List<Type> types = List.of(
                Type.BOOLEAN,
                Type.TINYINT,
                Type.SMALLINT,
                Type.INTEGER,
                Type.BIGINT,
                Type.REAL,
                Type.DOUBLE,
                new Type.Decimal(12, 2),
                new Type.Decimal(38, 10),
                new Type.Text(7, true),
                Type.BYTES,
                Type.DATE,
                Type.TIME,
                Type.TIMESTAMP,
                Type.TIMESTAMPTZ,
                Type.MONTHS,
                Type.MICROS,
                Type.UUID,
                Type.VARIANT,
                new Type.Vector(384),
                new Type.Array(Type.BIGINT.nullable()),
                new Type.MapOf(Type.TEXT.notNull(), new Type.Array(Type.DATE.notNull()).nullable()),
                new Type.Row(inner));
        List<Field> fields = new ArrayList<>();
        for (Type t : types) {
            fields.add(new Field("c" + fields.size(), fields.size() % 2 == 0 ? t.notNull() : t.nullable()));
        }
        Schema schema = new Schema(fields, List.of(2, 0));
        assertThat(SchemaJson.read(SchemaJson.write(schema))).isEqualTo(schema);
    }

    @Test
    void namesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> SchemaJson.read("{\"fields\": [{\"name\": \"x\", \"type\": \"colour\"}]}"))
                .hasMessageContaining("colour");
    }
}
