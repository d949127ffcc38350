package dev.freshet.sql.check;

import dev.freshet.core.plan.Plan;
import dev.freshet.spi.data.DataType;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.sql.ColumnInference;
import dev.freshet.sql.Definition;
import dev.freshet.sql.document.Document;
import dev.freshet.sql.document.Findings;
import dev.freshet.sql.document.Spelling;
import dev.freshet.sql.parse.SqlTextException;
import dev.freshet.sql.parse.TypeText;
import dev.freshet.sql.parse.WatermarkText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tables that a definition's sources feed. */
public final class SourceTables {
    static final Set<String> RESERVED_COLUMNS = Set.of("_epoch", "_weight");

    private static final Schema DOCUMENT = Schema.of(
                    new Field("path", Type.TEXT.notNull()),
                    new Field("content", Type.BYTES.nullable()),
                    new Field("mime", Type.TEXT.nullable()),
                    new Field("size", Type.BIGINT.nullable()),
                    new Field("modified_at", Type.TIMESTAMP.nullable()),
                    new Field("etag", Type.TEXT.nullable()))
            .withKey(0);
    private static final Set<String> INFERABLE = Set.of("csv", "json", "parquet");

    private final Document document;
    private final Findings findings;
    private final @Nullable ColumnInference inference;

    public SourceTables(Document document, Findings findings, @Nullable ColumnInference inference) {
        this.document = document;
        this.findings = findings;
        this.inference = inference;
    }

    /** Tables by name; a source whose columns cannot be known is left out and noted. */
    public Map<String, Plan.Table> of(Map<String, Definition.Source> sources) {
        Map<String, Plan.Table> out = new LinkedHashMap<>();
        sources.forEach((name, source) -> {
            if (source.connector().equals("nexmark")) {
                Nexmark.TABLES.forEach(
                        (table, schema) -> out.put(table, new Plan.Table(table, schema, null, List.of())));
            } else {
                Plan.Table table = table(name, source);
                if (table != null) {
                    out.put(name, table);
                }
            }
        });
        return out;
    }

    private Plan.@Nullable Table table(String name, Definition.Source source) {
        String pointer = "/spec/sources/" + name;
        Schema schema = schema(name, source, pointer);
        if (schema == null) {
            return null;
        }
        return new Plan.Table(name, schema, watermark(source, schema, pointer), List.of());
    }

    private @Nullable Schema schema(String name, Definition.Source source, String pointer) {
        if ("document".equals(source.format())) {
            if (!source.columns().isEmpty()) {
                invalid(
                        "not_allowed_here",
                        pointer + "/columns",
                        "format document has its own columns",
                        "leave columns out: " + String.join(", ", DOCUMENT.names()));
            }
            return DOCUMENT;
        }
        Map<String, Object> columns = source.columns();
        String at = pointer + "/columns";
        if (columns.isEmpty()) {
            at = pointer;
            columns = inferred(name, source, pointer);
        }
        List<Field> fields = fields(columns, at);
        return fields == null ? null : keyed(fields, source, pointer);
    }

    private Map<String, Object> inferred(String name, Definition.Source source, String pointer) {
        if ("raw".equals(source.format())) {
            return Map.of("value", "BYTES");
        }
        Map<String, String> found = inference != null && source.format() != null && INFERABLE.contains(source.format())
                ? inference.columns(name, source)
                : null;
        if (found == null || found.isEmpty()) {
            invalid(
                    "missing_columns",
                    pointer,
                    "the columns of '" + name + "' are not known",
                    "add columns: {name: TYPE, …}");
            return Map.of();
        }
        return new LinkedHashMap<>(found);
    }

    private @Nullable List<Field> fields(Map<String, Object> columns, String pointer) {
        List<Field> out = new ArrayList<>();
        columns.forEach((name, type) -> {
            String at = pointer + "/" + name;
            if (RESERVED_COLUMNS.contains(name)) {
                findings.invalid(
                        "reserved_column",
                        at,
                        document.namePlace(at),
                        "the column name '" + name + "' is reserved",
                        "choose another name");
            }
            DataType parsed = type(type, at);
            if (parsed != null) {
                out.add(new Field(name, parsed));
            }
        });
        return out.size() == columns.size() && !out.isEmpty() ? out : null;
    }

    private @Nullable DataType type(Object type, String pointer) {
        String at = type instanceof Map ? pointer + "/type" : pointer;
        Object text = type instanceof Map<?, ?> m ? m.get("type") : type;
        if (!(text instanceof String s)) {
            invalid("missing_field", pointer, "the column has no type", "add type: BIGINT");
            return null;
        }
        try {
            return TypeText.column(s);
        } catch (SqlTextException e) {
            findings.invalid(
                    e.code(), at, document.inside(at, 1, e.offset() + 1), String.valueOf(e.getMessage()), e.hint());
            return null;
        }
    }

    private Schema keyed(List<Field> fields, Definition.Source source, String pointer) {
        Schema plain = new Schema(fields, List.of());
        List<Field> out = new ArrayList<>(fields);
        List<Integer> key = new ArrayList<>();
        for (int i = 0; i < source.primaryKey().size(); i++) {
            String name = source.primaryKey().get(i);
            int column = plain.indexOf(name);
            if (column < 0) {
                invalid(
                        "unknown_column",
                        pointer + "/primary_key/" + i,
                        "there is no column '" + name + "'",
                        Spelling.hint(name, plain.names()));
            } else if (key.contains(column)) {
                invalid("duplicate_column", pointer + "/primary_key/" + i, "'" + name + "' stands here twice", null);
            } else {
                key.add(column);
                out.set(column, new Field(name, fields.get(column).type().asNotNull()));
            }
        }
        return new Schema(out, key);
    }

    private Plan.@Nullable Watermark watermark(Definition.Source source, Schema schema, String pointer) {
        String text = source.watermark();
        if (text == null) {
            return null;
        }
        String at = pointer + "/watermark";
        try {
            return watermark(WatermarkText.parse(text), schema);
        } catch (SqlTextException e) {
            findings.invalid(
                    e.code(), at, document.inside(at, 1, e.offset() + 1), String.valueOf(e.getMessage()), e.hint());
            return null;
        }
    }

    /** Throws {@link SqlTextException} where the column is none or is no timestamp. */
    static Plan.Watermark watermark(WatermarkText text, Schema schema) {
        int column = schema.indexOf(text.column());
        if (column < 0) {
            throw new SqlTextException(
                    "unknown_column",
                    text.offset(),
                    "there is no column '" + text.column() + "'",
                    Spelling.hint(text.column(), schema.names()));
        }
        if (!(schema.type(column) instanceof Type.Timestamp)) {
            throw new SqlTextException(
                    "bad_watermark", text.offset(), "a watermark needs a TIMESTAMP column", "declare it as TIMESTAMP");
        }
        return new Plan.Watermark(column, text.delayMicros());
    }

    private void invalid(String code, String pointer, String detail, @Nullable String hint) {
        findings.invalid(code, pointer, document.place(pointer), detail, hint);
    }
}
