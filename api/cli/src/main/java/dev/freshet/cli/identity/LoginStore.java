package dev.freshet.cli.identity;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.freshet.cli.Exit;
import dev.freshet.cli.Fault;
import dev.freshet.cli.Surroundings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** Keeps one login in a file that only its owner can read. */
public final class LoginStore {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Path file;

    private LoginStore(Path file) {
        this.file = file;
    }

    /** Below {@code XDG_CONFIG_HOME}, else {@code ~/.config}. */
    public static LoginStore of(Surroundings here) {
        String config = here.variable("XDG_CONFIG_HOME");
        Path base = config == null ? here.home().resolve(".config") : Path.of(config);
        return new LoginStore(base.resolve("freshet").resolve("login.json"));
    }

    /** Where it lies. */
    public Path file() {
        return file;
    }

    /** The stored login, if there is one. */
    public Optional<StoredLogin> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), StoredLogin.class));
        } catch (IOException e) {
            throw new Fault(Exit.AUTH, "cannot read " + file + ": log in anew or delete it", e);
        }
    }

    /** Replaces the login: written aside and moved over, so that a reader never sees half of it. */
    public void write(StoredLogin login) {
        try {
            Files.createDirectories(file.getParent(), mode("rwx------"));
            Path fresh = Files.createTempFile(file.getParent(), "login", ".tmp", mode("rw-------"));
            Files.write(fresh, JSON.writeValueAsBytes(login));
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot store the login in " + file, e);
        }
    }

    /** Keeps a refresh token that the provider has exchanged. */
    public void renew(String refreshToken) {
        read().ifPresent(login -> write(login.renewed(refreshToken)));
    }

    /** Forgets the login. True when there was one. */
    public boolean delete() {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file, e);
        }
    }

    private static FileAttribute<?>[] mode(String permissions) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
