package dev.freshet.ingest.format;

import dev.freshet.spi.connect.Op;
import dev.freshet.spi.data.Schema;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** JSON objects, one per line or one per input, straight into columns; of duplicate fields the last one wins. */
final class JsonDecoder implements Decoder {
    private static final byte[] OP = {'o', 'p'};
    private static final byte[] ROW = {'r', 'o', 'w'};
    private static final int IGNORED = -1;

    private final Schema schema;
    private final DecodeOptions options;
    private final byte[][] names;
    private final ValueReader[] readers;
    private final RowCells cells;
    private final JsonScanner scanner = new JsonScanner();
    private final Token name = new Token();
    private final Token value = new Token();
    private long line = 1;
    private boolean atStart = true;

    JsonDecoder(Schema schema, DecodeOptions options) {
        this.schema = schema;
        this.options = options;
        this.cells = new RowCells(schema);
        this.names = schema.names().stream()
                .map(n -> n.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        this.readers = schema.fields().stream()
                .map(f -> ValueReader.of(f.name(), f.type(), false))
                .toArray(ValueReader[]::new);
    }

    @Override
    public void start(long firstLine) {
        line = firstLine;
        atStart = true;
    }

    @Override
    public long line() {
        return line;
    }

    @Override
    public int decode(byte[] bytes, int from, int to, boolean last, DecodedRows out) {
        if (options.wholeInput()) {
            return whole(bytes, from, to, last, out);
        }
        int at = from;
        while (at < to) {
            int newline = at;
            while (newline < to && bytes[newline] != '\n') {
                newline++;
            }
            if (newline == to && !last) {
                return at;
            }
            record(bytes, at, newline, out);
            line++;
            at = Math.min(to, newline + 1);
        }
        return at;
    }

    private int whole(byte[] bytes, int from, int to, boolean last, DecodedRows out) {
        if (!last) {
            return from;
        }
        line = 0;
        record(bytes, from, to, out);
        return to;
    }

    private void record(byte[] bytes, int from, int to, DecodedRows out) {
        int first = atStart ? Bom.skip(bytes, from, to) : from;
        atStart = false;
        if (!options.wholeInput() && isBlank(bytes, first, to)) {
            return;
        }
        try {
            scanner.over(bytes, first, to);
            cells.clear();
            Op op = options.changes() ? envelope() : row();
            scanner.expectEnd();
            if (op == Op.DELETE) {
                cells.requireKey();
            } else {
                cells.requireAll();
            }
            cells.appendTo(out.builder());
            out.endRow(op);
        } catch (BadValueException e) {
            out.reject(e, line, bytes, from, to);
        }
    }

    private static boolean isBlank(byte[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            if (b[i] != ' ' && b[i] != '\r' && b[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    private Op row() {
        scanner.expect('{');
        if (scanner.take('}')) {
            return Op.UPSERT;
        }
        int guess = 0;
        do {
            scanner.name(name);
            int c = column(guess);
            scanner.expect(':');
            scanner.value(value);
            if (c != IGNORED) {
                read(c);
                guess = c + 1;
            }
        } while (scanner.take(','));
        scanner.expect('}');
        return Op.UPSERT;
    }

    private void read(int c) {
        if (value.kind == Token.Kind.NULL) {
            cells.setNull(c);
        } else {
            readers[c].read(value, cells, c);
        }
    }

    /** The column that the name just read denotes; fields mostly come in the same order. */
    private int column(int guess) {
        if (guess < names.length && isName(names[guess])) {
            return guess;
        }
        for (int c = 0; c < names.length; c++) {
            if (isName(names[c])) {
                return c;
            }
        }
        if (options.refuseUnknown()) {
            throw Columns.unknown(name.text(), schema);
        }
        return IGNORED;
    }

    private boolean isName(byte[] candidate) {
        return candidate.length == name.length()
                && Arrays.equals(candidate, 0, candidate.length, name.bytes, name.from, name.to);
    }

    private Op envelope() {
        Op op = null;
        boolean hasRow = false;
        scanner.expect('{');
        do {
            scanner.name(name);
            boolean isRow = isName(ROW);
            if (!isRow && !isName(OP)) {
                throw new BadValueException(
                        "unknown_column",
                        "Field \"" + name.text()
                                + "\" is not part of a change; send {\"op\": \"insert|upsert|delete\", \"row\": {…}}.");
            }
            scanner.expect(':');
            if (isRow) {
                cells.clear();
                row();
                hasRow = true;
            } else {
                scanner.value(value);
                op = op();
            }
        } while (scanner.take(','));
        scanner.expect('}');
        if (op == null || !hasRow) {
            throw new BadValueException(
                    "missing_value",
                    "Field \"" + (op == null ? "op" : "row")
                            + "\" is missing; send {\"op\": \"insert|upsert|delete\", \"row\": {…}}.");
        }
        return op;
    }

    private Op op() {
        return switch (value.kind == Token.Kind.TEXT ? value.text() : "") {
            case "insert" -> Op.INSERT;
            case "upsert" -> Op.UPSERT;
            case "delete" -> Op.DELETE;
            default ->
                throw BadValueException.value(
                        "Field \"op\" holds " + value.shown() + "; send \"insert\", \"upsert\" or \"delete\".");
        };
    }
}
