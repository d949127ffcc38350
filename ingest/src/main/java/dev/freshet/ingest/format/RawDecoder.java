package dev.freshet.ingest.format;

import dev.freshet.spi.connect.Op;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;

/** The whole input as the value of the only column, which is BYTES, VARCHAR or VARIANT. */
final class RawDecoder implements Decoder {
    private final boolean binary;
    private final ValueReader reader;
    private final RowCells cells;
    private final Token token = new Token();

    RawDecoder(Schema schema) {
        if (schema.size() != 1) {
            throw new IllegalArgumentException("format raw needs a table with one column, not " + schema.size());
        }
        binary = schema.type(0) instanceof Type.Bytes;
        reader = ValueReader.of(schema.field(0).name(), schema.type(0), true);
        cells = new RowCells(schema);
    }

    @Override
    public void start(long firstLine) {}

    @Override
    public long line() {
        return 0;
    }

    @Override
    public int decode(byte[] bytes, int from, int to, boolean last, DecodedRows out) {
        if (!last) {
            return from;
        }
        try {
            cells.clear();
            if (binary) {
                cells.setSpan(0, bytes, from, to - from);
            } else {
                text(bytes, from, to);
            }
            cells.appendTo(out.builder());
            out.endRow(Op.UPSERT);
        } catch (BadValueException e) {
            out.reject(e, 0, bytes, from, to);
        }
        return to;
    }

    private void text(byte[] bytes, int from, int to) {
        if (Utf8.firstInvalid(bytes, from, to) >= 0) {
            throw BadValueException.value("The record is not UTF-8; declare the column BYTES to take it as it is.");
        }
        token.set(Token.Kind.TEXT, bytes, from, to);
        reader.read(token, cells, 0);
    }
}
