package dev.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.server.startup.Setting;
import dev.freshet.server.startup.SettingsCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of settings names every setting that the code reads, and no other. */
class SettingsPageTest {
    private static final Path PAGE = Path.of("../../docs/reference/settings.md");
    private static final Pattern IN_PROPERTIES = Pattern.compile("\\$\\{(freshet\\.[a-z0-9.]+)");
    private static final Pattern IN_JAVA =
            Pattern.compile("(?:getValue|getOptionalValue|path)\\((?:config, )?\"(freshet\\.[a-z0-9.]+)\"");
    private static final Pattern CONSTANT = Pattern.compile("ENDPOINT = \"(freshet\\.[a-z0-9.]+)\"");
    private static final Pattern ON_PAGE = Pattern.compile("(?m)^\\| `(FRESHET_[A-Z0-9_]+)` \\|");
    /** Put together out of others. */
    private static final Set<String> DERIVED = Set.of("freshet.db.address", "freshet.db.query");

    /** Read by the code that makes others out of them, or checks them. */
    private static final Set<String> ELSEWHERE =
            Set.of("freshet.db.ssl.mode", "freshet.db.ssl.root", "freshet.launcher");

    @Test
    void pageNamesEverySettingAndNoOther() throws IOException {
        Set<String> read = found(IN_PROPERTIES, Files.readString(Path.of("src/main/resources/application.properties")));
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            sources.filter(file -> file.toString().endsWith(".java"))
                    .map(SettingsPageTest::text)
                    .forEach(source -> {
                        read.addAll(found(IN_JAVA, source.replaceAll("\\(\\s+", "(")));
                        read.addAll(found(CONSTANT, source));
                    });
        }
        read.removeAll(DERIVED);
        read.addAll(ELSEWHERE);
        String page = Files.readString(PAGE);
        String table = page.substring(page.indexOf("## Control plane"), page.indexOf("## `./freshet`"));
        assertThat(found(ON_PAGE, table))
                .containsExactlyInAnyOrderElementsOf(
                        read.stream().map(SettingsPageTest::variable).toList());
        assertThat(page).as("the table is made of Setting.ALL").contains(Setting.table());
    }

    private static Map<String, String> good() {
        return new HashMap<>(Map.of(
                "FRESHET_DB_OWNER_USER", "owner",
                "FRESHET_DB_OWNER_PASSWORD", "a",
                "FRESHET_DB_API_PASSWORD", "b",
                "FRESHET_DB_RECONCILER_PASSWORD", "c",
                "FRESHET_COOKIE_KEY", "0123456789abcdef0123456789abcdef",
                "FRESHET_OIDC_ISSUER", "https://login.example.com",
                "FRESHET_MASTER_KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));
    }

    private static String slips(String name, String value) {
        Map<String, String> environment = good();
        environment.put(name, value);
        return String.join("\n", new SettingsCheck(environment).slips());
    }

    @Test
    void aSettingThatCannotBeRightIsNamedWithTheRemedy(@TempDir Path folder) throws IOException {
        assertThat(new SettingsCheck(good()).slips()).isEmpty();
        assertThat(new SettingsCheck(Map.of()).slips()).hasSize(7).allMatch(slip -> slip.contains("Example: FRESHET_"));
        assertThat(slips("FRESHET_HTTP_PORT", "many")).contains("FRESHET_HTTP_PORT=many", "a port");
        assertThat(slips("FRESHET_LAUNCHER", "PIGEON")).contains("FRESHET_LAUNCHER", "LOCAL");
        assertThat(slips("FRESHET_DB_SSL_MODE", "verify-full")).contains("FRESHET_DB_SSL_ROOT");
        assertThat(slips("FRESHET_S3_ACCESS_KEY_ID", "k")).contains("FRESHET_S3_SECRET_ACCESS_KEY");
        assertThat(slips("FRESHET_MASTER_KEY", "short"))
                .contains("FRESHET_MASTER_KEY", "openssl")
                .doesNotContain("short");
        assertThat(slips("FRESHET_MASTER_KEY_FROM", "/nowhere")).contains("both set");
        assertThat(slips("FRESHET_CONSOLE_CLIENT_SECRET_FROM", "/nowhere")).contains("cannot be read");
        assertThat(slips("FRESHET_CONSOLE_CLIENT_SECRET_FROM", "arn:aws:x")).contains("secretsmanager");
        Path file = Files.writeString(folder.resolve("secret"), "s\n");
        assertThat(slips("FRESHET_CONSOLE_CLIENT_SECRET_FROM", file.toString())).isEmpty();
        assertThat(new SettingsCheck(Map.of("FRESHET_DB_HOTS", "x")).unknown()).hasSize(1);
    }

    private static String variable(String setting) {
        return setting.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
