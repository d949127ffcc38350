package dev.freshet.spi.store;

import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;

/** Shape of the rows that tell which rows a view could not compute: they heal by retraction like any other row. */
public final class ViewReject {
    /** view, code, detail, row as JSON text. */
    public static final Schema SCHEMA = Schema.of(
            new Field("view", Type.TEXT.notNull()),
            new Field("code", Type.TEXT.notNull()),
            new Field("detail", Type.TEXT.notNull()),
            new Field("row", Type.TEXT.notNull()));

    private ViewReject() {}
}
