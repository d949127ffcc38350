package dev.freshet.cli.client;

import dev.freshet.cli.Exit;
import dev.freshet.cli.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The HTTP client: 1.1, bounded waits, never follows a redirect (a token would travel with it). Thread-safe. */
public final class Http {
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    /** Sends and reads the whole answer. */
    public Reply send(HttpRequest request) throws IOException {
        HttpResponse<byte[]> response = exchange(request, BodyHandlers.ofByteArray());
        return new Reply(response.statusCode(), response.headers(), response.body());
    }

    /** Sends and hands out the answer as it arrives; the caller closes it. */
    HttpResponse<InputStream> open(HttpRequest request) throws IOException {
        return exchange(request, BodyHandlers.ofInputStream());
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) throws IOException {
        try {
            return client.send(request, handler);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fault(Exit.FAILURE, "interrupted", e);
        }
    }

    /** A fault for an address that does not answer. */
    static Fault unreachable(URI uri, IOException cause) {
        String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        String where = uri.getScheme() + "://" + uri.getAuthority();
        return new Fault(
                Exit.FAILURE, "cannot reach " + where + " (" + why + "): does the stack run? ./freshet up", cause);
    }
}
