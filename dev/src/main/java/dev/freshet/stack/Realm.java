package dev.freshet.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Keycloak's realm {@code freshet} as an import file: the resource {@code realm.json} with the ready-made users and
 * clients and this checkout's secrets filled in.
 */
final class Realm {

    static final String NAME = "freshet";
    static final String AUDIENCE = "freshet-api";
    static final String CONSOLE = "freshet-console";

    private final Vault vault;
    private final ObjectNode realm;

    private Realm(Vault vault, ObjectNode realm) {
        this.vault = vault;
        this.realm = realm;
    }

    /** The whole import file. */
    static String json(Vault vault) {
        Realm made = new Realm(vault, resource());
        made.fill();
        return Json.text(made.realm);
    }

    private static ObjectNode resource() {
        try (InputStream in = Realm.class.getResourceAsStream("realm.json")) {
            return (ObjectNode) Json.MAPPER.readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void fill() {
        for (JsonNode client : realm.withArray("clients")) {
            audience((ObjectNode) client);
            if (client.path("clientId").asText().equals(CONSOLE)) {
                ((ObjectNode) client).put("secret", vault.password("client/console"));
            }
        }
        for (Identity identity : Identity.ALL) {
            realm.withArray("users").add(user(identity)).add(serviceAccount(identity));
            realm.withArray("clients").add(client(identity));
            join(identity);
        }
    }

    private static ObjectNode node(Map<String, ?> fields) {
        return Json.MAPPER.valueToTree(fields);
    }

    private ObjectNode user(Identity identity) {
        String domain = identity.tenant() == null ? "freshet" : identity.tenant();
        ObjectNode user = node(Map.of(
                "id",
                identity.userSubject(),
                "username",
                identity.user(),
                "email",
                "%s@%s.example".formatted(identity.user(), domain),
                "emailVerified",
                true,
                "firstName",
                identity.tenant() == null ? "Platform" : identity.tenant(),
                "lastName",
                identity.role() == null ? "admin" : identity.role(),
                "enabled",
                true,
                "realmRoles",
                roles(identity)));
        user.withArray("credentials")
                .add(node(Map.of(
                        "type", "password", "value", vault.password(identity.passwordName()), "temporary", false)));
        return user;
    }

    private static ObjectNode serviceAccount(Identity identity) {
        return node(Map.of(
                "id", identity.clientSubject(),
                "username", "service-account-" + identity.client(),
                "enabled", true,
                "serviceAccountClientId", identity.client(),
                "realmRoles", roles(identity)));
    }

    private static List<String> roles(Identity identity) {
        return List.of("default-roles-" + NAME, identity.platformAdmin() ? "platform-admin" : "tenant-user");
    }

    private ObjectNode client(Identity identity) {
        ObjectNode client = node(Map.of(
                "clientId", identity.client(),
                "enabled", true,
                "protocol", "openid-connect",
                "publicClient", false,
                "standardFlowEnabled", false,
                "directAccessGrantsEnabled", false,
                "serviceAccountsEnabled", true,
                "secret", vault.password(identity.secretName())));
        audience(client);
        return client;
    }

    private static void audience(ObjectNode client) {
        client.withArray("protocolMappers")
                .add(node(Map.of(
                        "name", "audience of the API",
                        "protocol", "openid-connect",
                        "protocolMapper", "oidc-audience-mapper",
                        "consentRequired", false,
                        "config",
                                Map.of(
                                        "included.custom.audience", AUDIENCE,
                                        "access.token.claim", "true",
                                        "id.token.claim", "false"))));
    }

    private void join(Identity identity) {
        for (JsonNode organization : realm.withArray("organizations")) {
            if (organization.path("name").asText().equals(identity.tenant())) {
                ArrayNode members = ((ObjectNode) organization).withArray("members");
                members.add(node(Map.of("username", identity.user(), "membershipType", "UNMANAGED")));
            }
        }
    }
}
