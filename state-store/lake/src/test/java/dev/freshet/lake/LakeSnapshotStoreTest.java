package dev.freshet.lake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.lake.LakeWorld.Owner;
import dev.freshet.spi.store.SnapshotStore.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The newest intact snapshot is used, and a broken one is passed over. */
class LakeSnapshotStoreTest {
    private static Snapshot snapshot(long epoch, int size) {
        byte[] large = new byte[size];
        new Random(epoch).nextBytes(large);
        return new Snapshot(
                epoch,
                Map.of("join", List.of(large, new byte[] {1}, new byte[0]), "none", List.of(), "sum", List.of(large)));
    }

    private static void same(Snapshot a, Snapshot b) {
        assertThat(a.epoch()).isEqualTo(b.epoch());
        assertThat(a.parts().keySet()).isEqualTo(b.parts().keySet());
        a.parts().forEach((node, parts) -> {
            List<byte[]> other = b.parts().getOrDefault(node, List.of());
            assertThat(parts).hasSameSizeAs(other);
            for (int i = 0; i < parts.size(); i++) {
                assertThat(parts.get(i)).isEqualTo(other.get(i));
            }
        });
    }

    @Test
    void keepsTheTwoNewestAndFallsBack() throws Exception {
        try (LakeWorld world = new LakeWorld()) {
            Owner owner = world.owner("p");
            owner.commit(9);
            LakeSnapshotStore store = new LakeSnapshotStore(owner.catalog());
            assertThat(store.newest(9)).isEmpty();
            for (long e = 2; e <= 6; e += 2) {
                store.write(snapshot(e, 5 << 20));
            }
            same(store.newest(9).orElseThrow(), snapshot(6, 5 << 20));
            same(store.newest(5).orElseThrow(), snapshot(4, 5 << 20));
            assertThat(store.newest(3)).isEmpty();
            damage(world, "e6-");
            same(store.newest(9).orElseThrow(), snapshot(4, 5 << 20));
            store.write(snapshot(8, 10));
            same(store.newest(9).orElseThrow(), snapshot(8, 10));
        }
    }

    private static void damage(LakeWorld world, String prefix) throws IOException {
        Path file;
        try (Stream<Path> files = Files.walk(world.warehouse)) {
            file = files.filter(f -> f.getFileName().toString().startsWith(prefix))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }
}
