package dev.freshet.sql;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which local files a definition may name.
 *
 * @param base folder against which relative paths resolve; null: relative paths are refused
 * @param roots folders below which paths must lie; null: anywhere
 * @param exists whether a file or folder is there
 */
public record FileAccess(@Nullable Path base, @Nullable List<Path> roots, Predicate<Path> exists) {
    /** No local files at all. */
    public static FileAccess none() {
        return new FileAccess(null, List.of(), _ -> false);
    }

    /** Every file; relative to {@code base}. */
    public static FileAccess anywhere(Path base) {
        return new FileAccess(base.toAbsolutePath().normalize(), null, Files::exists);
    }

    public static FileAccess below(Path base, List<Path> roots) {
        return new FileAccess(
                base.toAbsolutePath().normalize(),
                roots.stream().map(p -> p.toAbsolutePath().normalize()).toList(),
                Files::exists);
    }

    /** The absolute path, or null where a relative one has no base. */
    public @Nullable Path resolve(String written) {
        Path path = Path.of(written);
        if (path.isAbsolute()) {
            return path.normalize();
        }
        return base == null ? null : base.resolve(path).normalize();
    }

    public boolean allows(Path absolute) {
        return roots == null || roots.stream().anyMatch(absolute::startsWith);
    }
}
