package dev.freshet.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The account under which PostgreSQL runs, since it refuses root: an ordinary user runs it as himself, root hands it to
 * {@code nobody}. No user namespaces are needed.
 */
record Unprivileged(boolean needed, int uid, int gid) {

    static Unprivileged account() {
        if (!Os.root()) {
            return new Unprivileged(false, -1, -1);
        }
        String[] nobody = passwd("nobody").split(":", -1);
        return new Unprivileged(true, Integer.parseInt(nobody[2]), Integer.parseInt(nobody[3]));
    }

    private static String passwd(String name) {
        try (Stream<String> lines = Files.lines(Path.of("/etc/passwd"))) {
            return lines.filter(line -> line.startsWith(name + ":"))
                    .findFirst()
                    .orElseThrow(() -> new StackException(
                            "PostgreSQL refuses to run as root, and there is no user nobody to run it as"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives a file or folder to the account; contents of a folder stay as they are. */
    Path own(Path path) throws IOException {
        if (needed) {
            Files.setAttribute(path, "unix:uid", uid);
            Files.setAttribute(path, "unix:gid", gid);
        }
        return path;
    }

    /**
     * The command as that account. Where a folder on the way to one of the paths is closed to it (a checkout in root's
     * home), the process keeps the capability to pass through; the paths' own permissions still guard writing.
     */
    List<String> wrap(List<String> command, Path... reached) {
        if (!needed) {
            return command;
        }
        List<String> words = new ArrayList<>(prefix(Stream.of(reached).anyMatch(Unprivileged::closed)));
        words.addAll(command);
        return words;
    }

    private List<String> prefix(boolean passThrough) {
        Optional<Path> setpriv = Os.onPath("setpriv");
        if (setpriv.isPresent()) {
            return setpriv(setpriv.get(), passThrough);
        }
        if (passThrough) {
            throw new StackException("the folder of the checkout or of its cache is closed to the user nobody:"
                    + " install util-linux (setpriv), or set FRESHET_HOME and FRESHET_CACHE to folders that all may"
                    + " enter");
        }
        return perl();
    }

    private List<String> setpriv(Path program, boolean passThrough) {
        List<String> words =
                new ArrayList<>(List.of(program.toString(), "--reuid=" + uid, "--regid=" + gid, "--clear-groups"));
        if (passThrough) {
            // access(2), which initdb asks, looks at capabilities only with this bit; exec drops all but the one below.
            words.add("--securebits=+no_setuid_fixup");
            words.add("--inh-caps=+dac_read_search");
            words.add("--ambient-caps=+dac_read_search");
        }
        return words;
    }

    private List<String> perl() {
        Path perl = Os.onPath("perl")
                .orElseThrow(() -> new StackException(
                        "PostgreSQL refuses to run as root: install util-linux (setpriv) or perl, or run as an ordinary"
                                + " user"));
        String become = "$) = \"%d %d\"; use POSIX; POSIX::setgid(%d); POSIX::setuid(%d); exec @ARGV or exit 127";
        return List.of(perl.toString(), "-e", become.formatted(gid, gid, gid, uid), "--");
    }

    private static boolean closed(Path path) {
        for (Path folder = path.toAbsolutePath().getParent(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder) && !enterable(folder)) {
                return true;
            }
        }
        return false;
    }

    private static boolean enterable(Path folder) {
        try {
            return Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
