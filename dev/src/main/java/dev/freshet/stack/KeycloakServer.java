package dev.freshet.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Keycloak in a folder of its own: the programs are links into the cache, where they were augmented once, and the
 * database is a file. Listens on 127.0.0.1 alone.
 */
final class KeycloakServer {

    static final String VERSION = "26.7.3";
    static final String ADMIN = "admin";

    private static final List<String> LINKED = List.of("lib", "conf", "providers", "themes");

    private final Path distribution;
    private final Path home;
    private final String adminPassword;

    private KeycloakServer(Path distribution, Path home, String adminPassword) {
        this.distribution = distribution;
        this.home = home;
        this.adminPassword = adminPassword;
    }

    /** Name of the cache's part. */
    static String part() {
        return "keycloak-" + VERSION;
    }

    /** Keycloak's programs, fetched and augmented at the first use (half a minute). */
    static Path distribution(Cache cache, Maven maven) {
        return cache.part(part(), folder -> install(folder, maven));
    }

    /** A server with its data in that home, and links there to its programs. */
    static KeycloakServer in(Path home, Path distribution, String adminPassword) throws IOException {
        KeycloakServer server = new KeycloakServer(distribution, home, adminPassword);
        server.link();
        return server;
    }

    private static void install(Path folder, Maven maven) throws IOException {
        Path download = Files.createDirectory(folder.resolve("download"));
        Path zip = maven.fetch("org.keycloak:keycloak-quarkus-dist:%s:zip".formatted(VERSION), download);
        Archives.unzip(zip, folder, name -> name.substring(name.indexOf('/') + 1));
        Cache.delete(download);
        Command.of(java(folder, "build", "--db=dev-file", "--cache=local"))
                .in(folder)
                .expect("cannot prepare Keycloak", Duration.ofMinutes(10));
    }

    private void link() throws IOException {
        Files.createDirectories(home.resolve("data").resolve("import"));
        for (String name : LINKED) {
            Path link = home.resolve(name);
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, distribution.resolve(name));
        }
    }

    /** Whether the database has been made from that realm. */
    boolean holds(String realm) throws IOException {
        Path imported = realmFile();
        return Files.exists(home.resolve("data").resolve("h2"))
                && Files.exists(imported)
                && Files.readString(imported).equals(realm);
    }

    /** Forgets all users and sessions; the next start makes the realm anew. */
    void reset(String realm) throws IOException {
        Cache.delete(home.resolve("data"));
        Files.createDirectories(realmFile().getParent());
        Checkout.writeSecret(realmFile(), realm);
    }

    private Path realmFile() {
        return home.resolve("data").resolve("import").resolve(Realm.NAME + "-realm.json");
    }

    /** The server as a command that stays in the foreground; imports the realm where it is not there yet. */
    List<String> command(int port) {
        return java(
                home,
                "start",
                "--optimized",
                "--import-realm",
                "--cache=local",
                "--http-enabled=true",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--hostname=http://127.0.0.1:" + port);
    }

    Map<String, String> environment() {
        return Map.of("KC_BOOTSTRAP_ADMIN_USERNAME", ADMIN, "KC_BOOTSTRAP_ADMIN_PASSWORD", adminPassword);
    }

    private static List<String> java(Path home, String... arguments) {
        List<String> words = new ArrayList<>(Jvm.command("400m"));
        Stream.of("java.util", "java.util.concurrent", "java.security", "java.lang")
                .map(name -> "--add-opens=java.base/%s=ALL-UNNAMED".formatted(name))
                .forEach(words::add);
        words.addAll(List.of(
                "-Dkc.home.dir=" + home,
                "-Djboss.server.config.dir=" + home.resolve("conf"),
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dpicocli.disable.closures=true",
                "-Djava.util.concurrent.ForkJoinPool.common.threadFactory="
                        + "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
                "-cp",
                home.resolve("lib").resolve("quarkus-run.jar").toString(),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint"));
        words.addAll(List.of(arguments));
        return words;
    }

    /** What tokens of the realm name as their issuer. */
    static String issuer(int port) {
        return "http://127.0.0.1:%d/realms/%s".formatted(port, Realm.NAME);
    }
}
