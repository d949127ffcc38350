package dev.freshet.ingest.connector.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.ingest.connector.Reading;
import dev.freshet.ingest.format.Format;
import dev.freshet.spi.connect.SourceReader;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesWatchTest {
    private static final Duration SILENCE = Duration.ofMillis(400);
    private static final Schema LINES =
            Schema.of(new Field("id", Type.BIGINT.notNull()), new Field("name", Type.TEXT.nullable()));

    @TempDir
    Path root;

    private Path folder() throws IOException {
        return Files.createDirectories(root.resolve("in"));
    }

    private FilesSource documents(long maxSize) throws IOException {
        FilesSettings settings =
                new FilesSettings(folder(), "**/*.md", Optional.empty(), true, maxSize, 20, FileBounds.NONE, null);
        return new FilesSource("pages", "pages", DocumentTable.SCHEMA, settings, root.resolve("work"));
    }

    private FilesSource csv() throws IOException {
        FilesSettings settings = new FilesSettings(
                folder(), "**/*.csv", Optional.of(Format.CSV), true, 50 << 20, 20, FileBounds.NONE, null);
        return new FilesSource("lines", "lines", LINES, settings, root.resolve("work"));
    }

    private void write(String name, String text) throws IOException {
        Path file = folder().resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60 - text.length() % 50)));
    }

    private static List<String> paths(Reading reading) {
        return reading.rows().stream()
                .map(r -> r.replaceAll("^(\\w+) pages\\[([^,]*),.*", "$1 $2"))
                .toList();
    }

    private Reading documents(SourceReader reader) throws InterruptedException {
        Reading reading = new Reading();
        reading.more(reader, DocumentTable.SCHEMA, SILENCE);
        return reading;
    }

    @Test
    void addsEditsDeletesAndRenamesOfDocuments() throws Exception {
        write("a.md", "one");
        write("sub/b.md", "two");
        write("sub/.hidden.md", "x");
        write(".git/c.md", "x");
        write("d.md~", "x");
        write("e.txt", "x");
        Files.createSymbolicLink(folder().resolve("link.md"), root.resolve("in/a.md"));
        String position;
        try (SourceReader reader = documents(1 << 20).open(null)) {
            Reading first = documents(reader);
            assertThat(paths(first)).containsExactly("UPSERT a.md", "UPSERT sub/b.md");
            assertThat(first.rows().getFirst()).contains("[a.md, \\x6f6e65, text/markdown, 3, ");
            write("a.md", "edited");
            Files.move(folder().resolve("sub/b.md"), folder().resolve("sub/c.md"));
            Reading second = documents(reader);
            assertThat(paths(second)).containsExactlyInAnyOrder("UPSERT a.md", "DELETE sub/b.md", "UPSERT sub/c.md");
            position = second.steps().getLast().position();
        }
        Files.delete(folder().resolve("a.md"));
        try (SourceReader reader = documents(1 << 20).open(position)) {
            assertThat(paths(documents(reader))).containsExactly("DELETE a.md");
        }
    }

    @Test
    void aFileAboveTheLimitIsABadRecordOnce() throws Exception {
        write("big.md", "0123456789");
        write("small.md", "1");
        try (SourceReader reader = documents(5).open(null)) {
            Reading reading = documents(reader);
            assertThat(paths(reading)).containsExactly("UPSERT small.md");
            assertThat(reading.rejected()).hasSize(1);
            assertThat(reading.rejected().getFirst().code()).isEqualTo("too_large");
            assertThat(reading.rejected().getFirst().origin()).containsEntry("file", "big.md");
            assertThat(documents(reader).rejected()).isEmpty();
        }
    }

    @Test
    void aFailedScanDeletesNothing() throws Exception {
        write("a.md", "one");
        try (SourceReader reader = documents(1 << 20).open(null)) {
            documents(reader);
            Files.move(folder(), root.resolve("elsewhere"));
            assertThat(documents(reader).rows()).isEmpty();
            Files.move(root.resolve("elsewhere"), root.resolve("in"));
            assertThat(documents(reader).rows()).isEmpty();
        }
    }

    private Reading lines(SourceReader reader) throws InterruptedException {
        Reading reading = new Reading();
        reading.more(reader, LINES, SILENCE);
        reader.committed(reading.steps().getLast().position());
        return reading;
    }

    private long copies() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("work"))) {
            return files.count();
        }
    }

    @Test
    void appendedLinesAreAddedAndRewrittenOrDeletedFilesAreTakenBack() throws Exception {
        write("a.csv", "id,name\n1,a\n1,a\n2,b");
        String position;
        try (SourceReader reader = csv().open(null)) {
            assertThat(lines(reader).rows())
                    .containsExactly("UPSERT lines[1, a]", "UPSERT lines[1, a]", "UPSERT lines[2, b]");
            Files.writeString(folder().resolve("a.csv"), "\n3,c\n", StandardOpenOption.APPEND);
            Reading appended = lines(reader);
            assertThat(appended.rows()).containsExactly("UPSERT lines[3, c]");
            position = appended.steps().getLast().position();
        }
        write("a.csv", "id,name\n1,a\n2,B\n3,c\n4,d");
        try (SourceReader reader = csv().open(position)) {
            assertThat(lines(reader).rows())
                    .containsExactly(
                            "DELETE lines[1, a]",
                            "DELETE lines[1, a]",
                            "DELETE lines[2, b]",
                            "DELETE lines[3, c]",
                            "UPSERT lines[1, a]",
                            "UPSERT lines[2, B]",
                            "UPSERT lines[3, c]",
                            "UPSERT lines[4, d]");
            assertThat(copies()).isEqualTo(1);
            write("a.csv", "id,name\n1,a\n2,B\n3,c\n4,dd\n");
            assertThat(lines(reader).rows()).contains("DELETE lines[4, d]", "UPSERT lines[4, dd]");
            Files.delete(folder().resolve("a.csv"));
            assertThat(lines(reader).rows())
                    .containsExactly(
                            "DELETE lines[1, a]", "DELETE lines[2, B]", "DELETE lines[3, c]", "DELETE lines[4, dd]");
            assertThat(copies()).isZero();
        }
    }

    @Test
    void manyAppendsKeepFewCopies() throws Exception {
        write("a.csv", "id,name\n");
        Reading all = new Reading();
        try (SourceReader reader = csv().open(null)) {
            all.more(reader, LINES, SILENCE);
            for (int i = 0; i < 40; i++) {
                Files.writeString(folder().resolve("a.csv"), i + ",x\n", StandardOpenOption.APPEND);
                Files.setLastModifiedTime(
                        folder().resolve("a.csv"), FileTime.from(Instant.now().minusSeconds(100 - i)));
                all.more(reader, LINES, Duration.ofMillis(60));
            }
            all.more(reader, LINES, SILENCE);
            reader.committed(all.steps().getLast().position());
            assertThat(copies()).isLessThan(8);
            Files.delete(folder().resolve("a.csv"));
            Reading gone = lines(reader);
            assertThat(gone.rows()).hasSize(40).allMatch(r -> r.startsWith("DELETE"));
        }
        assertThat(all.rows()).hasSize(40).doesNotHaveDuplicates();
    }
}
