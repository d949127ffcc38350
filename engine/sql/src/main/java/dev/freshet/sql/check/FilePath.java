package dev.freshet.sql.check;

import dev.freshet.sql.FileAccess;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A local path of a document, or why it is none. */
public record FilePath(
        @Nullable Path absolute,
        String code,
        @Nullable String problem,
        @Nullable String hint) {
    /** {@code written} may begin with {@code file://}. */
    public static FilePath of(String written, FileAccess files) {
        String local = written.startsWith("file://") ? written.substring(7) : written;
        if (local.matches("[a-z][a-z0-9+.-]*://.*")) {
            return bad(
                    "bad_path", "'" + written + "' is not a path that can be read", "file://, s3:// or a local path");
        }
        Path absolute;
        try {
            absolute = files.resolve(local);
        } catch (InvalidPathException e) {
            return bad("bad_path", "'" + written + "' is not a path", null);
        }
        if (absolute == null) {
            return bad(
                    "relative_path",
                    "the relative path '" + written + "' has no folder to start from",
                    "write it whole");
        }
        if (!files.allows(absolute)) {
            return bad(
                    "path_not_allowed",
                    "'" + written + "' lies outside the folders that may be read",
                    "ask the operator, or use s3://");
        }
        return new FilePath(absolute, "", null, null);
    }

    private static FilePath bad(String code, String problem, @Nullable String hint) {
        return new FilePath(null, code, problem, hint);
    }
}
