package dev.freshet.meta;

import dev.freshet.spi.connect.Intake.StoredReply;
import dev.freshet.spi.connect.Rejected;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.store.EpochRecord;
import dev.freshet.spi.store.ViewReject;
import java.util.List;
import java.util.Map;

/** Small epochs for tests: table {@code t} and view {@code v}, both of (id, name). */
public final class Epochs {
    public static final Schema SCHEMA =
            Schema.of(new Field("id", Type.BIGINT.notNull()), new Field("name", Type.TEXT.nullable()));

    private Epochs() {}

    public static ColumnBatch rows(long weight, long... ids) {
        BatchBuilder b = new BatchBuilder(SCHEMA);
        for (long id : ids) {
            b.row(weight, id, "name " + id);
        }
        return b.build();
    }

    /** Epoch e inserts row e, and the view shows it. */
    public static EpochRecord epoch(long e) {
        return with(e, rows(1, e), rows(1, e));
    }

    public static EpochRecord with(long e, ColumnBatch input, ColumnBatch output) {
        return new EpochRecord(
                e,
                Map.of("t", "{\"offset\": " + e + "}"),
                Map.of("t", input),
                Map.of("v", output),
                ColumnBatch.empty(ViewReject.SCHEMA),
                List.of(),
                List.of(),
                "hash " + e,
                Map.of("now", 1000 * e));
    }

    public static EpochRecord withRejects(long e, ColumnBatch viewRejects, List<Rejected> rejected) {
        EpochRecord r = epoch(e);
        return new EpochRecord(
                e, r.positions(), r.inputs(), r.outputs(), viewRejects, rejected, List.of(), r.outputHash(), r.ticks());
    }

    public static EpochRecord withReplies(long e, StoredReply... replies) {
        EpochRecord r = epoch(e);
        return new EpochRecord(
                e,
                r.positions(),
                r.inputs(),
                r.outputs(),
                r.viewRejects(),
                List.of(),
                List.of(replies),
                r.outputHash(),
                r.ticks());
    }

    public static ColumnBatch viewReject(long weight, String row) {
        return new BatchBuilder(ViewReject.SCHEMA)
                .row(weight, "v", "division_by_zero", "a / b with b = 0", row)
                .build();
    }
}
