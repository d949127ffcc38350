package dev.freshet.server.rest;

import dev.freshet.server.pipeline.Preconditions;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer that can be kept and given again. */
public record Reply(
        int status, Map<String, String> headers, @Nullable Object body) {
    public Reply {
        headers = Map.copyOf(headers);
    }

    static Reply of(int status, Object body) {
        return new Reply(status, Map.of(), body);
    }

    static Reply ok(Object body) {
        return of(200, body);
    }

    static Reply empty() {
        return new Reply(204, Map.of(), null);
    }

    Reply header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Reply(status, more, body);
    }

    Reply etag(long revision) {
        return header("ETag", Preconditions.etag(revision));
    }

    Response response() {
        Response.ResponseBuilder builder = Response.status(status);
        headers.forEach(builder::header);
        if (body != null) {
            builder.type("application/json").entity(body);
        }
        return builder.build();
    }
}
