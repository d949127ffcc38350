package dev.freshet.lake;

import java.time.Instant;
import java.util.List;
import org.apache.iceberg.io.FileIO;

/**
 * Where a pipeline's files lie: a folder or a bucket's prefix. A file is made once and whole, never renamed, appended to or
 * overwritten, and is durable when its writer is closed. Refuses whatever lies outside. Thread-safe.
 */
interface Warehouse extends FileIO {
    /** A file and when it was last written, by the storage's clock. */
    record Stored(String location, Instant modified) {}

    /** All files, each with its location in the form of {@link #normal}. */
    List<Stored> list();

    /** The one form of a location that equal files share. */
    String normal(String location);

    /** The warehouse of an address {@code file:…}, a path or {@code s3://bucket/prefix}. */
    static Warehouse at(String address, S3Settings s3) {
        return address.startsWith("s3:") ? new S3Warehouse(address, s3) : new LocalFileIO(address);
    }
}
