package dev.freshet.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.cli.Exit;
import dev.freshet.cli.Fault;
import dev.freshet.cli.identity.Credentials;
import dev.freshet.cli.identity.LoginStore;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Buys access tokens and keeps the present one in memory until shortly before it expires. One thread. */
public final class Tokens {
    private static final Duration EARLY = Duration.ofSeconds(20);

    private final Http http;
    private final URI endpoint;
    private final LoginStore store;
    private Credentials credentials;
    private @Nullable String token;
    private Instant expiry = Instant.EPOCH;

    public Tokens(Http http, URI endpoint, Credentials credentials, LoginStore store) {
        this.http = http;
        this.endpoint = endpoint;
        this.credentials = credentials;
        this.store = store;
    }

    /** A token that holds for a while yet. */
    String current() {
        if (token == null || Instant.now().isAfter(expiry.minus(EARLY))) {
            token = buy();
        }
        return token;
    }

    /** The service did not take the present one. */
    void forget() {
        token = null;
    }

    private String buy() {
        JsonNode answer = post(http, endpoint, form());
        expiry = Instant.now().plusSeconds(answer.path("expires_in").asLong(60));
        String renewed = answer.path("refresh_token").asText("");
        if (credentials instanceof Credentials.RefreshToken old && !renewed.isEmpty() && !renewed.equals(old.token())) {
            credentials = new Credentials.RefreshToken(old.clientId(), renewed);
            store.renew(renewed);
        }
        return answer.path("access_token").asText();
    }

    private Map<String, String> form() {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("client_id", credentials.clientId());
        switch (credentials) {
            case Credentials.ClientSecret client -> {
                form.put("grant_type", "client_credentials");
                form.put("client_secret", client.secret());
            }
            case Credentials.RefreshToken login -> {
                form.put("grant_type", "refresh_token");
                form.put("refresh_token", login.token());
            }
        }
        return form;
    }

    /** One request to a token endpoint; a refusal is a fault that tells the provider's reason. */
    public static JsonNode post(Http http, URI endpoint, Map<String, String> form) {
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(encode(form)))
                .build();
        Reply reply;
        try {
            reply = http.send(request);
        } catch (IOException e) {
            throw Http.unreachable(endpoint, e);
        }
        if (reply.status() != 200
                || reply.json().path("access_token").asText("").isEmpty()) {
            throw new Fault(Exit.AUTH, "not signed in: the identity provider " + reason(reply) + "; log in anew");
        }
        return reply.json();
    }

    private static String reason(Reply reply) {
        JsonNode body = reply.isJson() ? reply.json() : Reply.JSON.createObjectNode();
        String said = body.path("error_description").asText(body.path("error").asText(""));
        return said.isEmpty() ? "answered " + reply.status() : "says: " + said;
    }

    private static String encode(Map<String, String> form) {
        StringJoiner joined = new StringJoiner("&");
        form.forEach((name, value) -> joined.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return joined.toString();
    }
}
