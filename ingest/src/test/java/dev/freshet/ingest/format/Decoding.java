package dev.freshet.ingest.format;

import dev.freshet.spi.connect.InputRows;
import dev.freshet.spi.connect.Rejected;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Values;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a decoder made of a text, boxed for comparison. */
record Decoding(List<List<@Nullable Object>> rows, List<String> ops, List<Rejected> rejected) {
    static Decoding of(Format format, DecodeOptions options, Schema schema, String text) {
        DecodedRows out = new DecodedRows("t", schema);
        format.decoder(schema, options).decodeAll(text.getBytes(StandardCharsets.UTF_8), out);
        return of(schema, out);
    }

    static Decoding of(Schema schema, DecodedRows out) {
        InputRows taken = out.takeRows("t");
        List<List<@Nullable Object>> rows = new ArrayList<>();
        List<String> ops = new ArrayList<>();
        for (int i = 0; i < taken.rows().size(); i++) {
            rows.add(Values.row(schema, taken.rows(), i));
            ops.add(taken.op(i).name());
        }
        return new Decoding(rows, ops, out.takeRejected());
    }

    List<String> codes() {
        return rejected.stream().map(Rejected::code).toList();
    }

    List<@Nullable Object> onlyRow() {
        if (rows.size() != 1) {
            throw new AssertionError(rows.size() + " rows, rejected " + rejected);
        }
        return rows.getFirst();
    }
}
