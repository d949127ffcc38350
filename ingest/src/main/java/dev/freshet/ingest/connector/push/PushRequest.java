package dev.freshet.ingest.connector.push;

import dev.freshet.spi.connect.Intake;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that pushes rows.
 *
 * @param contentType the header as it came; {@code application/x-ndjson} or {@code text/csv}
 * @param format {@code row} or {@code change}
 * @param origin where it came from, for bad records: request id and the like
 * @param reply told when its epoch is durable
 */
public record PushRequest(
        byte[] body,
        @Nullable String contentType,
        String format,
        Map<String, String> origin,
        Instant received,
        Intake.Reply reply) {}
