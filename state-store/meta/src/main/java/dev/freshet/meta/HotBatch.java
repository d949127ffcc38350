package dev.freshet.meta;

import com.github.luben.zstd.Zstd;
import dev.freshet.spi.data.BatchFormat1;
import dev.freshet.spi.data.ColumnBatch;

/**
 * A batch as the hot journal stores it.
 *
 * @param codec 0 plain, 1 Zstandard
 * @param rawBytes size once unpacked
 */
public record HotBatch(int rows, int codec, int rawBytes, byte[] bytes) {
    private static final int PLAIN = 0;
    private static final int ZSTANDARD = 1;
    /** Below this a frame saves nothing worth its time. */
    private static final int SMALL = 512;

    public static HotBatch pack(ColumnBatch batch) {
        byte[] raw = BatchFormat1.encode(batch);
        if (raw.length >= SMALL) {
            byte[] packed = Zstd.compress(raw, 1);
            if (packed.length < raw.length) {
                return new HotBatch(batch.size(), ZSTANDARD, raw.length, packed);
            }
        }
        return new HotBatch(batch.size(), PLAIN, raw.length, raw);
    }

    /** The batch, its checksum verified; throws {@link BatchFormat1.CorruptBatchException}. */
    public ColumnBatch unpack() {
        return switch (codec) {
            case PLAIN -> BatchFormat1.decode(bytes);
            case ZSTANDARD -> BatchFormat1.decode(inflate());
            default -> throw new BatchFormat1.CorruptBatchException("codec " + codec + " of a stored batch");
        };
    }

    private byte[] inflate() {
        byte[] raw = new byte[rawBytes];
        long n = Zstd.decompress(raw, bytes);
        if (Zstd.isError(n) || n != rawBytes) {
            throw new BatchFormat1.CorruptBatchException("a stored batch does not unpack to " + rawBytes + " bytes");
        }
        return raw;
    }
}
