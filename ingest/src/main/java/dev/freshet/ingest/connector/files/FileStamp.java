package dev.freshet.ingest.connector.files;

import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/** Size in bytes and modification time in microseconds since 1970: equal stamps count as equal content. */
record FileStamp(long size, long modified) {
    /** Of a file that was not read to its end. */
    static final FileStamp NONE = new FileStamp(-1, 0);

    static FileStamp of(BasicFileAttributes attributes) {
        return new FileStamp(attributes.size(), attributes.lastModifiedTime().to(TimeUnit.MICROSECONDS));
    }
}
