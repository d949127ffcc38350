package dev.freshet.server.rest;

import dev.freshet.server.access.Problems;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicBoolean;

/** Reads a body up to a limit; what comes after a refusal is thrown away, so that the client can read the answer. */
final class BodyReader {
    private BodyReader() {}

    /** The whole body of a paused request. Fails with 413 at the first byte too many. */
    static Uni<Buffer> read(HttpServerRequest request, int limit) {
        return Uni.createFrom().emitter(emitter -> {
            Buffer body = Buffer.buffer();
            AtomicBoolean refused = new AtomicBoolean();
            request.exceptionHandler(emitter::fail);
            request.handler(chunk -> {
                if (refused.get()) {
                    return;
                }
                body.appendBuffer(chunk);
                if (body.length() > limit) {
                    refused.set(true);
                    emitter.fail(Problems.tooLarge(limit).refusal());
                }
            });
            request.endHandler(end -> emitter.complete(body));
            request.resume();
        });
    }
}
