package dev.freshet.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.lake.LakeWorld.Owner;
import dev.freshet.meta.Epochs;
import dev.freshet.spi.id.PipelineId;
import dev.freshet.spi.store.SnapshotStore.Snapshot;
import dev.freshet.stack.TestS3;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.io.SeekableInputStream;
import org.junit.jupiter.api.Test;

/** The warehouse in a bucket of a real S3-compatible server, in good weather and in bad. */
class S3WarehouseTest {
    private static final TestS3 S3 = TestS3.shared();

    private static S3Settings settings(String endpoint) {
        return new S3Settings(endpoint, "us-east-1", true, "test", "test", null, 12, Duration.ofSeconds(5));
    }

    private static Warehouse warehouse(String bucket, String endpoint) {
        S3.createBucket(bucket);
        return Warehouse.at("s3://" + bucket + "/wh", settings(endpoint));
    }

    private static void write(Warehouse to, String location, byte[] bytes) throws IOException {
        try (OutputStream out = to.newOutputFile(location).create()) {
            out.write(bytes);
        }
    }

    @Test
    void objectsAreWrittenOnceAndReadFromAnyPlace() throws Exception {
        try (Warehouse w = warehouse("plain", S3.endpoint())) {
            byte[] bytes = new byte[300_000];
            new Random(1).nextBytes(bytes);
            String at = "s3://plain/wh/t/g1/a";
            assertThat(w.newInputFile(at).exists()).isFalse();
            write(w, at, bytes);
            assertThat(w.newInputFile(at).getLength()).isEqualTo(bytes.length);
            try (SeekableInputStream in = w.newInputFile(at).newStream()) {
                in.seek(200_000);
                assertThat(in.readNBytes(1000)).isEqualTo(java.util.Arrays.copyOfRange(bytes, 200_000, 201_000));
                in.seek(0);
                assertThat(in.readAllBytes()).isEqualTo(bytes);
                assertThat(in.read()).isEqualTo(-1);
            }
            assertThatThrownBy(() -> write(w, at, new byte[] {1})).isInstanceOf(AlreadyExistsException.class);
            assertThat(w.list()).extracting(Warehouse.Stored::location).containsExactly(at);
            w.deleteFile(at);
            assertThat(w.newInputFile(at).exists()).isFalse();
            assertThatThrownBy(() -> w.newInputFile("s3://plain/other/a")).isInstanceOf(LakeException.class);
        }
    }

    @Test
    void badWeatherLosesAndDoublesNothing() throws Exception {
        S3.createBucket("storm");
        try (LakeWorld world = new LakeWorld();
                S3Weather weather = new S3Weather(S3.endpoint(), 20260131, 0.2)) {
            Owner local = world.owner("p");
            PipelineId id = local.pipeline();
            PipelineCatalog catalog = new PipelineCatalog(
                    local.database(),
                    id,
                    local.catalog().generation(),
                    "s3://storm/wh/" + id.uid(),
                    settings(weather.endpoint()));
            Owner owner = new Owner(id, local.database(), local.ledger(), catalog);
            for (int round = 0; round < 4; round++) {
                owner.commit(3);
                owner.flusher().flush();
                new LakeSnapshotStore(catalog)
                        .write(new Snapshot(owner.ledger().head(), Map.of("n", List.of(new byte[] {4}))));
            }
            new Maintenance(catalog, 2).compact();
            new Sweeper(catalog, Duration.ofSeconds(-5)).sweep();

            Map<String, Long> expected = new TreeMap<>();
            for (long e = 1; e <= 12; e++) {
                LakeWorld.add(expected, Epochs.epoch(e), LakeWorld.SMALL);
            }
            assertThat(LakeWorld.rows(owner.journal(), LakeWorld.SMALL, 0, 12)).isEqualTo(expected);
            assertThat(new LakeSnapshotStore(catalog).newest(12)).isPresent();
            assertThat(new Fsck(catalog).check()).isEmpty();
            assertThat(LakeWorld.unreferenced(catalog)).isEmpty();
            System.out.println("faults on S3: " + weather.counts);
            weather.counts.forEach(
                    (fault, n) -> assertThat(n.get()).as(fault.name()).isPositive());
        }
    }
}
