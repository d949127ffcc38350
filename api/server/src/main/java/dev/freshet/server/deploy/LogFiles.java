package dev.freshet.server.deploy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The workers' log files, one per generation, in a folder per tenant. The pipeline's uid is in the name: names alone
 * would mix up a pipeline with a deleted one of the same name. Blocks.
 */
public final class LogFiles {
    private static final int MOST_BYTES = 1 << 20;
    private final Path folder;

    public LogFiles(Path folder) {
        this.folder = folder;
    }

    /** Whose log. */
    public record Whose(String tenant, String pipeline, UUID uid) {
        String prefix() {
            return "worker-" + tenant + "-" + pipeline + "-" + uid.toString().substring(0, 8) + "-";
        }
    }

    /**
     * Lines, and where reading stopped.
     *
     * @param generation whose file, 0 when there is none
     * @param offset bytes of it that were read
     */
    public record Tail(long generation, long offset, List<String> lines) {
        public Tail {
            lines = List.copyOf(lines);
        }
    }

    /** Where the log of one generation goes. */
    public Path file(Whose whose, long generation) {
        return folder.resolve(whose.tenant()).resolve(whose.prefix() + generation + ".log");
    }

    /** The last lines of the newest generation's file. */
    public Tail tail(Whose whose, int lines) {
        long generation = newest(whose);
        if (generation == 0) {
            return new Tail(0, 0, List.of());
        }
        long size = size(file(whose, generation));
        Tail all = read(whose, generation, Math.max(0, size - MOST_BYTES));
        List<String> found = all.lines();
        return new Tail(generation, all.offset(), found.subList(Math.max(0, found.size() - lines), found.size()));
    }

    /** What was written since; goes on with a newer generation's file when there is one. */
    public Tail after(Whose whose, Tail before) {
        Tail more = before.generation() == 0 ? before : read(whose, before.generation(), before.offset());
        long newest = newest(whose);
        if (newest > before.generation() && more.offset() == before.offset()) {
            return read(whose, newest, 0);
        }
        return before.generation() == 0 ? new Tail(0, 0, List.of()) : more;
    }

    private long newest(Whose whose) {
        String prefix = whose.prefix();
        Path own = folder.resolve(whose.tenant());
        long newest = 0;
        if (!Files.isDirectory(own)) {
            return 0;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(own, prefix + "*.log")) {
            for (Path file : files) {
                Long generation = generation(file.getFileName().toString(), prefix);
                newest = generation == null ? newest : Math.max(newest, generation);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return newest;
    }

    private static @Nullable Long generation(String name, String prefix) {
        String number = name.substring(prefix.length(), name.length() - ".log".length());
        return number.matches("\\d{1,18}") ? Long.valueOf(number) : null;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whole lines only: a line without its end is left for the next time. */
    private Tail read(Whose whose, long generation, long from) {
        try (RandomAccessFile file =
                new RandomAccessFile(file(whose, generation).toFile(), "r")) {
            int length = (int) Math.min(MOST_BYTES, Math.max(0, file.length() - from));
            byte[] bytes = new byte[length];
            file.seek(from);
            file.readFully(bytes);
            int end = lastLineEnd(bytes);
            String text = new String(bytes, 0, end, StandardCharsets.UTF_8);
            List<String> lines = text.isEmpty() ? List.of() : Arrays.asList(text.split("\n"));
            return new Tail(generation, from + end, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int lastLineEnd(byte[] bytes) {
        for (int i = bytes.length; i > 0; i--) {
            if (bytes[i - 1] == '\n') {
                return i;
            }
        }
        return 0;
    }
}
