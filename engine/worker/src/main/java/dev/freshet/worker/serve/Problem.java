package dev.freshet.worker.serve;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** A refusal, sent as a problem document. */
public final class Problem extends RuntimeException {
    private final int status;
    private final String code;
    private final boolean retryable;
    private final transient Map<String, String> headers;

    public Problem(int status, String code, String detail) {
        this(status, code, detail, false, Map.of());
    }

    public Problem(int status, String code, String detail, boolean retryable, Map<String, String> headers) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.retryable = retryable;
        this.headers = Map.copyOf(headers);
    }

    static Problem unknown(String what, String name) {
        return new Problem(404, "not_found", "There is no " + what + " \"" + name + "\".");
    }

    static Problem overloaded() {
        return new Problem(
                503,
                "overloaded",
                "The pipeline's queue is full; send the request again.",
                true,
                Map.of("Retry-After", "1"));
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public Map<String, String> headers() {
        return headers;
    }

    ObjectNode body() {
        ObjectNode n = JsonNodeFactory.instance.objectNode();
        n.put("type", "urn:freshet:problem:" + code);
        n.put("title", code.replace('_', ' '));
        n.put("status", status);
        n.put("detail", getMessage());
        n.put("code", code);
        n.put("retryable", retryable);
        return n;
    }
}
