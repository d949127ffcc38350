package dev.freshet.lake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between the client and an S3 server and spoils a share of the requests in a seeded order, counted by kind. */
final class S3Weather implements AutoCloseable {
    enum Fault {
        /** 503 SlowDown, nothing done. */
        REFUSED,
        /** 500 after the request was carried out. */
        FAILED_LATE,
        /** Carried out; the connection closes without an answer. */
        LOST_REPLY,
        /** An answer that ends half-way. */
        TRUNCATED,
        SLOW
    }

    private static final Set<String> NOT_FORWARDED =
            Set.of("host", "connection", "content-length", "expect", "upgrade", "transfer-encoding");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpServer server;
    private final String target;
    private final Random random;
    private final double share;
    final Map<Fault, AtomicInteger> counts = new EnumMap<>(Fault.class);

    S3Weather(String target, long seed, double share) {
        this.target = target;
        this.random = new Random(seed);
        this.share = share;
        for (Fault f : Fault.values()) {
            counts.put(f, new AtomicInteger());
        }
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private synchronized int dice() {
        return random.nextDouble() < share ? random.nextInt(Fault.values().length) : -1;
    }

    private void handle(HttpExchange x) throws IOException {
        byte[] body = x.getRequestBody().readAllBytes();
        int dice = dice();
        Fault fault = dice < 0 ? null : Fault.values()[dice];
        if (fault != null) {
            Objects.requireNonNull(counts.get(fault)).incrementAndGet();
        }
        if (fault == Fault.REFUSED) {
            answer(x, 503, new byte[0], 0);
            return;
        }
        HttpResponse<byte[]> reply = forward(x, body);
        if (fault == Fault.LOST_REPLY) {
            x.getResponseBody().close();
            x.close();
            return;
        }
        if (fault == Fault.FAILED_LATE) {
            answer(x, 500, new byte[0], 0);
            return;
        }
        if (fault == Fault.SLOW) {
            pause();
        }
        reply.headers().map().forEach((name, values) -> {
            if (!NOT_FORWARDED.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(v -> x.getResponseHeaders().add(name, v));
            }
        });
        boolean head = x.getRequestMethod().equals("HEAD");
        if (head) {
            reply.headers()
                    .firstValue("content-length")
                    .ifPresent(v -> x.getResponseHeaders().set("Content-Length", v));
        }
        byte[] bytes = reply.body();
        int sent = fault == Fault.TRUNCATED && !head ? bytes.length / 2 : bytes.length;
        answer(x, reply.statusCode(), bytes, sent);
    }

    private static void pause() {
        try {
            Thread.sleep(150);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Announces all bytes and sends the first {@code sent} of them. */
    private static void answer(HttpExchange x, int status, byte[] bytes, int sent) throws IOException {
        x.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            OutputStream out = x.getResponseBody();
            out.write(bytes, 0, sent);
            out.flush();
        }
        x.close();
    }

    private HttpResponse<byte[]> forward(HttpExchange x, byte[] body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(target + x.getRequestURI()))
                .method(x.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        x.getRequestHeaders().forEach((name, values) -> {
            if (!NOT_FORWARDED.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(v -> request.header(name, v));
            }
        });
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        client.close();
    }
}
