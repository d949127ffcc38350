package dev.freshet.ingest.connector.files;

import java.util.List;

/**
 * What a file has put into its table so far.
 *
 * @param stamp the file when it was read to its end
 * @param offset bytes taken; for documents 0
 * @param line 1-based number of the line that comes next
 * @param sum check sum of the bytes taken, to tell an append from a rewrite
 * @param copies names of the kept copies that together hold the bytes taken
 */
record Contribution(FileStamp stamp, long offset, long line, String sum, List<String> copies) {
    Contribution {
        copies = List.copyOf(copies);
    }

    static Contribution document(FileStamp stamp) {
        return new Contribution(stamp, 0, 0, "", List.of());
    }

    Contribution at(FileStamp newStamp) {
        return new Contribution(newStamp, offset, line, sum, copies);
    }
}
