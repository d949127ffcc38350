package dev.freshet.bench;

import dev.freshet.core.expr.EvaluationContext;
import dev.freshet.core.plan.AggregateCall;
import dev.freshet.core.plan.Plan;
import dev.freshet.core.plan.PlanNode;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code SELECT word, count(*) FROM words GROUP BY word}: JSON lines are decoded inside the time, every epoch's changed counts
 * are seen before the next epoch begins.
 */
final class WordCount {
    private static final Schema WORDS = Schema.of(new Field("word", Type.TEXT.nullable()));
    private static final Schema COUNTS =
            Schema.of(new Field("word", Type.TEXT.nullable()), new Field("count", Type.BIGINT.notNull()));

    private final Path file;
    private final int rows;

    /** Writes the data to a file, which both the engine and the loop read within their time. */
    WordCount(int rows) throws IOException {
        this.rows = rows;
        this.file = Files.createTempFile("freshet-words-", ".jsonl");
        file.toFile().deleteOnExit();
        Files.write(file, Words.lines(rows));
    }

    private byte[] read() {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Plan plan() {
        PlanNode root = new PlanNode.Aggregate(
                new PlanNode.Scan("words", WORDS),
                List.of(0),
                List.of(new AggregateCall("count_star", List.of(), false, -1, Type.BIGINT.notNull())),
                COUNTS);
        return new Plan(
                List.of(new Plan.Table("words", WORDS, null, List.of())),
                List.of(new Plan.View("counts", root, false, COUNTS)));
    }

    /** Freshet with epochs of {@code perEpoch} rows. */
    Result freshet(int perEpoch) {
        PipelineEngine engine = new PipelineEngine(plan(), Set.of("words"), EvaluationContext.NONE, Map.of());
        Decoder decoder = Format.JSON.decoder(WORDS, DecodeOptions.FILE_LINES);
        long[] latencies = new long[(rows + perEpoch - 1) / perEpoch];
        long seen = 0;
        long start = System.nanoTime();
        byte[] lines = read();
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
            seen += see(step.record().outputs().get("counts"));
            latencies[e] = System.nanoTime() - before;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        boolean correct = check(engine) && seen == rows;
        return new Result(
                "wordcount",
                "epochs of " + perEpoch,
                "freshet",
                1,
                rows,
                seconds,
                latencies,
                Memory.peakRss(),
                engine.stateBytes(),
                null,
                correct);
    }

    /** Net growth of all counts, read from the changes as a sink would. */
    private static long see(@Nullable ColumnBatch changes) {
        if (changes == null) {
            return 0;
        }
        long n = 0;
        LongColumn counts = (LongColumn) changes.column(1);
        for (int i = 0; i < changes.size(); i++) {
            n += counts.get(i) * changes.weight(i);
        }
        return n;
    }

    private boolean check(PipelineEngine engine) {
        ColumnBatch answer = engine.views().content("counts").rows();
        Map<String, Long> expected = new HashMap<>();
        List<String> words = Words.list();
        for (int i = 0; i < rows; i++) {
            expected.merge(words.get(Words.draw(2, i, Words.DISTINCT)), 1L, Long::sum);
        }
        BytesColumn word = (BytesColumn) answer.column(0);
        LongColumn count = (LongColumn) answer.column(1);
        for (int i = 0; i < answer.size(); i++) {
            Long wanted = expected.remove(word.text(i));
            if (wanted == null || wanted != count.get(i) || answer.weight(i) != 1) {
                return false;
            }
        }
        return expected.isEmpty();
    }

    /** The plain loop: finds the word between its quotes and counts it in a table made for byte strings of one length. */
    Result loop() {
        long start = System.nanoTime();
        byte[] lines = read();
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
        return new Result(
                "wordcount",
                "all at once",
                "loop",
                1,
                rows,
                seconds,
                new long[0],
                Memory.peakRss(),
                0,
                null,
                counter.total() == rows && counter.used == Words.DISTINCT);
    }

    /** Open addressing over copies of the words. */
    private static final class Counter {
        private final byte[][] words = new byte[1 << 14][];
        private final long[] counts = new long[1 << 14];
        private int used;

        void add(byte[] line, int from, int to) {
            int hash = 1;
            for (int i = from; i < to; i++) {
                hash = hash * 31 + line[i];
            }
            int p = (hash ^ hash >>> 15) & (words.length - 1);
            while (words[p] != null && !java.util.Arrays.equals(words[p], 0, words[p].length, line, from, to)) {
                p = (p + 1) & (words.length - 1);
            }
            if (words[p] == null) {
                words[p] = java.util.Arrays.copyOfRange(line, from, to);
                used++;
            }
            counts[p]++;
        }

        long total() {
            long n = 0;
            for (long c : counts) {
                n += c;
            }
            return n;
        }
    }
}
