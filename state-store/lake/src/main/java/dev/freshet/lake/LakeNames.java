package dev.freshet.lake;

import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;

/** Names and fixed columns of a pipeline's Iceberg tables, as outside readers know them. */
public final class LakeNames {
    /** Bad records of both kinds. */
    public static final String REJECTED = "rejected";

    /** Saved operator states. */
    public static final String SNAPSHOTS = "snapshot_state";

    /** {@code kind} is INPUT or VIEW; {@code origin} is JSON text; {@code payload} the bytes as they came, or the row as JSON. */
    public static final Schema REJECTED_COLUMNS = Schema.of(
            new Field("kind", Type.TEXT.notNull()),
            new Field("source", Type.TEXT.notNull()),
            new Field("code", Type.TEXT.notNull()),
            new Field("detail", Type.TEXT.notNull()),
            new Field("origin", Type.TEXT.nullable()),
            new Field("payload", Type.BYTES.nullable()));

    private LakeNames() {}

    /** The table of a source's input changes. */
    public static String journal(String table) {
        return "journal_" + table;
    }

    /** The table of a view's changes. */
    public static String changelog(String view) {
        return "changelog_" + view;
    }
}
