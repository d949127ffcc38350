package dev.freshet.stack;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A ready-made identity of the local stack: a user for the console and an OAuth client for programs, with the same
 * rights. {@code who} is its name in {@code dev.env}; the tenant and role are absent for the platform's admin.
 */
record Identity(
        String who, @Nullable String tenant, @Nullable String role) {

    /** All of them, in the order of {@code dev.env}. */
    static final List<Identity> ALL = List.of(
            new Identity("ACME", "acme", "admin"),
            new Identity("GLOBEX", "globex", "admin"),
            new Identity("ACME_VIEWER", "acme", "viewer"),
            new Identity("ACME_EDITOR", "acme", "editor"),
            new Identity("ACME_OPERATOR", "acme", "operator"),
            new Identity("PLATFORM", null, null));

    /** The one of that name. */
    static Identity of(String who) {
        return ALL.stream()
                .filter(identity -> identity.who().equals(who))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no ready-made identity " + who));
    }

    boolean platformAdmin() {
        return tenant == null;
    }

    /** Name of the user in Keycloak, as in {@code acme-viewer}. */
    String user() {
        return who.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Name of the OAuth client in Keycloak. */
    String client() {
        return "freshet-" + user();
    }

    /** The subject of the user's tokens: the same in every checkout. */
    String userSubject() {
        return subject("user/" + user());
    }

    /** The subject of the client's tokens: the same in every checkout. */
    String clientSubject() {
        return subject("client/" + user());
    }

    String passwordName() {
        return "user/" + user();
    }

    String secretName() {
        return "client/" + user();
    }

    private static String subject(String name) {
        return UUID.nameUUIDFromBytes(("freshet/" + name).getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
