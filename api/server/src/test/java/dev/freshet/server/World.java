package dev.freshet.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.freshet.stack.TestPostgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.smallrye.jwt.build.Jwt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the control plane needs around it: a database, an identity provider of one key, ready-made members, a home. */
public final class World implements QuarkusTestResourceLifecycleManager {
    static final String AUDIENCE = "freshet-api";
    /** Whom the provider signs in at the console. */
    static final String SIGNED_IN = "acme-operator";

    static final KeyPair KEYS = keys();
    static final KeyPair FOREIGN_KEYS = keys();
    private static volatile String issuer = "";
    private static volatile String database = "";
    private static final List<byte[]> SPANS = new CopyOnWriteArrayList<>();
    private @org.jspecify.annotations.Nullable HttpServer provider;

    static String issuer() {
        return issuer;
    }

    static String database() {
        return database;
    }

    /** Whether the collector of spans has been sent those bytes within one request. */
    static boolean traced(byte[] id) {
        String wanted = new String(id, StandardCharsets.ISO_8859_1);
        return SPANS.stream().anyMatch(sent -> new String(sent, StandardCharsets.ISO_8859_1).contains(wanted));
    }

    /** A token of the issuer, for the subject, good for five minutes. */
    static String token(String subject) {
        return Jwt.issuer(issuer)
                .subject(subject)
                .audience(AUDIENCE)
                .claim("typ", "Bearer")
                .claim("preferred_username", subject)
                .expiresIn(Duration.ofMinutes(5))
                .jws()
                .keyId("test")
                .sign(KEYS.getPrivate());
    }

    @Override
    public Map<String, String> start() {
        try {
            provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            issuer = "http://127.0.0.1:" + provider.getAddress().getPort();
            provider.createContext("/", this::answer);
            provider.start();
            return settings();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> settings() throws IOException {
        TestPostgres postgres = TestPostgres.shared();
        database = postgres.createDatabase();
        Path home = Files.createTempDirectory("freshet-server-");
        Path seed = home.resolve("seed.json");
        Files.writeString(seed, seed());
        Map<String, String> all = new HashMap<>();
        all.put("freshet.db.port", Integer.toString(postgres.port()));
        all.put("freshet.db.name", database);
        all.put("freshet.db.owner.user", postgres.superuser());
        all.put("freshet.db.owner.password", postgres.password());
        all.put("freshet.db.api.password", "api-secret");
        all.put("freshet.db.reconciler.password", "reconciler-secret");
        all.put("freshet.db.idle.seconds", "1");
        all.put("freshet.traces", issuer);
        all.put("freshet.oidc.issuer", issuer);
        all.put("freshet.oidc.audience", AUDIENCE);
        all.put("freshet.cookie.key", "0123456789abcdef0123456789abcdef");
        all.put("freshet.master.key", Base64.getEncoder().encodeToString(new byte[32]));
        all.put("freshet.home", home.toString());
        all.put(
                "freshet.warehouse",
                home.resolve("warehouse").toUri().toString().replaceAll("/$", ""));
        all.put("freshet.allowed.roots", home.toString());
        all.put("freshet.seed", seed.toString());
        all.put("freshet.worker.classpath", System.getProperty("java.class.path"));
        return all;
    }

    private static String seed() {
        StringBuilder members = new StringBuilder();
        for (String tenant : new String[] {"acme", "globex"}) {
            for (String role : new String[] {"viewer", "editor", "operator", "admin"}) {
                members.append("{\"issuer\":\"%s\",\"subject\":\"%s-%s\",\"tenant\":\"%s\",\"role\":\"%s\"},"
                        .formatted(issuer, tenant, role, tenant, role));
            }
        }
        members.append("{\"issuer\":\"%s\",\"subject\":\"platform\",\"platform_admin\":true}".formatted(issuer));
        return """
                {"tenants": [{"id": "acme", "name": "Acme"}, {"id": "globex", "name": "Globex"}], "members": [%s]}
                """.formatted(members);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/v1/traces")) {
            SPANS.add(exchange.getRequestBody().readAllBytes());
        }
        if (path.equals("/auth")) {
            signIn(exchange);
            return;
        }
        String body = switch (path) {
            case "/.well-known/openid-configuration" -> discovery();
            case "/jwks" -> jwks();
            case "/token" -> tokens();
            default -> "{}";
        };
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Everybody who arrives is signed in at once. */
    private static void signIn(HttpExchange exchange) throws IOException {
        Map<String, String> query = new HashMap<>();
        for (String pair : exchange.getRequestURI().getRawQuery().split("&", -1)) {
            int at = pair.indexOf('=');
            query.put(pair.substring(0, at), URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
        }
        exchange.getResponseHeaders()
                .add("Location", query.get("redirect_uri") + "?code=once&state=" + query.get("state"));
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private static String tokens() {
        String id = Jwt.issuer(issuer)
                .subject(SIGNED_IN)
                .audience("freshet-console")
                .claim("typ", "ID")
                .expiresIn(Duration.ofMinutes(5))
                .jws()
                .keyId("test")
                .sign(KEYS.getPrivate());
        return """
                {"access_token": "%s", "id_token": "%s", "refresh_token": "r", "token_type": "Bearer", "expires_in": 300}
                """.formatted(token(SIGNED_IN), id);
    }

    private static String discovery() {
        return """
                {"issuer": "%1$s", "jwks_uri": "%1$s/jwks", "authorization_endpoint": "%1$s/auth",
                 "token_endpoint": "%1$s/token", "end_session_endpoint": "%1$s/logout",
                 "response_types_supported": ["code"], "subject_types_supported": ["public"],
                 "id_token_signing_alg_values_supported": ["RS256"]}
                """.formatted(issuer);
    }

    private static String jwks() {
        RSAPublicKey key = (RSAPublicKey) KEYS.getPublic();
        return "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"test\",\"use\":\"sig\",\"alg\":\"RS256\",\"n\":\"%s\",\"e\":\"%s\"}]}"
                .formatted(base64(key.getModulus()), base64(key.getPublicExponent()));
    }

    private static String base64(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int start = bytes[0] == 0 ? 1 : 0;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(java.util.Arrays.copyOfRange(bytes, start, bytes.length));
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop() {
        Objects.requireNonNull(provider).stop(0);
    }
}
