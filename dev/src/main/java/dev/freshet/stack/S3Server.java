package dev.freshet.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An S3-compatible server (S3Proxy) that keeps its buckets as folders below its home. Listens on 127.0.0.1 alone. */
final class S3Server {

    static final String VERSION = "4.1.0";
    /** Name of the local stack's access key, and of its bucket. */
    static final String NAME = "freshet";

    private static final String POM = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>dev.freshet</groupId>
              <artifactId>s3-server</artifactId>
              <version>1</version>
              <dependencies>
                <dependency><groupId>com.fasterxml.jackson.core</groupId><artifactId>jackson-annotations</artifactId><version>2.21</version></dependency>
                <dependency><groupId>org.gaul</groupId><artifactId>s3proxy</artifactId><version>%s</version></dependency>
              </dependencies>
            </project>
            """;

    private final Path libraries;
    private final Path home;

    private S3Server(Path libraries, Path home) {
        this.libraries = libraries;
        this.home = home;
    }

    /** Name of the cache's part. */
    static String part() {
        return "s3proxy-" + VERSION;
    }

    /** The server's jars, fetched at the first use. */
    static Path libraries(Cache cache, Maven maven) {
        Path folder = cache.part(part(), work -> {
            Files.writeString(work.resolve("pom.xml"), POM.formatted(VERSION));
            maven.fetchAll(work);
        });
        return folder.resolve("lib");
    }

    /** A server that keeps its buckets in that home. */
    static S3Server in(Path home, Path libraries) throws IOException {
        S3Server server = new S3Server(libraries, home);
        Files.createDirectories(server.buckets());
        return server;
    }

    /** Writes the settings of a server that asks nobody who he is. */
    void open(int port) throws IOException {
        Checkout.writeSecret(settings(), settings(port) + "s3proxy.authorization=none\n");
    }

    /** Writes the settings of a server that takes signed requests of one access key. */
    void guarded(int port, String secret) throws IOException {
        Checkout.writeSecret(settings(), settings(port) + """
                        s3proxy.authorization=aws-v2-or-v4
                        s3proxy.identity=%s
                        s3proxy.credential=%s
                        """.formatted(NAME, secret));
    }

    private String settings(int port) {
        return """
                s3proxy.endpoint=http://127.0.0.1:%d
                jclouds.provider=filesystem-nio2
                jclouds.filesystem.basedir=%s
                """.formatted(port, buckets());
    }

    private Path settings() {
        return home.resolve("s3.conf");
    }

    private Path buckets() {
        return home.resolve("buckets");
    }

    /** Makes a bucket where there is none. */
    void bucket(String name) throws IOException {
        Files.createDirectories(buckets().resolve(name));
    }

    /** The server as a command that stays in the foreground. */
    List<String> command() {
        List<String> words = Jvm.command("256m");
        words.addAll(List.of(
                "-cp",
                libraries.resolve("*").toString(),
                "org.gaul.s3proxy.Main",
                "--properties",
                settings().toString()));
        return words;
    }

    /** Where the local stack keeps all tenants' tables. */
    static String warehouse() {
        return "s3://" + NAME + "/warehouse";
    }
}
