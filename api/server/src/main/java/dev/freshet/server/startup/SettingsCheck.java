package dev.freshet.server.startup;

import dev.freshet.server.startup.Setting.Kind;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks the environment over before anything is started, so that a slip is told by its name and not by a stack trace. */
public final class SettingsCheck {
    private static final String FROM = "_FROM";

    /** Read by `./freshet` and the client, or by the service's launcher script; not the service's. */
    private static final Set<String> OTHERS = Set.of(
            "FRESHET_CACHE",
            "FRESHET_JAVA",
            "FRESHET_JAVA_HOME",
            "FRESHET_JAVA_OPTS",
            "FRESHET_INSTALL",
            "FRESHET_BUILD",
            "FRESHET_ROOT",
            "FRESHET_CHROMIUM",
            "FRESHET_DATABASE_URL",
            "FRESHET_URL",
            "FRESHET_TOKEN_URL",
            "FRESHET_TENANT",
            "FRESHET_CLIENT_ID",
            "FRESHET_CLIENT_SECRET");

    private final Map<String, String> environment;

    public SettingsCheck(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** Every slip, each with its name, what is wanted and an example. */
    public List<String> slips() {
        List<String> slips = new ArrayList<>();
        for (Setting setting : Setting.ALL) {
            String slip = setting.isSecret() ? secretSlip(setting) : setting.slip(environment::get);
            if (slip != null) {
                slips.add(slip);
            }
        }
        contradictions(slips);
        return slips;
    }

    private @Nullable String secretSlip(Setting setting) {
        String from = environment.get(setting.name() + FROM);
        if (from == null) {
            return setting.slip(environment::get);
        }
        String source = setting.name() + FROM + "=" + from;
        if (environment.containsKey(setting.name())) {
            return "%s and %s%s are both set: keep one.".formatted(setting.name(), setting.name(), FROM);
        }
        if (SecretFiles.isField(from)) {
            return null;
        }
        if (from.startsWith("arn:")) {
            return source + " is neither a file nor a field of a secret, for example"
                    + " arn:aws:secretsmanager:eu-central-1:123456789012:secret:freshet/service-AbCdEf:master_key::";
        }
        return Files.isReadable(Path.of(from))
                ? setting.slip(name -> SecretFiles.read(from))
                : source + " cannot be read. It names a file, for example /run/secrets/"
                        + setting.property().substring("freshet.".length());
    }

    /** Names that look like ours and are not: misspelt, or another version's. A platform may set such names itself. */
    public List<String> unknown() {
        Set<String> known = Setting.ALL.stream().map(Setting::name).collect(Collectors.toSet());
        Set<String> secrets = Setting.ALL.stream()
                .filter(Setting::isSecret)
                .map(Setting::name)
                .collect(Collectors.toSet());
        return environment.keySet().stream()
                .filter(name -> name.startsWith("FRESHET_") && !known.contains(name) && !OTHERS.contains(name))
                .filter(name -> !(name.endsWith(FROM) && secrets.contains(name.substring(0, name.length() - 5))))
                .sorted()
                .map(name -> name + " is not a setting of this version and does nothing.")
                .toList();
    }

    private void contradictions(List<String> slips) {
        if ("verify-full".equals(environment.get("FRESHET_DB_SSL_MODE"))
                && environment.get("FRESHET_DB_SSL_ROOT") == null) {
            slips.add("FRESHET_DB_SSL_MODE=verify-full needs FRESHET_DB_SSL_ROOT, for example"
                    + " FRESHET_DB_SSL_ROOT=/etc/ssl/certs/ca-certificates.crt");
        }
        launcher(slips);
        needsOther(slips, "FRESHET_S3_ACCESS_KEY_ID", "FRESHET_S3_SECRET_ACCESS_KEY");
        needsOther(slips, "FRESHET_S3_SECRET_ACCESS_KEY", "FRESHET_S3_ACCESS_KEY_ID");
    }

    /** What the place of the workers needs, and what belongs to another place. */
    private void launcher(List<String> slips) {
        String launcher = environment.getOrDefault("FRESHET_LAUNCHER", "LOCAL");
        for (Setting setting : Setting.ALL) {
            String name = setting.name();
            String owner = name.startsWith("FRESHET_ECS_")
                    ? "ECS"
                    : name.startsWith("FRESHET_KUBERNETES_") ? "KUBERNETES" : null;
            if (owner == null) {
                continue;
            }
            boolean wanted = setting.meaning().endsWith("required for `" + owner + "`");
            if (owner.equals(launcher) && wanted && !isGiven(name)) {
                slips.add("FRESHET_LAUNCHER=" + launcher + " needs " + name + ": " + setting.plain());
            }
            if (!owner.equals(launcher) && isGiven(name)) {
                slips.add(name + " is for FRESHET_LAUNCHER=" + owner + ", and FRESHET_LAUNCHER is " + launcher
                        + ": keep one of the two.");
            }
        }
        if (!launcher.equals("LOCAL")
                && !environment.getOrDefault("FRESHET_WAREHOUSE", "file:").startsWith("s3:")) {
            slips.add("FRESHET_LAUNCHER=" + launcher + " needs a warehouse that workers elsewhere reach, for example"
                    + " FRESHET_WAREHOUSE=s3://my-bucket/warehouse");
        }
    }

    private void needsOther(List<String> slips, String name, String other) {
        if (isGiven(name) && !isGiven(other)) {
            slips.add(name + " needs " + other + " beside it: set both, or neither where the platform lends a role.");
        }
    }

    private boolean isGiven(String name) {
        return environment.containsKey(name) || environment.containsKey(name + FROM);
    }

    /** What a value of that kind should be, when this one is not; else null. */
    static @Nullable String wanted(Kind kind, String value) {
        return switch (kind) {
            case TEXT, SECRET -> null;
            case LONG_SECRET ->
                value.strip().length() >= 32 ? null : "at least 32 characters long (make one: openssl rand -hex 32)";
            case NUMBER -> value.matches("\\d{1,9}") ? null : "a whole number";
            case PORT -> isPort(value) ? null : "a port (1 to 65535)";
            case URL -> isUrl(value) ? null : "a URL, for example https://host/path";
            case FILE -> Files.exists(Path.of(value)) ? null : "there: the file or folder does not exist";
            case KEY -> isKey(value) ? null : "32 bytes in base64 (make one: openssl rand -base64 32)";
            case SSL_MODE -> oneOf(value, "disable", "require", "verify-full");
            case LAUNCHER -> oneOf(value, "LOCAL", "ECS", "KUBERNETES");
            case CLASSES ->
                value.matches("[a-z0-9-]+=\\d{1,7}(,[a-z0-9-]+=\\d{1,7})*")
                        ? null
                        : "a list of classes, for example small=2048,large=8192";
            case YES_OR_NO -> oneOf(value, "yes", "no");
        };
    }

    private static @Nullable String oneOf(String value, String... words) {
        return List.of(words).contains(value) ? null : "one of " + String.join(", ", words);
    }

    private static boolean isPort(String value) {
        return value.matches("\\d{1,5}") && Integer.parseInt(value) > 0 && Integer.parseInt(value) < 65536;
    }

    private static boolean isUrl(String value) {
        try {
            return Objects.requireNonNullElse(URI.create(value).getScheme(), "").matches("https?|s3|file");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isKey(String value) {
        try {
            return Base64.getDecoder().decode(value).length == 32;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
