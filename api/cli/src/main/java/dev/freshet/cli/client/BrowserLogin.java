package dev.freshet.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.freshet.cli.Exit;
import dev.freshet.cli.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Signs a person in: the browser goes to the identity provider and comes back to a port on loopback with a code, which
 * only this process can exchange (authorization code with PKCE, RFC 7636 and RFC 8252).
 */
public final class BrowserLogin {
    private static final String SUFFIX = "/token";
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final Http http;
    private final URI tokenUrl;
    private final String clientId;
    private final String verifier = random();
    private final String state = random();

    public BrowserLogin(Http http, URI tokenUrl, String clientId) {
        this.http = http;
        this.tokenUrl = tokenUrl;
        this.clientId = clientId;
    }

    /** Shows the address to open, waits for the browser's return, and gives the refresh token. */
    public String run(Duration most, Consumer<URI> show) {
        CompletableFuture<Map<String, String>> returned = new CompletableFuture<>();
        HttpServer door = door(returned);
        try {
            String back = "http://127.0.0.1:" + door.getAddress().getPort() + "/callback";
            show.accept(address(back));
            return exchange(checked(await(returned, most)), back);
        } finally {
            door.stop(1);
        }
    }

    private static HttpServer door(CompletableFuture<Map<String, String>> returned) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
            server.createContext("/callback", exchange -> answer(exchange, returned));
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on 127.0.0.1", e);
        }
    }

    private static void answer(HttpExchange exchange, CompletableFuture<Map<String, String>> returned)
            throws IOException {
        byte[] page = "You can close this window and go back to the terminal.\n".getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(200, page.length);
        exchange.getResponseBody().write(page);
        exchange.close();
        returned.complete(parameters(exchange.getRequestURI().getRawQuery()));
    }

    private static Map<String, String> parameters(@org.jspecify.annotations.Nullable String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }

    private URI address(String back) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", clientId);
        query.put("redirect_uri", back);
        query.put("scope", "openid offline_access");
        query.put("state", state);
        query.put("code_challenge", challenge(verifier));
        query.put("code_challenge_method", "S256");
        StringBuilder address = new StringBuilder(authorization());
        query.forEach((name, value) -> address.append(address.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return URI.create(address.toString());
    }

    /** Keycloak's two endpoints lie side by side. */
    private String authorization() {
        String token = tokenUrl.toString();
        if (!token.endsWith(SUFFIX)) {
            throw Fault.usage(
                    "cannot tell the sign-in page from " + token + ": use --client-id with --client-secret-stdin");
        }
        return token.substring(0, token.length() - SUFFIX.length()) + "/auth";
    }

    private static Map<String, String> await(CompletableFuture<Map<String, String>> returned, Duration most) {
        try {
            return returned.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new Fault(Exit.TIMEOUT, "nobody signed in within " + most.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fault(Exit.FAILURE, "interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private String checked(Map<String, String> returned) {
        if (!state.equals(returned.get("state"))) {
            throw new Fault(Exit.AUTH, "the browser came back from another sign-in; try again");
        }
        String code = returned.get("code");
        if (code == null) {
            throw new Fault(
                    Exit.AUTH,
                    "not signed in: "
                            + returned.getOrDefault("error_description", returned.getOrDefault("error", "no code")));
        }
        return code;
    }

    private String exchange(String code, String back) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("client_id", clientId);
        form.put("code", code);
        form.put("redirect_uri", back);
        form.put("code_verifier", verifier);
        JsonNode answer = Tokens.post(http, tokenUrl, form);
        String refresh = answer.path("refresh_token").asText("");
        if (refresh.isEmpty()) {
            throw new Fault(Exit.AUTH, "the identity provider gave no refresh token to client " + clientId);
        }
        return refresh;
    }

    /** Opens the user's browser, as well as that can be done; the address was printed anyway. */
    public static void open(URI address) {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        List<String> command = system.contains("win")
                ? List.of("rundll32", "url.dll,FileProtocolHandler", address.toString())
                : List.of(system.contains("mac") ? "open" : "xdg-open", address.toString());
        try {
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            // No such program: the person opens the printed address by hand.
            return;
        }
    }

    private static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return BASE64.encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return BASE64.encodeToString(bytes);
    }
}
