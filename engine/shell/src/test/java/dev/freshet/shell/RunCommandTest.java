package dev.freshet.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RunCommandTest {
    private static final String DEFINITION = """
            api_version: freshet/v1
            kind: Pipeline
            metadata: {name: counting}
            spec:
              sources:
                words:
                  connector: files
                  path: ./in
                  pattern: "*.jsonl"
                  format: json
                  mode: STATIC
                  columns: {word: VARCHAR, n: BIGINT}
              sql: |
                CREATE VIEW counts AS SELECT word, COUNT(*) AS times, SUM(n) AS total FROM words GROUP BY word;
              sinks:
                out: {view: counts, connector: files, path: ./out, format: csv, mode: SNAPSHOT}
            """;

    private static int run(String... arguments) {
        return new CommandLine(new Main()).execute(arguments);
    }

    @Test
    void filesInFilesOutAndFiguresAboutIt(@TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("in"));
        Files.writeString(folder.resolve("in/a.jsonl"), """
                {"word":"tide","n":1}
                {"word":"ebb","n":2}
                this is no JSON
                {"word":"tide","n":40}
                """);
        Path document = Files.writeString(folder.resolve("p.yaml"), DEFINITION);
        Path stats = folder.resolve("stats.json");
        assertThat(run("run", document.toString(), "--stats", stats.toString())).isZero();
        try (var parts = Files.list(folder.resolve("out"))) {
            List<String> lines = Files.readAllLines(parts.findFirst().orElseThrow());
            assertThat(lines.getFirst()).isEqualTo("word,times,total");
            assertThat(lines.subList(1, lines.size())).containsExactlyInAnyOrder("tide,2,41", "ebb,1,2");
        }
        JsonNode figures = new ObjectMapper().readTree(stats.toFile());
        assertThat(figures.path("input_rows").asLong()).isEqualTo(3);
        assertThat(figures.path("epochs").asLong()).isPositive();
        assertThat(figures.path("bad_records").asLong()).isEqualTo(1);
    }

    /** The page's definition over the page's input gives the page's output; the row that traps is counted as bad. */
    @Test
    void thePageOnFunctionsInWebAssembly(@TempDir Path folder) throws Exception {
        String page = Files.readString(Path.of("../../docs/how-to/wasm-functions.md"));
        Files.createDirectories(folder.resolve("in"));
        Files.writeString(folder.resolve("in/payments.csv"), block(page, "csv", 0));
        Path document = Files.writeString(folder.resolve("cards.yaml"), block(page, "yaml", 0));
        Path stats = folder.resolve("stats.json");
        assertThat(run("run", document.toString(), "--stats", stats.toString())).isZero();
        try (var parts = Files.list(folder.resolve("out"))) {
            assertThat(parts.findFirst().orElseThrow()).hasContent(block(page, "csv", 1));
        }
        assertThat(new ObjectMapper()
                        .readTree(stats.toFile())
                        .path("bad_records")
                        .asLong())
                .isEqualTo(1);
    }

    private static String block(String page, String kind, int index) {
        return page.split("```" + kind + "\n")[index + 1].split("```")[0];
    }

    @Test
    void aWrongDefinitionIsRefusedWithoutRunning(@TempDir Path folder) throws Exception {
        Path document = Files.writeString(folder.resolve("p.yaml"), DEFINITION.replace("SELECT word,", "SELECT wrod,"));
        assertThat(run("run", document.toString())).isEqualTo(1);
        assertThat(folder.resolve("out")).doesNotExist();
        assertThat(run("run", folder.resolve("absent.yaml").toString())).isEqualTo(2);
    }
}
