package dev.freshet.ingest.format;

import dev.freshet.spi.data.Schema;
import java.util.Locale;
import java.util.Optional;

/** The record formats that can be decoded into rows. */
public enum Format {
    JSON,
    CSV,
    /** The whole input is the value of the schema's only column. */
    RAW;

    public Decoder decoder(Schema schema, DecodeOptions options) {
        return switch (this) {
            case JSON -> new JsonDecoder(schema, options);
            case CSV -> new CsvDecoder(schema, options);
            case RAW -> new RawDecoder(schema);
        };
    }

    /** The format of that name as documents spell it, in lower case. */
    public static Optional<Format> named(String name) {
        for (Format f : values()) {
            if (f.name().toLowerCase(Locale.ROOT).equals(name)) {
                return Optional.of(f);
            }
        }
        return Optional.empty();
    }
}
