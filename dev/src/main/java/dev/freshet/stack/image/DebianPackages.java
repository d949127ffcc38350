package dev.freshet.stack.image;

import dev.freshet.stack.StackException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** What the image has of an operating system: a C library, a C++ runtime and a shell, as Debian packs them. */
final class DebianPackages {
    private static final List<String> NAMES = List.of("libc6", "libgcc-s1", "libstdc++6", "zlib1g", "dash");
    /** Of no use to a process. */
    private static final List<String> LEFT_OUT =
            List.of("usr/share/doc", "usr/share/man", "usr/share/lintian", "usr/share/debianutils", "usr/share/locale");

    private DebianPackages() {}

    /** A package as its file's name tells. */
    record Package(String name, String version) {}

    /** Fetches the packages, checked by apt against Debian's signatures, and unpacks them; returns what they are. */
    static List<Package> unpack(Path downloads, Path root) throws IOException, InterruptedException {
        Files.createDirectories(downloads);
        List<String> command = new ArrayList<>(List.of("apt-get", "download", "-qq"));
        command.addAll(NAMES);
        Process apt;
        try {
            apt = new ProcessBuilder(command)
                    .directory(downloads.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new StackException(
                    "the image is built out of Debian packages: run this on Debian or Ubuntu, where apt-get is");
        }
        String said = new String(apt.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (apt.waitFor() != 0) {
            throw new StackException(
                    "apt-get cannot fetch the packages of the image (try apt-get update first): " + said);
        }
        List<Package> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(downloads)) {
            for (Path deb :
                    files.filter(f -> f.toString().endsWith(".deb")).sorted().toList()) {
                String[] parts = deb.getFileName().toString().split("_");
                found.add(new Package(parts[0], parts[1].replace("%3a", ":")));
                unpackOne(deb, root);
            }
        }
        return found;
    }

    private static void unpackOne(Path deb, Path root) throws IOException {
        try (ArArchiveInputStream ar = new ArArchiveInputStream(new BufferedInputStream(Files.newInputStream(deb)))) {
            for (var part = ar.getNextEntry(); part != null; part = ar.getNextEntry()) {
                if (part.getName().startsWith("data.tar.xz")) {
                    untar(new XZCompressorInputStream(ar), root);
                    return;
                }
            }
        }
        throw new IOException(deb + " has no data.tar.xz");
    }

    private static void untar(InputStream data, Path root) throws IOException {
        TarArchiveInputStream tar = new TarArchiveInputStream(data);
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            String name = entry.getName().replaceFirst("^\\./", "").replaceFirst("/$", "");
            if (!name.isEmpty() && LEFT_OUT.stream().noneMatch(name::startsWith)) {
                place(tar, entry, root.resolve(name));
            }
        }
    }

    private static void place(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            Files.delete(target);
        }
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(
                target, PosixFilePermissions.fromString((entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--"));
    }
}
