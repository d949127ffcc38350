package dev.freshet.server.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.server.access.Problem;
import dev.freshet.server.access.Refusal;
import io.quarkus.security.AuthenticationFailedException;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Writes refusals as problem documents; whatever is no refusal becomes a 500 that tells nothing but its id. */
@ApplicationScoped
public class ProblemWriter {
    /** Media type of every error. */
    public static final String TYPE = "application/problem+json";

    private static final Logger LOG = Logger.getLogger(ProblemWriter.class);
    private static final String ID = "freshet.request-id";
    private final ObjectMapper json;

    public ProblemWriter(ObjectMapper json) {
        this.json = json;
    }

    /** The id under which this request is known in answers and logs. */
    public static String requestId(RoutingContext http) {
        String known = http.get(ID);
        if (known != null) {
            return known;
        }
        String sent = http.request().getHeader("X-Request-Id");
        String id = sent != null && sent.matches("[A-Za-z0-9._-]{1,64}")
                ? sent
                : UUID.randomUUID().toString();
        http.put(ID, id);
        return id;
    }

    /** The problem that stands for a failure. */
    public static Problem problemOf(Throwable failure, String requestId) {
        if (failure instanceof Refusal refusal) {
            return refusal.problem();
        }
        if (failure instanceof AuthenticationFailedException) {
            return dev.freshet.server.access.Problems.unauthenticated();
        }
        LOG.errorf(failure, "request %s failed", requestId);
        return Problem.of(
                500, "internal", "Internal error", "The service failed; its log names request " + requestId + ".");
    }

    /** The document as JSON text. */
    public String render(Problem problem, String requestId) {
        ObjectNode node = json.createObjectNode();
        node.put("type", "urn:freshet:problem:" + problem.code());
        node.put("title", problem.title());
        node.put("status", problem.status());
        node.put("detail", problem.detail());
        node.put("code", problem.code());
        node.put("request_id", requestId);
        node.put("retryable", problem.retryable());
        if (!problem.errors().isEmpty()) {
            node.set("errors", json.valueToTree(problem.errors()));
        }
        problem.extras().forEach((name, value) -> node.set(name, json.valueToTree(value)));
        try {
            return json.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Somebody else's problem document with the request's id in it; left alone when it cannot be read. */
    String withRequestId(byte[] document, String requestId) {
        try {
            return json.readTree(document) instanceof ObjectNode node
                    ? node.put("request_id", requestId).toString()
                    : new String(document, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return new String(document, StandardCharsets.UTF_8);
        }
    }

    /** Ends the response with a failure. */
    public void fail(RoutingContext http, Throwable failure) {
        write(http, problemOf(failure, requestId(http)));
    }

    /** Ends the response with a problem. */
    public void write(RoutingContext http, Problem problem) {
        HttpServerResponse response = http.response();
        if (response.ended() || response.headWritten()) {
            response.reset();
            return;
        }
        String id = requestId(http);
        problem.headers().forEach(response::putHeader);
        response.setStatusCode(problem.status())
                .putHeader("Content-Type", TYPE)
                .putHeader("X-Request-Id", id)
                .end(render(problem, id));
    }
}
