package dev.freshet.ingest.connector.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.ingest.connector.SinkConformance;
import dev.freshet.ingest.format.DecodeOptions;
import dev.freshet.ingest.format.DecodedRows;
import dev.freshet.ingest.format.Format;
import dev.freshet.spi.connect.Sink;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.Values;
import dev.freshet.spi.id.Generation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesSinkTest extends SinkConformance {
    @TempDir
    Path folder;

    private Sink sink(boolean json, boolean snapshot, boolean durable) {
        return new FilesSink("out", SCHEMA, new FilesSink.Options(folder.resolve("out"), json, snapshot, durable));
    }

    @Override
    protected Sink sink() {
        return sink(false, false, true);
    }

    private List<Path> parts() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("out"))) {
            return all.filter(p -> String.valueOf(p.getFileName()).startsWith("part-"))
                    .sorted()
                    .toList();
        }
    }

    /** The changes in the files, summed up. */
    @Override
    protected List<String> content() throws Exception {
        List<Field> fields = new ArrayList<>(SCHEMA.fields());
        fields.add(new Field("_epoch", Type.BIGINT.notNull()));
        fields.add(new Field("_weight", Type.BIGINT.notNull()));
        Schema changes = new Schema(fields, List.of());
        Map<String, Long> weights = new TreeMap<>();
        for (Path part : parts()) {
            DecodedRows rows = new DecodedRows("t", changes);
            Format.CSV.decoder(changes, DecodeOptions.FILE_LINES).decodeAll(Files.readAllBytes(part), rows);
            assertThat(rows.takeRejected()).isEmpty();
            var batch = rows.takeRows("t").rows();
            for (int i = 0; i < batch.size(); i++) {
                List<?> r = Values.row(changes, batch, i);
                weights.merge(r.get(0) + "|" + r.get(1) + "|" + r.get(2), (Long) r.get(4), Long::sum);
            }
        }
        List<String> content = new ArrayList<>();
        weights.forEach((row, weight) -> {
            for (long n = 0; n < weight; n++) {
                content.add(row);
            }
        });
        return content;
    }

    @Test
    void whatWasNotCommittedIsCutOff() throws Exception {
        try (Sink sink = sink()) {
            sink.open(new Generation(1));
            sink.apply(List.of(epoch(1, row(1, 1L, "a", null))), 1);
        }
        Files.writeString(parts().getFirst(), "half a li", java.nio.file.StandardOpenOption.APPEND);
        Files.writeString(folder.resolve("out/part-000002.csv"), "id,name\n");
        try (Sink sink = sink()) {
            assertThat(sink.open(new Generation(1))).isEqualTo(1);
            sink.apply(List.of(epoch(2, row(2, 2L, "b", "0.5"))), 2);
        }
        assertThat(parts()).hasSize(1);
        assertThat(Files.readString(parts().getFirst()))
                .isEqualTo("id,name,amount,_epoch,_weight\n1,a,,1,1\n2,b,0.50,2,2\n");
    }

    @Test
    void aSnapshotHoldsTheRowsThatAreLeft() throws Exception {
        for (int run = 0; run < 2; run++) {
            try (Sink sink = sink(true, true, false)) {
                assertThat(sink.open(new Generation(1))).isZero();
                sink.apply(List.of(epoch(1, row(2, 2L, "b", null), row(1, 1L, "a", "1"))), 1);
                sink.apply(List.of(epoch(2, row(-1, 1L, "a", "1"))), 2);
                sink.finish();
            }
        }
        assertThat(parts()).hasSize(1);
        assertThat(Files.readString(parts().getFirst()))
                .isEqualTo("{\"id\":\"2\",\"name\":\"b\",\"amount\":null}\n".repeat(2));
    }

    @Test
    void jsonChanges() throws Exception {
        try (Sink sink = sink(true, false, false)) {
            sink.open(new Generation(1));
            sink.apply(List.of(epoch(7, row(-1, 1L, "a", "1"))), 7);
        }
        assertThat(Files.readString(parts().getFirst()))
                .isEqualTo("{\"id\":\"1\",\"name\":\"a\",\"amount\":\"1.00\",\"_epoch\":7,\"_weight\":-1}\n");
    }
}
