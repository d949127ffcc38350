package dev.freshet.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.lake.LakeWorld.Owner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A file that rots on the disk is never read as something else. */
class DamageTest {
    @Test
    void everyFlippedBitIsNoticedOrHarmless() throws Exception {
        try (LakeWorld world = new LakeWorld()) {
            Owner owner = world.owner("p");
            owner.commit(20);
            owner.flusher().flush();
            Map<String, Long> intact = LakeWorld.rows(owner.journal(), LakeWorld.SMALL, 0, 20);
            Path file = dataFile(world.warehouse, "journal_t");
            byte[] bytes = Files.readAllBytes(file);
            int noticed = 0;
            for (int at = 0; at < bytes.length; at += 13) {
                byte[] rotten = bytes.clone();
                rotten[at] ^= 0x10;
                Files.write(file, rotten);
                try {
                    assertThat(LakeWorld.rows(owner.journal(), LakeWorld.SMALL, 0, 20))
                            .as("byte %d of %d", at, bytes.length)
                            .isEqualTo(intact);
                } catch (LakeException e) {
                    noticed++;
                }
            }
            assertThat(noticed).isPositive();
            Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
            assertThatThrownBy(() -> LakeWorld.rows(owner.journal(), LakeWorld.SMALL, 0, 20))
                    .isInstanceOf(LakeException.class)
                    .hasMessageContaining(file.getFileName().toString())
                    .hasMessageContaining("epochs 1 to 20");
            Files.write(file, bytes);
            assertThat(LakeWorld.rows(owner.journal(), LakeWorld.SMALL, 0, 20)).isEqualTo(intact);
        }
    }

    private static Path dataFile(Path warehouse, String table) throws Exception {
        try (Stream<Path> files = Files.walk(warehouse)) {
            return files.filter(f -> f.toString().contains("/" + table + "/data/"))
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
