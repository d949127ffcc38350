package dev.freshet.stack;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The ports of this checkout's servers, all below 32768: the preferred ones, else free ones, remembered so that
 * addresses stay the same from one start to the next.
 */
final class Ports {

    private static final Map<String, Integer> PREFERRED = Map.of(
            "control-plane", 7400,
            "keycloak", 7401,
            "postgres", 7402,
            "kafka", 7403,
            "kafka-controller", 7404);

    private final Path file;
    private final Map<String, Integer> chosen;

    Ports(Checkout checkout) {
        this.file = checkout.run().resolve("ports.json");
        this.chosen = read(file);
    }

    private static Map<String, Integer> read(Path file) {
        try {
            return Files.exists(file)
                    ? Json.MAPPER.readValue(file.toFile(), new TypeReference<TreeMap<String, Integer>>() {})
                    : new TreeMap<>();
        } catch (IOException e) {
            return new TreeMap<>();
        }
    }

    /** A port that nobody listens on, for a server that is about to start. */
    int claim(String role) {
        int preferred = PREFERRED.getOrDefault(role, 7410);
        int last = chosen.getOrDefault(role, preferred);
        int port = FreePorts.free(last) ? last : FreePorts.free(preferred) ? preferred : FreePorts.any();
        chosen.put(role, port);
        Checkout.writeSecret(file, Json.text(chosen));
        return port;
    }
}
