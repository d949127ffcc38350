package dev.freshet.ingest.format;

import dev.freshet.spi.connect.Op;
import dev.freshet.spi.data.Schema;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * CSV as RFC 4180 has it: commas, double quotes, CRLF or LF. An empty field without quotes is NULL, {@code ""} the empty
 * text; blank lines are skipped. A bad header makes every record behind it a bad one, for the same reason.
 */
final class CsvDecoder implements Decoder {
    private static final int IGNORED = -1;

    private final Schema schema;
    private final DecodeOptions options;
    private final ValueReader[] readers;
    private final RowCells cells;
    private final CsvScanner scanner = new CsvScanner();
    private final Token token = new Token();
    private int @Nullable [] columns;
    private @Nullable BadValueException badHeader;
    private long line = 1;
    private boolean atStart = true;

    CsvDecoder(Schema schema, DecodeOptions options) {
        this.schema = schema;
        this.options = options;
        this.cells = new RowCells(schema);
        this.readers = schema.fields().stream()
                .map(f -> ValueReader.of(f.name(), f.type(), true))
                .toArray(ValueReader[]::new);
        this.columns = inOrder();
    }

    private int @Nullable [] inOrder() {
        int[] order = new int[schema.size()];
        Arrays.setAll(order, c -> c);
        return options.header() ? null : order;
    }

    @Override
    public void start(long firstLine) {
        line = firstLine;
        atStart = true;
        badHeader = null;
        columns = inOrder();
    }

    @Override
    public int resume(byte[] bytes, int from, int to, long atLine) {
        start(1);
        DecodedRows none = new DecodedRows("", schema);
        int at = Bom.skip(bytes, from, to);
        atStart = false;
        while (at < to && columns == null) {
            at = Math.max(record(bytes, at, to, true, none), at + 1);
        }
        line = atLine;
        return at;
    }

    @Override
    public long line() {
        return line;
    }

    @Override
    public int decode(byte[] bytes, int from, int to, boolean last, DecodedRows out) {
        int at = atStart ? Bom.skip(bytes, from, to) : from;
        atStart = false;
        while (at < to) {
            int next = record(bytes, at, to, last, out);
            if (next < 0) {
                return at;
            }
            at = next;
        }
        return at;
    }

    /** Takes one record; returns the index behind it, or -1 when it is not complete. */
    private int record(byte[] bytes, int from, int to, boolean last, DecodedRows out) {
        int next;
        BadValueException problem = null;
        try {
            next = scanner.record(bytes, from, to, last);
        } catch (BadValueException e) {
            problem = e;
            next = CsvScanner.lineEnd(bytes, from, to);
            if (next == to && !last && bytes[to - 1] != '\n') {
                return -1;
            }
        }
        if (next < 0) {
            return -1;
        }
        if (problem == null && scanner.isBlank()) {
            line += scanner.lines();
            return next;
        }
        accept(problem, bytes, from, next, out);
        line += problem == null ? scanner.lines() : 1;
        return next;
    }

    private void accept(@Nullable BadValueException problem, byte[] bytes, int from, int next, DecodedRows out) {
        int[] map = columns;
        if (map == null) {
            header(problem);
            if (badHeader != null) {
                out.reject(badHeader, line, bytes, from, next);
            }
            return;
        }
        try {
            if (problem != null || badHeader != null) {
                throw problem != null ? problem : badHeader;
            }
            row(map);
            cells.appendTo(out.builder());
            out.endRow(Op.UPSERT);
        } catch (BadValueException e) {
            out.reject(e, line, bytes, from, next);
        }
    }

    private void row(int[] map) {
        if (scanner.count() != map.length) {
            throw BadValueException.csv("The record has " + scanner.count() + " fields, but "
                    + (options.header() ? "the header has " : "the table has ") + map.length + " columns; "
                    + (scanner.count() < map.length ? "add the missing fields." : "quote fields that hold commas."));
        }
        cells.clear();
        for (int i = 0; i < map.length; i++) {
            int c = map[i];
            if (c == IGNORED) {
                continue;
            }
            if (scanner.isNull(i)) {
                cells.setNull(c);
            } else {
                scanner.field(i, token);
                readers[c].read(token, cells, c);
            }
        }
        cells.requireAll();
    }

    private void header(@Nullable BadValueException problem) {
        badHeader = problem;
        int[] map = new int[problem == null ? scanner.count() : 0];
        columns = map;
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < map.length; i++) {
            scanner.field(i, token);
            String name = token.text();
            map[i] = schema.indexOf(name);
            if (map[i] < 0 && options.refuseUnknown()) {
                badHeader = Columns.unknown(name, schema);
            } else if (!seen.add(name)) {
                badHeader = BadValueException.csv("The header names \"" + name + "\" twice; name each column once.");
            }
        }
    }
}
