package dev.freshet.ingest.format;

import dev.freshet.spi.data.Schema;
import java.util.List;

/** Sentences about columns that a record names. */
final class Columns {
    private static final int SHOWN = 20;

    private Columns() {}

    static BadValueException unknown(String name, Schema schema) {
        List<String> names = schema.names();
        String hint = names.stream()
                .filter(n -> n.equalsIgnoreCase(name.strip()))
                .findFirst()
                .map(n -> "did you mean \"" + n + "\"?")
                .orElse("the columns are " + String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))
                        + (names.size() > SHOWN ? ", …" : "") + "; leave the field out or add the column.");
        return new BadValueException("unknown_column", "Field \"" + name + "\" is no column; " + hint);
    }
}
