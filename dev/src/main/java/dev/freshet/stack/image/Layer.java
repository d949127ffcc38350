package dev.freshet.stack.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A layer of an image out of a folder: everything belongs to root, has the same age and stands in the order of its names,
 * so that the same files always make the same bytes.
 *
 * @param digest of the packed bytes, as {@code sha256:…}
 * @param diffId of the unpacked ones
 * @param comment what it holds, for the image's history
 */
record Layer(Path file, String digest, String diffId, long size, String comment) {
    private static final int WRITABLE = 01777;

    /** Packs a folder's content. */
    static Layer of(Path folder, Path into, String comment) throws IOException {
        Path draft = Files.createTempFile(into, "layer", ".tar.gz");
        MessageDigest packed = sha256();
        MessageDigest plain = sha256();
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(draft));
                OutputStream zip = new GZIPOutputStream(new DigestOutputStream(file, packed), 1 << 16);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(new DigestOutputStream(zip, plain))) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Path path : sorted(folder)) {
                add(tar, folder, path);
            }
        }
        String digest = hex(packed);
        Path blob = into.resolve(digest);
        Files.move(draft, blob, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        return new Layer(blob, "sha256:" + digest, "sha256:" + hex(plain), Files.size(blob), comment);
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> !path.equals(folder)).sorted().toList();
        }
    }

    private static void add(TarArchiveOutputStream tar, Path folder, Path path) throws IOException {
        String name = folder.relativize(path).toString();
        if (Files.isSymbolicLink(path)) {
            TarArchiveEntry link = entry(new TarArchiveEntry(name, TarConstants.LF_SYMLINK), 0777);
            link.setLinkName(Files.readSymbolicLink(path).toString());
            tar.putArchiveEntry(link);
        } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            tar.putArchiveEntry(entry(new TarArchiveEntry(name + "/"), name.equals("tmp") ? WRITABLE : 0755));
        } else {
            TarArchiveEntry file = entry(new TarArchiveEntry(name), runs(path) ? 0755 : 0644);
            file.setSize(Files.size(path));
            tar.putArchiveEntry(file);
            Files.copy(path, tar);
        }
        tar.closeArchiveEntry();
    }

    /** Everything is executable for root where file systems say so; what has the bit for its owner counts. */
    private static boolean runs(Path path) throws IOException {
        return Files.getPosixFilePermissions(path).contains(java.nio.file.attribute.PosixFilePermission.OWNER_EXECUTE);
    }

    private static TarArchiveEntry entry(TarArchiveEntry entry, int mode) {
        entry.setModTime(0L);
        entry.setIds(0, 0);
        entry.setNames("root", "root");
        entry.setMode(mode);
        return entry;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Name of those bytes among the blobs, which they are written to. */
    static String blob(byte[] bytes, Path into) {
        try {
            MessageDigest digest = sha256();
            digest.update(bytes);
            String name = hex(digest);
            Files.write(into.resolve(name), bytes);
            return name;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
