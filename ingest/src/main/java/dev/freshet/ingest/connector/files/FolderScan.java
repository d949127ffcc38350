package dev.freshet.ingest.connector.files;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one walk over a folder found. Dot files, editors' temporary files, links and what stays closed are passed over.
 *
 * @param files '/'-separated relative path → stamp, in bytewise order of paths
 * @param problem why the walk is not complete; null when it is, and only then may absence mean deletion
 */
record FolderScan(
        SortedMap<String, FileStamp> files, @Nullable String problem) {
    boolean isComplete() {
        return problem == null;
    }

    static FolderScan of(Path root, FileGlob glob, FileBounds bounds) {
        SortedMap<String, FileStamp> files = new TreeMap<>();
        try {
            BasicFileAttributes top = Files.readAttributes(root, BasicFileAttributes.class);
            if (top.isRegularFile()) {
                files.put(String.valueOf(root.getFileName()), FileStamp.of(top));
                return new FolderScan(files, null);
            }
            Walk walk = new Walk(root.toRealPath(), glob, bounds, files);
            Files.walkFileTree(walk.root, walk);
            return new FolderScan(files, walk.problem);
        } catch (IOException e) {
            return new FolderScan(files, e.toString());
        }
    }

    static boolean isTemporary(String name) {
        return name.startsWith(".")
                || name.endsWith("~")
                || name.endsWith(".tmp")
                || name.endsWith(".swp")
                || name.endsWith(".swx")
                || name.endsWith(".part")
                || name.equals("4913")
                || (name.startsWith("#") && name.endsWith("#"));
    }

    private static final class Walk implements FileVisitor<Path> {
        private final Path root;
        private final FileGlob glob;
        private final FileBounds bounds;
        private final SortedMap<String, FileStamp> files;
        private @Nullable String problem;

        Walk(Path root, FileGlob glob, FileBounds bounds, SortedMap<String, FileStamp> files) {
            this.root = root;
            this.glob = glob;
            this.bounds = bounds;
            this.files = files;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            boolean hidden =
                    !dir.equals(root) && String.valueOf(dir.getFileName()).startsWith(".");
            return hidden || bounds.bars(dir) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            Path relative = root.relativize(file);
            if (attributes.isRegularFile()
                    && !isTemporary(String.valueOf(file.getFileName()))
                    && glob.matches(relative)
                    && !bounds.bars(file)) {
                files.put(relative.toString().replace(java.io.File.separatorChar, '/'), FileStamp.of(attributes));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            problem = e.toString();
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException e) {
            problem = e == null ? problem : e.toString();
            return FileVisitResult.CONTINUE;
        }
    }

    /** The stamp that the file has now. */
    static FileStamp stamp(Path file) throws IOException {
        return FileStamp.of(Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    }
}
