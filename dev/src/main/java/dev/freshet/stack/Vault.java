package dev.freshet.stack;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The checkout's secrets: made at random at their first use, kept in one file that only its owner may read. */
final class Vault {

    private final Path file;
    private final Map<String, String> secrets;

    Vault(Checkout checkout) {
        this.file = checkout.home().resolve("secrets.json");
        this.secrets = read(file);
    }

    private static Map<String, String> read(Path file) {
        try {
            return Files.exists(file)
                    ? Json.MAPPER.readValue(file.toFile(), new TypeReference<TreeMap<String, String>>() {})
                    : new TreeMap<>();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the secrets in " + file, e);
        }
    }

    /** A password of 32 hexadecimal digits. */
    String password(String name) {
        return get(name, () -> Secret.hex(16));
    }

    /** A key of that many bytes in Base64. */
    String key(String name, int bytes) {
        return get(name, () -> Secret.base64(bytes));
    }

    boolean has(String name) {
        return secrets.containsKey(name);
    }

    private synchronized String get(String name, Supplier<String> maker) {
        String known = secrets.get(name);
        if (known != null) {
            return known;
        }
        String made = maker.get();
        secrets.put(name, made);
        Checkout.writeSecret(file, Json.text(secrets));
        return made;
    }
}
