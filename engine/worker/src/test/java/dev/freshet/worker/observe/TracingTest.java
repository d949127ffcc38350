package dev.freshet.worker.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.freshet.spi.id.PipelineId;
import dev.freshet.spi.id.TenantId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What arrives at a collector that speaks OTLP over HTTP; its messages hold names and ids as plain bytes. */
class TracingTest {
    private static final PipelineId PIPELINE = new PipelineId(new TenantId("acme"), "orders", UUID.randomUUID());
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SAMPLED = "00-" + TRACE + "-00f067aa0ba902b7-01";

    private final List<byte[]> sent = Collections.synchronizedList(new ArrayList<>());
    private HttpServer collector;

    @BeforeEach
    void listen() throws IOException {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            sent.add(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
    }

    @AfterEach
    void end() {
        collector.stop(0);
    }

    private Tracing tracing() {
        return Tracing.to("http://127.0.0.1:" + collector.getAddress().getPort(), PIPELINE);
    }

    private String received() {
        StringBuilder all = new StringBuilder();
        sent.forEach(bytes -> all.append(new String(bytes, StandardCharsets.ISO_8859_1)));
        return all.toString();
    }

    private static int count(String text, String part) {
        return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }

    private static String raw(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aPushIsFollowedToEverySink() {
        Instant begun = Instant.now();
        String inside;
        try (Tracing tracing = tracing()) {
            try (Tracing.Push push = tracing.push("orders", SAMPLED)) {
                inside = Objects.requireNonNull(push.traceparent());
                tracing.epoch(7, List.of(inside), begun, begun.plusMillis(1), begun.plusMillis(3));
            }
            tracing.delivered("kb", 5, 6, begun, begun);
            tracing.delivered("kb", 6, 9, begun, begun.plusMillis(9));
            tracing.delivered("out", 0, 7, begun, begun.plusMillis(4));
        }
        assertThat(inside).startsWith("00-" + TRACE).isNotEqualTo(SAMPLED);
        String told = received();
        assertThat(told).contains("push", "compute", "commit", "freshet.sink", "freshet-worker", "acme");
        // push, epoch, compute, commit and two sinks, all of one trace
        assertThat(count(told, raw(TRACE))).isEqualTo(6);
        // the push's own id, and as the parent of the epoch
        assertThat(count(told, raw(inside.substring(36, 52)))).isEqualTo(2);
        assertThat(count(told, "freshet.sink")).isEqualTo(2);
    }

    @Test
    void whatIsNotSampledCostsNothingAndBadHeadersHarmNobody() {
        try (Tracing tracing = tracing()) {
            for (String header : new String[] {null, "", "nonsense", SAMPLED.replace("-01", "-00")}) {
                try (Tracing.Push push = tracing.push("orders", header)) {
                    assertThat(push.traceparent()).isNull();
                }
            }
            tracing.epoch(1, List.of(), Instant.now(), Instant.now(), Instant.now());
            tracing.delivered("kb", 0, 1, Instant.now(), Instant.now());
        }
        assertThat(sent).isEmpty();
        try (Tracing off = Tracing.off();
                Tracing.Push push = off.push("orders", SAMPLED)) {
            assertThat(push.traceparent()).isNull();
        }
    }
}
