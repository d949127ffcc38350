package dev.freshet.worker.observe;

import dev.freshet.spi.id.PipelineId;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The worker's part of a trace. A request that comes with a sampled {@code traceparent} gets the span {@code push}; the
 * epoch that takes its rows hangs {@code epoch} below it, with {@code compute} and {@code commit}, and each sink that shows
 * that epoch hangs {@code sink} below {@code epoch}. Requests without one cost nothing. Thread-safe.
 */
public final class Tracing implements AutoCloseable {
    /** Requests of one epoch that get their spans; the others of so full an epoch would tell the same. */
    private static final int PER_EPOCH = 64;
    /** Epochs that a sink may lie behind and still be told of. */
    private static final int REMEMBERED = 4096;

    private static final AttributeKey<Long> EPOCH = AttributeKey.longKey("freshet.epoch");
    private static final AttributeKey<String> SINK = AttributeKey.stringKey("freshet.sink");
    private static final AttributeKey<String> TABLE = AttributeKey.stringKey("freshet.table");

    private final Tracer tracer;
    private final @Nullable SdkTracerProvider sdk;
    private final ConcurrentSkipListMap<Long, List<SpanContext>> epochs = new ConcurrentSkipListMap<>();

    private Tracing(TracerProvider provider, @Nullable SdkTracerProvider sdk) {
        this.tracer = provider.get("dev.freshet.worker");
        this.sdk = sdk;
    }

    /** Tells nobody. */
    public static Tracing off() {
        return new Tracing(TracerProvider.noop(), null);
    }

    /** Tells a collector by OTLP over HTTP; {@code endpoint} is its base address, such as {@code http://127.0.0.1:4318}. */
    public static Tracing to(String endpoint, PipelineId pipeline) {
        String base = endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
        return to(
                OtlpHttpSpanExporter.builder().setEndpoint(base + "/v1/traces").build(), pipeline);
    }

    static Tracing to(SpanExporter exporter, PipelineId pipeline) {
        Resource resource = Resource.getDefault()
                .merge(Resource.create(Attributes.builder()
                        .put("service.name", "freshet-worker")
                        .put("freshet.tenant", pipeline.tenant().toString())
                        .put("freshet.pipeline", pipeline.name())
                        .build()));
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(resource)
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                .build();
        return new Tracing(provider, provider);
    }

    /** A push being worked on; close it when it is answered. */
    public static final class Push implements AutoCloseable {
        private final Span span;

        private Push(Span span) {
            this.span = span;
        }

        /** Context for what follows from the push; null when it is not traced. */
        public @Nullable String traceparent() {
            SpanContext c = span.getSpanContext();
            return c.isSampled() ? "00-" + c.getTraceId() + "-" + c.getSpanId() + "-01" : null;
        }

        /** The push was refused or its outcome is not known. */
        public void failed(String why) {
            span.setStatus(StatusCode.ERROR, why);
        }

        @Override
        public void close() {
            span.end();
        }
    }

    /** Begins the span of a push that came with that header, or with none. */
    public Push push(String table, @Nullable String traceparent) {
        Context parent = context(traceparent);
        if (sdk == null || !Span.fromContext(parent).getSpanContext().isSampled()) {
            return new Push(Span.getInvalid());
        }
        return new Push(tracer.spanBuilder("push")
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .setAttribute(TABLE, table)
                .startSpan());
    }

    /** An epoch is durable that took the rows of those requests. */
    public void epoch(long epoch, List<String> traceparents, Instant begun, Instant computed, Instant committed) {
        if (sdk == null || traceparents.isEmpty()) {
            return;
        }
        List<SpanContext> spans = new ArrayList<>();
        for (String traceparent : traceparents.subList(0, Math.min(PER_EPOCH, traceparents.size()))) {
            Span span = at("epoch", context(traceparent), begun)
                    .setAttribute(EPOCH, epoch)
                    .startSpan();
            Context inside = Context.root().with(span);
            at("compute", inside, begun).startSpan().end(computed);
            at("commit", inside, computed).startSpan().end(committed);
            span.end(committed);
            spans.add(span.getSpanContext());
        }
        epochs.put(epoch, spans);
        while (epochs.size() > REMEMBERED) {
            epochs.pollFirstEntry();
        }
    }

    /** A sink shows the epochs in {@code (after, upTo]}. */
    public void delivered(String sink, long after, long upTo, Instant begun, Instant ended) {
        epochs.subMap(after, false, upTo, true).forEach((epoch, spans) -> {
            for (SpanContext parent : spans) {
                at("sink", Context.root().with(Span.wrap(parent)), begun)
                        .setAttribute(EPOCH, epoch)
                        .setAttribute(SINK, sink)
                        .startSpan()
                        .end(ended);
            }
        });
    }

    private SpanBuilder at(String name, Context parent, Instant begun) {
        return tracer.spanBuilder(name).setParent(parent).setStartTimestamp(begun);
    }

    private static Context context(@Nullable String traceparent) {
        return traceparent == null
                ? Context.root()
                : W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, Header.ONLY);
    }

    private enum Header implements TextMapGetter<String> {
        ONLY;

        @Override
        public Iterable<String> keys(String carrier) {
            return List.of("traceparent");
        }

        @Override
        public @Nullable String get(@Nullable String carrier, String key) {
            return key.equals("traceparent") ? carrier : null;
        }
    }

    /** Sends what is still held. */
    @Override
    public void close() {
        SdkTracerProvider provider = sdk;
        if (provider != null) {
            provider.close();
        }
    }
}
