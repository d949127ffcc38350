package dev.freshet.meta;

import dev.freshet.spi.data.ByteString;
import dev.freshet.spi.data.BytesColumn;
import dev.freshet.spi.data.ColumnBatch;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Net change of one distinct line of view rejects within an epoch. */
record ViewRejectDelta(ByteString digest, String view, String code, String detail, byte[] row, long weight) {
    private static final int MOST_BYTES = 64 * 1024;

    /** The lines that change, weights summed, zero ones left out. */
    static List<ViewRejectDelta> of(ColumnBatch batch) {
        Map<ByteString, ViewRejectDelta> lines = new LinkedHashMap<>();
        for (int i = 0; i < batch.size(); i++) {
            ViewRejectDelta line = line(batch, i);
            lines.merge(line.digest, line, (a, b) -> a.plus(b.weight));
        }
        List<ViewRejectDelta> out = new ArrayList<>(lines.values());
        out.removeIf(l -> l.weight == 0);
        return out;
    }

    private ViewRejectDelta plus(long more) {
        return new ViewRejectDelta(digest, view, code, detail, row, weight + more);
    }

    private static ViewRejectDelta line(ColumnBatch batch, int i) {
        String view = text(batch, 0, i);
        String code = text(batch, 1, i);
        String detail = text(batch, 2, i);
        byte[] row = ((BytesColumn) batch.column(3)).get(i);
        byte[] kept = row.length <= MOST_BYTES ? row : java.util.Arrays.copyOf(row, MOST_BYTES);
        return new ViewRejectDelta(digest(view, code, detail, row), view, code, detail, kept, batch.weight(i));
    }

    private static String text(ColumnBatch batch, int column, int row) {
        return PgText.clean(((BytesColumn) batch.column(column)).text(row));
    }

    private static ByteString digest(String view, String code, String detail, byte[] row) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String part : List.of(view, code, detail)) {
                sha.update(part.getBytes(StandardCharsets.UTF_8));
                sha.update((byte) 0);
            }
            return new ByteString(sha.digest(row));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
