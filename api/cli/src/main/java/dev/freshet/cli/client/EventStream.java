package dev.freshet.cli.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads server-sent events off a body. A thread of its own reads, at most 1,024 lines ahead, so that a connection on
 * which even the heartbeats stay away is noticed. Used by one thread.
 */
final class EventStream implements AutoCloseable {
    /** Three heartbeats of the service. */
    private static final Duration SILENCE = Duration.ofSeconds(45);

    private final InputStream body;
    private final BlockingQueue<Line> lines = new ArrayBlockingQueue<>(1024);
    private final Thread reader;

    /** A line, or the end with its reason. */
    private record Line(@Nullable String text, @Nullable IOException broken) {}

    EventStream(InputStream body) {
        this.body = body;
        this.reader = Thread.ofVirtual().name("events").start(this::pump);
    }

    private void pump() {
        try {
            try (BufferedReader in = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    lines.put(new Line(line, null));
                }
                lines.put(new Line(null, null));
            } catch (IOException e) {
                lines.put(new Line(null, e));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next event, or nothing when the service ended the stream. An event cut off by the end is not one. */
    Optional<Event> next() throws IOException {
        String id = "";
        String type = "message";
        StringBuilder data = new StringBuilder();
        for (String line = take(); line != null; line = take()) {
            if (line.isEmpty()) {
                if (!data.isEmpty() || !type.equals("message")) {
                    return Optional.of(new Event(id, type, data.toString()));
                }
                continue;
            }
            String value = value(line);
            switch (field(line)) {
                case "id" -> id = value;
                case "event" -> type = value;
                case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
                default -> {}
            }
        }
        return Optional.empty();
    }

    private @Nullable String take() throws IOException {
        try {
            Line line = lines.poll(SILENCE.toSeconds(), TimeUnit.SECONDS);
            if (line == null) {
                throw new IOException("no heartbeat for " + SILENCE.toSeconds() + " s");
            }
            if (line.broken() != null) {
                throw line.broken();
            }
            return line.text();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String field(String line) {
        int colon = line.indexOf(':');
        return colon < 0 ? line : line.substring(0, colon);
    }

    private static String value(String line) {
        int colon = line.indexOf(':');
        if (colon < 0) {
            return "";
        }
        String value = line.substring(colon + 1);
        return value.startsWith(" ") ? value.substring(1) : value;
    }

    @Override
    public void close() throws IOException {
        reader.interrupt();
        body.close();
    }
}
