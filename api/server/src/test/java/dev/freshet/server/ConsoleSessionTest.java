package dev.freshet.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** The console's way in: a cookie instead of a token, and what protects it. */
@QuarkusTest
@QuarkusTestResource(World.class)
class ConsoleSessionTest {
    private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
    private final HttpClient browser = HttpClient.newBuilder()
            .cookieHandler(cookies)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : Client.base() + path));
    }

    private String signIn() throws IOException, InterruptedException {
        String at = "/auth/login?return_to=%2Ft%2Facme%3Fx%3D1";
        for (int hop = 0; hop < 6; hop++) {
            HttpResponse<String> answer = send(to(at));
            assertThat(answer.statusCode()).as(at + " " + answer.body()).isEqualTo(302);
            at = answer.headers().firstValue("Location").orElseThrow();
            if (at.endsWith("/t/acme?x=1")) {
                return at;
            }
        }
        throw new AssertionError("the sign-in does not end, it is at " + at);
    }

    @Test
    void withoutASessionTheApiAnswers401AndNeverRedirects() throws Exception {
        assertThat(send(to("/api/v1/me")).statusCode()).isEqualTo(401);
        HttpResponse<String> forged = send(to("/api/v1/me").header("Cookie", "q_session_console=forged"));
        assertThat(forged.statusCode()).isEqualTo(401);
        assertThat(forged.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    @Test
    void theSessionServesTheApiAndUnsafeVerbsNeedTheirProof() throws Exception {
        signIn();
        HttpResponse<String> me = send(to("/api/v1/me"));
        assertThat(me.statusCode()).as(me.body()).isEqualTo(200);
        assertThat(me.body()).contains(World.SIGNED_IN).doesNotContain("eyJ");
        assertThat(cookies.getCookieStore().getCookies())
                .filteredOn(cookie -> cookie.getName().startsWith("q_session"))
                .isNotEmpty()
                .allMatch(cookie -> cookie.isHttpOnly());

        String path = "/api/v1/tenants/acme/validate";
        HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofString("{}");
        HttpRequest.Builder bare =
                to(path).header("Content-Type", "application/json").POST(body);
        assertThat(send(bare).statusCode()).isEqualTo(403);
        HttpRequest.Builder foreign = to(path).header("Content-Type", "application/json")
                .header("X-Freshet-Csrf", "1")
                .header("Origin", "http://evil.example")
                .POST(body);
        assertThat(send(foreign).body()).contains("csrf");
        HttpRequest.Builder own = to(path).header("Content-Type", "application/json")
                .header("X-Freshet-Csrf", "1")
                .header("Origin", Client.base())
                .POST(body);
        assertThat(send(own).statusCode()).isEqualTo(200);
    }

    @Test
    void signingOutEndsTheSession() throws Exception {
        signIn();
        assertThat(send(to("/auth/logout")).statusCode()).isEqualTo(302);
        assertThat(send(to("/api/v1/me")).statusCode()).isEqualTo(401);
    }
}
