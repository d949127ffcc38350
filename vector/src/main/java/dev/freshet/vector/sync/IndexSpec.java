package dev.freshet.vector.sync;

import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.vector.embed.Embedder;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What an index holds and where.
 *
 * @param sink name of its progress, unique in the schema: {@code pipeline/index}
 * @param schema the tenant's schema in PostgreSQL
 * @param base name of the view that readers use, and stem of the tables behind it
 * @param view the shape of the view that is indexed
 * @param columns which of its columns are key, text and metadata
 * @param fullText whether words can be searched
 * @param model what embeds the text
 */
public record IndexSpec(
        String sink, String schema, String base, Schema view, Columns columns, boolean fullText, Model model) {

    /** Names of columns of the view. Key and metadata may name the same column. */
    public record Columns(List<String> key, String text, List<String> metadata) {
        public Columns {
            key = List.copyOf(key);
            metadata = List.copyOf(metadata);
        }
    }

    public record Model(String name, String version, int dimensions) {
        public static Model of(Embedder embedder) {
            return new Model(embedder.name(), embedder.version(), embedder.dimensions());
        }
    }

    public IndexSpec {
        if (columns.key().isEmpty()) {
            throw new IllegalArgumentException("index " + sink + " has no key column");
        }
        for (String name : stored(columns)) {
            if (view.indexOf(name) < 0) {
                throw new IllegalArgumentException("index " + sink + " names the column " + name
                        + ", which its view does not have; it has " + String.join(", ", view.names()));
            }
        }
        if (!(view.type(view.indexOf(columns.text())) instanceof Type.Text)) {
            throw new IllegalArgumentException(
                    "index " + sink + ": the text column " + columns.text() + " is no VARCHAR");
        }
    }

    /** The columns that are stored, each once: key, text, metadata. */
    public List<Field> stored() {
        return stored(columns).stream().map(n -> view.field(view.indexOf(n))).toList();
    }

    public Field field(String name) {
        return view.field(view.indexOf(name));
    }

    /**
     * The stem for the index of a pipeline: a name that SQL takes unquoted. Hyphens become underscores, and where there
     * were any, or the name would be too long, a piece of its hash keeps stems apart; pipelines' names have no underscore.
     */
    public static String baseName(String pipeline, String index) {
        String name = pipeline + "_" + index;
        if (name.length() <= 40 && name.indexOf('-') < 0) {
            return name;
        }
        return name.substring(0, Math.min(31, name.length())).replace('-', '_') + "_"
                + Hashes.hex(name).substring(0, 8);
    }

    /** Changes whenever the stored tables would have another shape or content. */
    public String fingerprint() {
        StringBuilder text = new StringBuilder("1;" + columns + ";" + fullText + ";" + model + ";");
        stored().forEach(f ->
                text.append(f.name()).append(' ').append(f.type().type().sql()).append(','));
        return Hashes.hex(text.toString()).substring(0, 16);
    }

    private static Set<String> stored(Columns columns) {
        Set<String> names = new LinkedHashSet<>(columns.key());
        names.add(columns.text());
        names.addAll(columns.metadata());
        return names;
    }
}
