package dev.freshet.ingest.connector.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.freshet.ingest.connector.ConnectorException;
import dev.freshet.ingest.format.ByteSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Files {@code part-000001.csv …} that are appended to, and beside them {@code .progress.json}: the epoch that was
 * applied, the last file and its length then. What lies behind that length is cut off at opening, so each epoch stands
 * in the files once. One thread.
 */
final class ChangeFiles implements AutoCloseable {
    private static final long MAX_BYTES = 64L << 20;
    private static final String PROGRESS = ".progress.json";
    private static final JsonMapper JSON = new JsonMapper();

    private final Path folder;
    private final String extension;
    private final boolean durable;
    private int part;
    private long generation;
    private @Nullable FileChannel channel;

    ChangeFiles(Path folder, String extension, boolean durable) {
        this.folder = folder;
        this.extension = extension;
        this.durable = durable;
    }

    /** The last applied epoch. Without durability a run begins with an empty folder. */
    long open(long newGeneration) throws IOException {
        Files.createDirectories(folder);
        JsonNode progress = read();
        if (!durable || progress == null) {
            clear();
            part = 0;
            generation = newGeneration;
            return 0;
        }
        checkFence(progress, newGeneration);
        part = progress.path("part").asInt();
        generation = newGeneration;
        for (int later = part + 1; Files.deleteIfExists(file(later)); later++) {}
        if (part > 0) {
            FileChannel c = FileChannel.open(file(part), StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            c.truncate(progress.path("length").asLong());
            c.position(c.size());
            channel = c;
        }
        save(progress.path("epoch").asLong());
        return progress.path("epoch").asLong();
    }

    private static void checkFence(@Nullable JsonNode progress, long generation) {
        long owner = progress == null ? 0 : progress.path("generation").asLong();
        if (owner > generation) {
            throw new dev.freshet.spi.connect.Sink.FencedException("generation " + owner + " owns this folder");
        }
    }

    /** True when the next bytes begin a new file. */
    boolean atStart() {
        return channel == null;
    }

    void write(ByteSink bytes) throws IOException {
        FileChannel c = channel;
        if (c == null) {
            part++;
            c = FileChannel.open(
                    file(part),
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING);
            channel = c;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes.array(), 0, bytes.size());
        while (buffer.hasRemaining()) {
            c.write(buffer);
        }
    }

    /** Everything up to this epoch was written. */
    void progress(long epoch) throws IOException {
        if (durable) {
            checkFence(read(), generation);
            FileChannel c = channel;
            if (c != null) {
                c.force(false);
            }
            save(epoch);
        }
        FileChannel c = channel;
        if (c != null && c.size() >= MAX_BYTES) {
            close();
        }
    }

    private void save(long epoch) throws IOException {
        FileChannel c = channel;
        String json = JSON.createObjectNode()
                .put("epoch", epoch)
                .put("generation", generation)
                .put("part", part)
                .put("length", c == null ? (part == 0 ? 0 : Files.size(file(part))) : c.size())
                .toString();
        Path temporary = folder.resolve(PROGRESS + ".tmp");
        Files.writeString(
                temporary,
                json,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                StandardOpenOption.SYNC);
        Files.move(temporary, folder.resolve(PROGRESS), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    private @Nullable JsonNode read() throws IOException {
        Path file = folder.resolve(PROGRESS);
        return Files.exists(file) ? JSON.readTree(Files.readAllBytes(file)) : null;
    }

    private void clear() throws IOException {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, "part-*")) {
            for (Path p : parts) {
                Files.delete(p);
            }
        }
        Files.deleteIfExists(folder.resolve(PROGRESS));
    }

    private Path file(int number) {
        return folder.resolve("part-%06d.%s".formatted(number, extension));
    }

    @Override
    public void close() {
        try {
            FileChannel c = channel;
            channel = null;
            if (c != null) {
                c.close();
            }
        } catch (IOException e) {
            throw new ConnectorException("cannot close a file in " + folder, e);
        }
    }
}
