package dev.freshet.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.cli.Exit;
import dev.freshet.cli.Fault;
import dev.freshet.cli.identity.Target;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The service, seen by one identity in one tenant. A refusal comes out as {@link Refused}. What may be repeated is
 * repeated on overload (429, 503) until the patience of this client ends. One thread.
 */
public final class Api {
    private final Http http;
    private final Target target;
    private final Tokens tokens;
    private final Duration patience;
    private @Nullable String tenant;

    public Api(Http http, Target target, Duration patience) {
        this.http = http;
        this.target = target;
        this.tokens = new Tokens(http, target.tokenUrl(), target.credentials(), target.store());
        this.patience = patience;
        this.tenant = target.tenant();
    }

    /** Where the service is. */
    public URI url() {
        return target.url();
    }

    /** The tenant: the named one, else the only one that the identity sees. */
    public String tenant() {
        if (tenant == null) {
            JsonNode items =
                    send(Call.absolute("GET", "/api/v1/tenants")).json().path("items");
            if (items.size() != 1) {
                throw Fault.usage("you belong to " + items.size() + " tenants: name one by --tenant or FRESHET_TENANT");
            }
            tenant = items.path(0).path("id").asText(items.path(0).path("name").asText());
        }
        return tenant;
    }

    /** Sends; repeats on overload what may be repeated; an address that does not answer fails at once. */
    public Reply send(Call call) {
        return send(call, new Patience(patience), false);
    }

    /** Sends a repeatable call until it is answered: lost connections, too, are tried again until the time is over. */
    public Reply persist(Call call, Duration most) {
        return send(call, new Patience(most), true);
    }

    private Reply send(Call call, Patience patience, boolean stubborn) {
        while (true) {
            try {
                Reply reply = attempt(call, patience.left());
                if (reply.status() < 400) {
                    return reply;
                }
                Refused refused = new Refused(Problem.of(reply));
                if (!worthRepeating(call, refused.problem(), stubborn) || !patience.await(reply.retryAfter())) {
                    throw refused;
                }
            } catch (IOException e) {
                if (!stubborn || !call.repeatable() || !patience.await(OptionalLong.empty())) {
                    throw lost(e);
                }
            }
        }
    }

    private Fault lost(IOException e) {
        return e instanceof HttpTimeoutException && !(e instanceof java.net.http.HttpConnectTimeoutException)
                ? new Fault(Exit.TIMEOUT, "no answer from " + target.url() + " in time", e)
                : Http.unreachable(target.url(), e);
    }

    private static boolean worthRepeating(Call call, Problem problem, boolean stubborn) {
        int status = problem.status();
        if (!call.repeatable() || problem.code().contains("quota")) {
            return false;
        }
        return status == 429
                || status == 503
                || (stubborn && (problem.retryable() || problem.code().contains("flight") || status == 502));
    }

    /** One try; a token that the service does not take is bought anew once. */
    private Reply attempt(Call call, Duration most) throws IOException {
        Duration wait = most.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : most;
        Reply reply = http.send(request(call).timeout(wait).build());
        if (reply.status() == 401) {
            tokens.forget();
            reply = http.send(request(call).timeout(wait).build());
        }
        return reply;
    }

    /** Opens a stream of events; the caller closes it. A refusal comes out as such. */
    EventStream open(Call call) throws IOException {
        HttpResponse<InputStream> response = http.open(request(call).build());
        if (response.statusCode() == 200) {
            return new EventStream(response.body());
        }
        try (InputStream body = response.body()) {
            Reply reply = new Reply(response.statusCode(), response.headers(), body.readAllBytes());
            if (reply.status() == 401) {
                tokens.forget();
            }
            throw new Refused(Problem.of(reply));
        }
    }

    private HttpRequest.Builder request(Call call) {
        String path = call.path().startsWith("/api/") ? call.target() : "/api/v1/tenants/" + tenant() + call.target();
        byte[] body = call.body();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base() + path))
                .method(call.method(), body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .header("Authorization", "Bearer " + tokens.current());
        call.headers().forEach(request::header);
        return request;
    }

    private String base() {
        return target.url().toString().replaceAll("/+$", "");
    }
}
