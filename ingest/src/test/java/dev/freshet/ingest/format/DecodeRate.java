package dev.freshet.ingest.format;

import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Prints how many small rows a second one core decodes; run by hand. */
final class DecodeRate {
    private DecodeRate() {}

    public static void main(String[] args) {
        Random random = new Random(1);
        StringBuilder words = new StringBuilder();
        StringBuilder orders = new StringBuilder();
        int n = 100_000;
        for (int i = 0; i < n; i++) {
            words.append("{\"word\":\"word").append(random.nextInt(5000)).append("\"}\n");
            orders.append("{\"id\":")
                    .append(i)
                    .append(",\"customer\":\"c")
                    .append(random.nextInt(1000))
                    .append("\",\"amount\":\"")
                    .append(random.nextInt(10000))
                    .append(".25\",\"placed_at\":\"2026-01-31T12:00:00.123456\"}\n");
        }
        Schema one = Schema.of(new Field("word", Type.TEXT.nullable()));
        Schema four = Schema.of(
                new Field("id", Type.BIGINT.notNull()),
                new Field("customer", Type.TEXT.nullable()),
                new Field("amount", new Type.Decimal(12, 2).nullable()),
                new Field("placed_at", Type.TIMESTAMP.nullable()));
        for (int round = 0; round < 4; round++) {
            time("words", one, words.toString(), n);
            time("orders", four, orders.toString(), n);
        }
    }

    private static void time(String what, Schema schema, String text, int rows) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Decoder decoder = Format.JSON.decoder(schema, DecodeOptions.PUSHED_ROWS);
        DecodedRows out = new DecodedRows("t", schema);
        long start = System.nanoTime();
        int turns = 30;
        long cells = 0;
        for (int i = 0; i < turns; i++) {
            decoder.decodeAll(bytes, out);
            cells += out.takeRows("t").rows().size();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%s: %.2f M rows/s, %.0f MB/s, %d%n",
                what, cells / seconds / 1e6, bytes.length * (double) turns / seconds / 1e6, cells);
    }
}
