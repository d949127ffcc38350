package dev.freshet.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A real Keycloak with the local stack's realm for tests: one per JVM, started at the first use (about 20 seconds; the
 * first on a machine fetches and augments it) and gone with the JVM. Thread-safe.
 */
public final class TestKeycloak {

    private static @Nullable TestKeycloak running;

    private final int port;
    private final Vault vault;

    private TestKeycloak(int port, Vault vault) {
        this.port = port;
        this.vault = vault;
    }

    /** This JVM's Keycloak. */
    public static synchronized TestKeycloak shared() {
        TestKeycloak ready = running;
        if (ready == null) {
            ready = start();
            running = ready;
        }
        return ready;
    }

    private static TestKeycloak start() {
        try {
            Path programs = KeycloakServer.distribution(Cache.ofUser(), Maven.of(Checkout.current()));
            Path folder = Files.createTempDirectory("freshet-keycloak-");
            Vault vault = new Vault(new Checkout(folder, folder));
            KeycloakServer server =
                    KeycloakServer.in(folder.resolve("home"), programs, vault.password("keycloak/admin"));
            server.reset(Realm.json(vault));
            int port = FreePorts.any();
            Path log = folder.resolve("keycloak.log");
            Leash leash = Leash.start(server.command(port), server.environment(), "KILL", folder, log);
            String discovery = KeycloakServer.issuer(port) + "/.well-known/openid-configuration";
            if (!Http.await(() -> Http.ok(discovery), leash::alive, Duration.ofMinutes(3))) {
                throw new StackException("Keycloak did not start:\n" + Files.readString(log));
            }
            return new TestKeycloak(port, vault);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start Keycloak", e);
        }
    }

    /** What its tokens name as their issuer; also the address below which OpenID discovery stands. */
    public String issuer() {
        return KeycloakServer.issuer(port);
    }

    /** Where tokens are fetched. */
    public String tokenUrl() {
        return issuer() + "/protocol/openid-connect/token";
    }

    /** What its access tokens name as their audience. */
    public String audience() {
        return Realm.AUDIENCE;
    }

    /** Id of the client of WHO ({@code ACME}, {@code ACME_VIEWER}, {@code GLOBEX}, …). */
    public String clientId(String who) {
        return Identity.of(who).client();
    }

    /** Secret of the client of WHO. */
    public String clientSecret(String who) {
        return vault.password(Identity.of(who).secretName());
    }

    /** Name of the user of WHO. */
    public String user(String who) {
        return Identity.of(who).user();
    }

    /** Password of the user of WHO. */
    public String password(String who) {
        return vault.password(Identity.of(who).passwordName());
    }

    /** Id of the confidential client through which the API signs browsers in. */
    public String consoleClientId() {
        return Realm.CONSOLE;
    }

    /** Secret of that client. */
    public String consoleClientSecret() {
        return vault.password("client/console");
    }

    /** The JSON that tells the control plane the tenants and members of this realm. */
    public String seed() {
        return Seed.json(issuer());
    }
}
