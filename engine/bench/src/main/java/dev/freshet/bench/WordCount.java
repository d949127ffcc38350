package dev.freshet.bench;

import dev.freshet.core.expr.EvaluationContext;
import dev.freshet.ingest.format.DecodeOptions;
import dev.freshet.ingest.format.DecodedRows;
import dev.freshet.ingest.format.Decoder;
import dev.freshet.ingest.format.Format;
import dev.freshet.spi.connect.Intake;
import dev.freshet.spi.data.BytesColumn;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.worker.engine.PipelineEngine;
import dev.freshet.worker.engine.StateBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Words counted out of a file of JSON lines. Reading and decoding are inside the time for both; every epoch's changed counts
 * are seen before the next epoch begins, and the engine keeps its view ready to be read, as a worker does.
 */
final class WordCount implements Work {
    static final Schema WORDS = Schema.of(new Field("word", Type.TEXT.nullable()));
    static final String SQL = """
            CREATE TABLE words (word VARCHAR);
            CREATE VIEW counts AS SELECT word, COUNT(*) AS occurrences FROM words GROUP BY word;
            """;

    private final int rows;

    WordCount(int rows) {
        this.rows = rows;
    }

    @Override
    public String name() {
        return "wordcount";
    }

    @Override
    public List<String> cases() {
        return List.of("all at once", "epochs of 1000", "epochs of 100000");
    }

    private int perEpoch(String one) {
        return one.startsWith("epochs of ") ? Integer.parseInt(one.substring("epochs of ".length())) : rows;
    }

    private interface Reading {
        List<Measured> of(Path file) throws IOException;
    }

    private List<Measured> onFile(Reading reading) throws IOException {
        Path file = Files.createTempFile("freshet-words-", ".jsonl");
        try {
            Files.write(file, Words.lines(rows));
            return reading.of(file);
        } finally {
            Files.delete(file);
        }
    }

    @Override
    public List<Measured> freshet(String one) throws IOException {
        return onFile(file -> engine(file, perEpoch(one)));
    }

    private List<Measured> engine(Path file, int perEpoch) throws IOException {
        PipelineEngine engine = new PipelineEngine(
                Definition.plan(SQL), Set.of("words"), EvaluationContext.NONE, Map.of(), StateBudget.UNBOUNDED);
        Decoder decoder = Format.JSON.decoder(WORDS, DecodeOptions.FILE_LINES);
        long[] latencies = new long[(rows + perEpoch - 1) / perEpoch];
        Sums sums = new Sums();
        long start = System.nanoTime();
        byte[] lines = Files.readAllBytes(file);
        int width = lines.length / rows;
        decoder.start(1);
        for (int e = 0; e < latencies.length; e++) {
            long before = System.nanoTime();
            int from = e * perEpoch * width;
            int to = Math.min(lines.length, from + perEpoch * width);
            DecodedRows decoded = new DecodedRows("words", WORDS);
            decoder.decode(lines, from, to, true, decoded);
            Intake intake = new Intake(
                    "words",
                    List.of(decoded.takeRows("words")),
                    List.of(),
                    null,
                    to - from,
                    Instant.EPOCH,
                    Intake.Reply.NONE);
            PipelineEngine.Step step = engine.step(e + 1, List.of(intake));
            engine.publish(step.record());
            see(step.record().outputs().get("counts"), sums);
            latencies[e] = System.nanoTime() - before;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long[] told = latencies.length == 1 ? new long[0] : latencies;
        return List.of(new Measured("", rows, seconds, told, engine.stateBytes(), sums.toString()));
    }

    /** Reads the changes as a sink would. */
    static void see(@Nullable ColumnBatch changes, Sums sums) {
        if (changes == null) {
            return;
        }
        BytesColumn words = (BytesColumn) changes.column(0);
        LongColumn counts = (LongColumn) changes.column(1);
        for (int i = 0; i < changes.size(); i++) {
            long hash = fnv(words.data(), words.start(i), words.start(i) + words.length(i));
            sums.see(changes.weight(i), counts.get(i), hash * counts.get(i));
        }
    }

    private static long fnv(byte[] bytes, int from, int to) {
        long h = 0xcbf29ce484222325L;
        for (int i = from; i < to; i++) {
            h = (h ^ (bytes[i] & 255)) * 0x100000001b3L;
        }
        return h;
    }

    @Override
    public List<Measured> loop(String one) throws IOException {
        return onFile(this::plain);
    }

    /** Finds the word between its quotes and counts it in a table made for byte strings. */
    private List<Measured> plain(Path file) throws IOException {
        long start = System.nanoTime();
        byte[] lines = Files.readAllBytes(file);
        Counter counter = new Counter();
        int at = 0;
        while (at < lines.length) {
            int from = at + 9;
            int to = from;
            while (lines[to] != '"') {
                to++;
            }
            counter.add(lines, from, to);
            while (lines[to] != '\n') {
                to++;
            }
            at = to + 1;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Sums sums = new Sums();
        counter.tell(sums);
        return List.of(new Measured("", rows, seconds, new long[0], 0, sums.toString()));
    }

    /** Open addressing over copies of the words. */
    private static final class Counter {
        private final byte[][] words = new byte[1 << 14][];
        private final long[] counts = new long[1 << 14];

        void add(byte[] line, int from, int to) {
            int hash = 1;
            for (int i = from; i < to; i++) {
                hash = hash * 31 + line[i];
            }
            int p = (hash ^ hash >>> 15) & (words.length - 1);
            while (words[p] != null && !Arrays.equals(words[p], 0, words[p].length, line, from, to)) {
                p = (p + 1) & (words.length - 1);
            }
            if (words[p] == null) {
                words[p] = Arrays.copyOfRange(line, from, to);
            }
            counts[p]++;
        }

        void tell(Sums sums) {
            for (int p = 0; p < words.length; p++) {
                byte[] word = words[p];
                if (word != null) {
                    sums.see(1, counts[p], fnv(word, 0, word.length) * counts[p]);
                }
            }
        }
    }
}
