package dev.freshet.ingest.connector.files;

import dev.freshet.ingest.connector.ConnectorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Which local files connectors may touch. Links are resolved before anything is compared.
 *
 * @param allowed folders; empty: everything
 * @param barred files and folders inside them that stay closed: the service's own secrets, and where it keeps what belongs
 *     to all tenants
 */
public record FileBounds(List<Path> allowed, List<Path> barred) {
    /** No bounds at all. */
    public static final FileBounds NONE = new FileBounds(List.of(), List.of());

    public FileBounds {
        allowed = List.copyOf(allowed);
        barred = barred.stream().map(FileBounds::real).toList();
    }

    /** Refuses a path outside the bounds. */
    public void check(Path path) {
        Path real = real(path);
        boolean inside = allowed.isEmpty() || allowed.stream().anyMatch(folder -> real.startsWith(real(folder)));
        if (!inside || bars(real)) {
            throw new ConnectorException("the path " + path + " lies outside the folders that this service may read");
        }
    }

    /** Whether a real path, found inside an allowed folder, stays closed. */
    boolean bars(Path real) {
        return barred.stream().anyMatch(real::startsWith);
    }

    /** The real path of what exists of it, so that no link leads out. */
    private static Path real(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        for (Path p = absolute; p != null; p = p.getParent()) {
            if (Files.exists(p)) {
                try {
                    return p.toRealPath().resolve(p.relativize(absolute)).normalize();
                } catch (IOException e) {
                    throw new ConnectorException("cannot read " + path, e);
                }
            }
        }
        return absolute;
    }
}
