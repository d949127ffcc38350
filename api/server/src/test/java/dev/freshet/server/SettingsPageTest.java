package dev.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of settings names every setting that the code reads, and no other. */
class SettingsPageTest {
    private static final Path PAGE = Path.of("../../docs/reference/settings.md");
    private static final Pattern IN_PROPERTIES = Pattern.compile("\\$\\{(freshet\\.[a-z.]+)");
    private static final Pattern IN_JAVA =
            Pattern.compile("(?:getValue|getOptionalValue|path)\\((?:config, )?\"(freshet\\.[a-z.]+)\"");
    private static final Pattern CONSTANT = Pattern.compile("ENDPOINT = \"(freshet\\.[a-z.]+)\"");
    private static final Pattern ON_PAGE = Pattern.compile("(?m)^\\| `(FRESHET_[A-Z_]+)` \\|");
    /** Put together out of others in application.properties. */
    private static final String DERIVED = "freshet.db.address";

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
        read.remove(DERIVED);
        String page = Files.readString(PAGE);
        String table = page.substring(page.indexOf("## Control plane"), page.indexOf("## `./freshet`"));
        assertThat(found(ON_PAGE, table))
                .containsExactlyInAnyOrderElementsOf(
                        read.stream().map(SettingsPageTest::variable).toList());
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
