package dev.freshet.sql;

import java.io.IOException;
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
 * @param barred files and folders below the roots that stay closed all the same
 * @param exists whether a file or folder is there
 */
public record FileAccess(@Nullable Path base, @Nullable List<Path> roots, List<Path> barred, Predicate<Path> exists) {
    /** No local files at all. */
    public static FileAccess none() {
        return new FileAccess(null, List.of(), List.of(), _ -> false);
    }

    /** Every file; relative to {@code base}. */
    public static FileAccess anywhere(Path base) {
        return new FileAccess(base.toAbsolutePath().normalize(), null, List.of(), Files::exists);
    }

    public static FileAccess below(Path base, List<Path> roots, List<Path> barred) {
        return new FileAccess(base.toAbsolutePath().normalize(), absolute(roots), absolute(barred), Files::exists);
    }

    private static List<Path> absolute(List<Path> paths) {
        return paths.stream().map(p -> p.toAbsolutePath().normalize()).toList();
    }

    /** The absolute path, or null where a relative one has no base. */
    public @Nullable Path resolve(String written) {
        Path path = Path.of(written);
        if (path.isAbsolute()) {
            return path.normalize();
        }
        return base == null ? null : base.resolve(path).normalize();
    }

    /** Whether a path may be named; links are resolved, so that none leads out. */
    public boolean allows(Path absolute) {
        if (roots == null) {
            return true;
        }
        Path real = real(absolute);
        return roots.stream().map(FileAccess::real).anyMatch(real::startsWith)
                && barred.stream().map(FileAccess::real).noneMatch(real::startsWith);
    }

    /** The real path of what exists of it. */
    private static Path real(Path absolute) {
        for (Path p = absolute; p != null; p = p.getParent()) {
            try {
                return p.toRealPath().resolve(p.relativize(absolute)).normalize();
            } catch (IOException e) {
                // not there: its folder may be
            }
        }
        return absolute;
    }
}
