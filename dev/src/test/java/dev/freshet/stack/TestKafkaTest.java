package dev.freshet.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker for tests takes what the demo sends. */
class TestKafkaTest {

    @Test
    void acknowledgesEveryLine(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("lines"), List.of("{\"id\":1}", "{\"id\":2}", "{\"id\":3}"));
        Path libraries = KafkaServer.libraries(Cache.ofUser(), Maven.of(Checkout.current()));
        assertThat(KafkaFeed.send(libraries, TestKafka.shared().bootstrapServers(), "lines", file))
                .isEqualTo(3);
    }
}
