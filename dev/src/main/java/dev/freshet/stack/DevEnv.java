package dev.freshet.stack;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code dev.env}: addresses and credentials of the local stack, for shells to source and programs to read. */
final class DevEnv {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]*");

    private DevEnv() {}

    /** Writes the file, readable by its owner alone. */
    static void write(Checkout checkout, Vault vault, ControlPlane.Surroundings facts) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("FRESHET_URL", url(facts.port()));
        values.put("FRESHET_TOKEN_URL", facts.issuer() + "/protocol/openid-connect/token");
        values.put("FRESHET_DATABASE_URL", facts.database().libpqUrl());
        values.putAll(new ControlPlane(checkout, vault).warehouse(facts.s3()));
        facts.kafka().ifPresent(address -> values.put("FRESHET_KAFKA", address));
        for (Identity identity : Identity.ALL) {
            String prefix = "FRESHET_" + identity.who();
            values.put(prefix + "_CLIENT_ID", identity.client());
            values.put(prefix + "_CLIENT_SECRET", vault.password(identity.secretName()));
            values.put(prefix + "_USER", identity.user());
            values.put(prefix + "_PASSWORD", vault.password(identity.passwordName()));
        }
        values.put("FRESHET_KEYCLOAK_ADMIN_USER", KeycloakServer.ADMIN);
        values.put("FRESHET_KEYCLOAK_ADMIN_PASSWORD", vault.password("keycloak/admin"));
        Checkout.writeSecret(checkout.devEnv(), text(values));
    }

    static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    private static String text(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + quote(entry.getValue()))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String quote(String value) {
        return PLAIN.matcher(value).matches() ? value : "'" + value.replace("'", "'\\''") + "'";
    }
}
