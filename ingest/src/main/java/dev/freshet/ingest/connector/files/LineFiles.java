package dev.freshet.ingest.connector.files;

import dev.freshet.ingest.connector.ConnectorException;
import dev.freshet.ingest.format.DecodeOptions;
import dev.freshet.ingest.format.DecodedRows;
import dev.freshet.ingest.format.Decoder;
import dev.freshet.ingest.format.Format;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lines of files. New and appended lines are handed over in pieces; a rewritten file is taken back and read again as
 * one piece. A last line without line end counts as a line; when it grows later, the file counts as rewritten.
 */
final class LineFiles {
    private static final int WINDOW = 256 * 1024;
    private static final int MAX_ROWS = 20_000;
    private static final int SUM_BYTES = 12;

    private final FilesSource source;
    private final FilesPosition position;
    private final Format format;
    private final Decoder decoder;
    private final boolean keepsCopies;
    private final Copies copies;
    private final MessageDigest sum = Copies.sha256();
    private String path = "";
    private FileStamp stamp = FileStamp.NONE;
    private byte @Nullable [] bytes;
    private int at;

    LineFiles(FilesSource source, FilesPosition position) {
        this.source = source;
        this.position = position;
        this.format = source.settings().lines().orElseThrow();
        this.decoder = format.decoder(source.schema(), DecodeOptions.FILE_LINES);
        this.keepsCopies = source.settings().watch();
        this.copies = new Copies(source.workFolder());
    }

    /** A file is partly read; {@link #advance} goes on with it. */
    boolean inProgress() {
        return bytes != null;
    }

    /**
     * A file with new content. A rewritten one is put into the intake at once (true); otherwise its new lines are in
     * progress afterwards.
     */
    boolean changed(String file, FileStamp newStamp, byte[] content, FileIntake intake) throws IOException {
        Contribution former = position.files.get(file);
        path = file;
        stamp = newStamp;
        bytes = content;
        if (former == null || former.offset() == 0) {
            begin(file);
            return false;
        }
        if (isAppended(former, content)) {
            decoder.resume(content, 0, content.length, former.line());
            at = (int) former.offset();
            return false;
        }
        takeBack(former, intake);
        begin(file);
        while (bytes != null) {
            window(content, intake);
        }
        return true;
    }

    /** Whether the content begins with what was taken; leaves the running check sum behind exactly that. */
    private boolean isAppended(Contribution former, byte[] content) {
        int offset = (int) former.offset();
        if (content.length < offset) {
            return false;
        }
        sum.reset();
        sum.update(content, 0, offset);
        boolean lineEnded = content.length == offset || isEnd(content[offset - 1]) || isEnd(content[offset]);
        return lineEnded && soFar().equals(former.sum());
    }

    private static boolean isEnd(byte b) {
        return b == '\n' || b == '\r';
    }

    private String soFar() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) sum.clone()).digest(), 0, SUM_BYTES);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void begin(String file) {
        position.files.put(file, new Contribution(FileStamp.NONE, 0, 1, "", List.of()));
        decoder.start(1);
        sum.reset();
        at = 0;
    }

    /** Goes on with the file in progress, as far as one intake should reach. */
    void advance(FileIntake intake) {
        for (byte[] content = bytes; content != null && intake.rows().accepted() < MAX_ROWS; content = bytes) {
            window(content, intake);
            if (intake.bytes() >= 4L * WINDOW) {
                break;
            }
        }
    }

    private void window(byte[] content, FileIntake intake) {
        intake.file(path);
        int from = at;
        for (long size = WINDOW; at == from && from < content.length; size *= 2) {
            int end = (int) Math.min(content.length, from + size);
            at = decoder.decode(content, from, end, end == content.length, intake.rows());
        }
        intake.count(at - from);
        sum.update(content, from, at - from);
        remember(content, from);
    }

    private void remember(byte[] content, int from) {
        Contribution former = position.files.getOrDefault(path, Contribution.document(FileStamp.NONE));
        boolean whole = at >= content.length;
        position.files.put(
                path,
                new Contribution(
                        whole ? stamp : FileStamp.NONE,
                        at,
                        decoder.line(),
                        soFar(),
                        keepsCopies && at > from ? kept(former.copies(), content, from) : former.copies()));
        if (whole) {
            bytes = null;
        }
    }

    private List<String> kept(List<String> names, byte[] content, int from) {
        try {
            return copies.append(path, names, content, from, at);
        } catch (IOException e) {
            throw new ConnectorException("cannot keep a copy of " + path, e);
        }
    }

    /** Puts the deletion of everything that a file contributed into the intake. */
    void takeBack(Contribution former, FileIntake intake) throws IOException {
        if (former.copies().isEmpty()) {
            return;
        }
        byte[] content = copies.read(former.copies());
        DecodedRows rows = new DecodedRows(source.name(), source.schema());
        Decoder own = format.decoder(source.schema(), DecodeOptions.FILE_LINES);
        own.decodeAll(content, rows);
        intake.takeBack(rows);
        intake.count(content.length);
        copies.retire(former.copies());
    }

    void dropCopies(Set<String> durable, Set<String> current) {
        copies.dropAllBut(durable, current);
    }
}
