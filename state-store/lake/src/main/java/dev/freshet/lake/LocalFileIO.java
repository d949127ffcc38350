package dev.freshet.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A warehouse in a local folder that behaves like an object store: a file is made once and whole, never renamed,
 * appended to or overwritten, and when its writer is closed it has reached the disk together with its directory entry.
 * Refuses every path outside its root. Thread-safe.
 */
public final class LocalFileIO implements Warehouse {
    private static final long serialVersionUID = 1;

    private final String root;

    /** {@code root} is a folder as path or {@code file:} URI; it need not exist yet. */
    public LocalFileIO(String root) {
        this.root = resolve(root).toString();
    }

    private static Path resolve(String location) {
        Path path = location.startsWith("file:") ? Path.of(URI.create(location).getPath()) : Path.of(location);
        return path.toAbsolutePath().normalize();
    }

    /** The path of a location inside the root. */
    public Path path(String location) {
        Path path = resolve(location);
        if (!path.startsWith(root)) {
            throw new LakeException("the file " + location + " lies outside the warehouse " + root);
        }
        return path;
    }

    @Override
    public List<Stored> list() {
        Path folder = Path.of(root);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Stored> out = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path f : files.filter(Files::isRegularFile).toList()) {
                out.add(new Stored(f.toString(), Files.getLastModifiedTime(f).toInstant()));
            }
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + root, e);
        }
    }

    @Override
    public String normal(String location) {
        return path(location).toString();
    }

    @Override
    public InputFile newInputFile(String location) {
        return new LocalInput(location, path(location));
    }

    @Override
    public OutputFile newOutputFile(String location) {
        return new LocalOutput(location, path(location));
    }

    @Override
    public void deleteFile(String location) {
        try {
            Files.deleteIfExists(path(location));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + location, e);
        }
    }

    private record LocalInput(String location, Path path) implements InputFile {
        @Override
        public long getLength() {
            return delegate().getLength();
        }

        @Override
        public org.apache.iceberg.io.SeekableInputStream newStream() {
            return delegate().newStream();
        }

        @Override
        public boolean exists() {
            return Files.exists(path);
        }

        private InputFile delegate() {
            return org.apache.iceberg.Files.localInput(path.toFile());
        }
    }

    private record LocalOutput(String location, Path path) implements OutputFile {
        @Override
        public PositionOutputStream create() {
            try {
                makeFolders(path.getParent());
                FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                return new DurableStream(channel, path);
            } catch (FileAlreadyExistsException e) {
                throw new AlreadyExistsException(e, "%s exists already; files are written once", location);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot create " + location, e);
            }
        }

        /** Iceberg asks for this where names are unique; nothing is ever overwritten here. */
        @Override
        public PositionOutputStream createOrOverwrite() {
            return create();
        }

        @Override
        public InputFile toInputFile() {
            return new LocalInput(location, path);
        }
    }

    private static void makeFolders(@Nullable Path folder) throws IOException {
        if (folder == null || Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.getParent();
        makeFolders(parent);
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            return;
        }
        if (parent != null) {
            force(parent);
        }
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static final class DurableStream extends CountedOutput {
        private final FileChannel channel;
        private final Path path;

        DurableStream(FileChannel channel, Path path) {
            super(Channels.newOutputStream(channel));
            this.channel = channel;
            this.path = path;
        }

        @Override
        void finish() throws IOException {
            try (channel) {
                flush();
                channel.force(true);
            }
            Path folder = path.getParent();
            if (folder != null) {
                force(folder);
            }
        }
    }
}
