package dev.freshet.shell.sql;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarFile;

/** The scripts of sqllogictest, as {@code net.hydromatic:sql-logic-test} brings them. */
final class LogicSuites {
    private LogicSuites() {}

    /** Names of all scripts in a fixed order. */
    static List<String> names() throws IOException {
        URL one = Objects.requireNonNull(
                LogicSuites.class.getResource("/test/select1.test"), "sql-logic-test is missing");
        try (JarFile jar = ((JarURLConnection) one.openConnection()).getJarFile()) {
            return jar.stream()
                    .map(e -> e.getName())
                    .filter(n -> n.startsWith("test/") && n.endsWith(".test"))
                    .sorted()
                    .toList();
        }
    }

    static LogicScript script(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(LogicSuites.class.getResourceAsStream("/" + name), name)) {
            return LogicScript.parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
