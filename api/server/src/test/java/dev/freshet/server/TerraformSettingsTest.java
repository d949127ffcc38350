package dev.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.server.startup.Setting;
import dev.freshet.server.startup.SettingsCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Terraform code gives the service settings that it knows, all that it requires, and values that it takes. */
class TerraformSettingsTest {
    private static final Path TERRAFORM = Path.of("../../infra/terraform");
    private static final Pattern NAME = Pattern.compile("\\bFRESHET_[A-Z0-9_]*[A-Z0-9]\\b(?!_)");
    private static final Pattern GIVEN = Pattern.compile("(?m)^ *(FRESHET_[A-Z0-9_]+) *= (.*)$");

    /** Read by the worker, or by clients. */
    private static final Set<String> OTHERS = Set.of("FRESHET_WORKER_PORT", "FRESHET_URL");

    private static Stream<Path> files() {
        try (Stream<Path> all = Files.walk(TERRAFORM)) {
            return all
                    .filter(file ->
                            file.toString().endsWith(".tf") && !file.toString().contains("/.terraform/"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> known() {
        return Setting.ALL.stream().map(Setting::name).collect(Collectors.toSet());
    }

    @Test
    void everyNameIsASetting() {
        Set<String> used = files().flatMap(file -> NAME.matcher(text(file)).results())
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(used).hasSizeGreaterThan(20);
        used.removeAll(OTHERS);
        assertThat(known()).containsAll(used);
    }

    /** What is computed there stands as its setting's example, or as the words that it chooses from. */
    @Test
    void theControlPlaneGetsAllThatItRequires() {
        Map<String, String> environment = new HashMap<>();
        GIVEN.matcher(text(TERRAFORM.resolve("modules/control-plane/main.tf")))
                .results()
                .forEach(given -> environment.put(given.group(1), value(given.group(1), given.group(2))));
        assertThat(environment).hasSizeGreaterThan(20);
        SettingsCheck check = new SettingsCheck(environment);
        assertThat(check.slips()).isEmpty();
        assertThat(check.unknown()).isEmpty();
    }

    private static String value(String name, String expression) {
        if (expression.matches("\"[^$]*\"")) {
            return expression.substring(1, expression.length() - 1);
        }
        Setting setting = Setting.ALL.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        if (Set.of("yes", "no").contains(setting.example())) {
            return expression.contains("\"yes\" : \"no\"") ? "yes" : expression;
        }
        return name.equals("FRESHET_MASTER_KEY") ? "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" : setting.example();
    }
}
