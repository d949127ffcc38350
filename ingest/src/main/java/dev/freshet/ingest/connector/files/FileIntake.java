package dev.freshet.ingest.connector.files;

import dev.freshet.ingest.format.BadValueException;
import dev.freshet.ingest.format.DecodedRows;
import dev.freshet.spi.connect.InputRows;
import dev.freshet.spi.connect.Intake;
import dev.freshet.spi.connect.Op;
import dev.freshet.spi.connect.Rejected;
import dev.freshet.spi.data.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Gathers one intake: rows in order of application, bad records, and the size for flow control. */
final class FileIntake {
    private final FilesSource source;
    private final DecodedRows rows;
    private final List<InputRows> before = new ArrayList<>();
    private final Instant received = Instant.now();
    private long bytes;

    FileIntake(FilesSource source) {
        this.source = source;
        this.rows = new DecodedRows(source.name(), source.schema());
    }

    DecodedRows rows() {
        return rows;
    }

    long bytes() {
        return bytes;
    }

    void count(long moreBytes) {
        bytes += moreBytes;
    }

    void file(String path) {
        rows.origin(Map.of("file", path));
    }

    /** Takes back rows that an earlier intake added; they apply before all others. */
    void takeBack(DecodedRows former) {
        Schema schema = source.schema();
        InputRows taken = former.takeRows(source.table());
        if (schema.size() > 0 && taken.rows().size() > 0) {
            byte[] ops = new byte[taken.rows().size()];
            Arrays.fill(ops, Op.DELETE.code());
            before.add(new InputRows(source.table(), taken.rows(), ops));
        }
    }

    void reject(String path, String code, String detail) {
        file(path);
        rows.reject(new BadValueException(code, detail), 0, new byte[0], 0, 0);
    }

    Intake finish(FilesPosition position) {
        List<InputRows> all = new ArrayList<>(before);
        if (rows.accepted() > 0) {
            all.add(rows.takeRows(source.table()));
        }
        List<Rejected> rejected = rows.takeRejected();
        return new Intake(source.name(), all, rejected, position.toJson(), bytes, received, Intake.Reply.NONE);
    }
}
