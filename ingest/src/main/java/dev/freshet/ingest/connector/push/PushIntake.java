package dev.freshet.ingest.connector.push;

import dev.freshet.ingest.format.DecodeOptions;
import dev.freshet.ingest.format.DecodedRows;
import dev.freshet.ingest.format.Format;
import dev.freshet.ingest.format.Utf8;
import dev.freshet.spi.connect.Intake;
import dev.freshet.spi.data.Schema;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes intakes for one pushed table. Thread-safe; decoding runs on the caller's thread, outside any epoch. */
public final class PushIntake {
    private final String table;
    private final Schema schema;

    public PushIntake(String table, Schema schema) {
        this.table = table;
        this.schema = schema;
    }

    /**
     * The request's rows, in order, and its bad records.
     *
     * @throws PushRefusedException when encoding, content type or format cannot be taken at all
     */
    public Intake read(PushRequest request) {
        DecodeOptions options = options(request.format());
        Format format = format(request.contentType());
        if (options.changes() && format != Format.JSON) {
            throw new PushRefusedException(
                    415, "unsupported_media_type", "format=change takes application/x-ndjson only.");
        }
        int bad = Utf8.firstInvalid(request.body(), 0, request.body().length);
        if (bad >= 0) {
            throw new PushRefusedException(
                    400, "bad_encoding", "The body is not UTF-8 at byte " + (bad + 1) + "; send UTF-8.");
        }
        DecodedRows rows = new DecodedRows(table, schema);
        rows.origin(request.origin());
        format.decoder(schema, options).decodeAll(request.body(), rows);
        return new Intake(
                table,
                List.of(rows.takeRows(table)),
                rows.takeRejected(),
                null,
                request.body().length,
                request.received(),
                request.reply());
    }

    private static DecodeOptions options(String format) {
        return switch (format) {
            case "row" -> DecodeOptions.PUSHED_ROWS;
            case "change" -> DecodeOptions.PUSHED_CHANGES;
            default ->
                throw new PushRefusedException(
                        400, "bad_parameter", "format is \"" + format + "\"; it must be row or change.");
        };
    }

    private static Format format(@Nullable String contentType) {
        String[] parts = contentType == null ? new String[] {""} : contentType.split(";");
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().toLowerCase(Locale.ROOT).replace("\"", "");
            if (parameter.startsWith("charset=")
                    && !parameter.equals("charset=utf-8")
                    && !parameter.equals("charset=us-ascii")) {
                throw new PushRefusedException(415, "unsupported_media_type", "Send UTF-8, not " + parameter + ".");
            }
        }
        return switch (parts[0].strip().toLowerCase(Locale.ROOT)) {
            case "application/x-ndjson" -> Format.JSON;
            case "text/csv" -> Format.CSV;
            default ->
                throw new PushRefusedException(415, "unsupported_media_type", "Send application/x-ndjson or text/csv.");
        };
    }
}
