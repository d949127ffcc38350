package dev.freshet.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script, as far as it goes without building anything. */
class LauncherTest {

    private static final Path ROOT = Checkout.current().root();

    private static Command.Outcome freshet(Map<String, String> environment, String... arguments) {
        List<String> words = Stream.concat(Stream.of(ROOT.resolve("freshet").toString()), Stream.of(arguments))
                .toList();
        return Command.of(words).with(environment).run(Duration.ofMinutes(2));
    }

    @Test
    void helpListsEveryCommand() {
        Command.Outcome help = freshet(Map.of("LANG", "tr_TR.UTF-8"), "help");
        assertThat(help.exit()).isZero();
        assertThat(help.output())
                .contains("demo", "test", "up", "down", "status", "sql", "run", "bench", "login", "pipeline", "push")
                .contains("query", "tail", "search", "epochs", "bad-records", "op");
    }

    @Test
    void anUnknownCommandIsAUsageError() {
        Command.Outcome outcome = freshet(Map.of(), "fly");
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.output()).contains("fly", "./freshet help");
    }

    @Test
    void saysWhichJdkIsWanted(@TempDir Path notAJdk) {
        Command.Outcome outcome =
                freshet(Map.of("FRESHET_JAVA_HOME", notAJdk.toString(), "FRESHET_HOME", notAJdk.toString()), "status");
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.output()).contains("FRESHET_JAVA_HOME", "JDK 25");
    }

    @Test
    void worksThroughALinkedFolderWithSpaces(@TempDir Path folder) throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("a link with spaces"), ROOT);
        Command.Outcome outcome =
                Command.of(link.resolve("freshet").toString(), "help").run(Duration.ofMinutes(1));
        assertThat(outcome.exit()).isZero();
    }
}
