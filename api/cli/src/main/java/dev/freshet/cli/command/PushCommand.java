package dev.freshet.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.cli.Exit;
import dev.freshet.cli.Fault;
import dev.freshet.cli.Session;
import dev.freshet.cli.client.Call;
import dev.freshet.cli.client.Reply;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends rows of a file, batch by batch; each batch is one epoch and is applied exactly once however often it is sent. */
@Command(name = "push", description = "Push rows into a table.")
public final class PushCommand implements Callable<Integer> {
    /** What a file holds. */
    enum Content {
        NDJSON("application/x-ndjson"),
        CSV("text/csv");

        private final String mediaType;

        Content(String mediaType) {
            this.mediaType = mediaType;
        }
    }

    private final Session session;

    @Parameters(index = "0", paramLabel = "PIPELINE")
    @SuppressWarnings("NullAway.Init")
    private String pipeline;

    @Parameters(index = "1", paramLabel = "TABLE")
    @SuppressWarnings("NullAway.Init")
    private String table;

    @Parameters(index = "2", paramLabel = "FILE|-")
    @SuppressWarnings("NullAway.Init")
    private String file;

    @Option(names = "--format", paramLabel = "FORMAT", description = "ndjson or csv; else by the file's ending.")
    private @Nullable Content content;

    @Option(names = "--changes", description = "Lines are changes: {\"op\": …, \"row\": …}.")
    private boolean changes;

    @Option(names = "--batch-bytes", paramLabel = "N", defaultValue = "2097152", description = "At most 8 MiB.")
    private int batchBytes;

    public PushCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (batchBytes < 1 || batchBytes > LineBatches.MOST) {
            throw Fault.usage("--batch-bytes is between 1 and " + LineBatches.MOST);
        }
        ObjectNode total = Reply.JSON
                .createObjectNode()
                .put("accepted", 0)
                .put("rejected", 0)
                .put("batches", 0);
        try (InputStream in = open()) {
            LineBatches batches = new LineBatches(in, content() == Content.CSV, batchBytes);
            for (Optional<byte[]> batch = batches.next(); batch.isPresent(); batch = batches.next()) {
                add(total, send(batch.get()));
            }
        } catch (NoSuchFileException e) {
            throw new Fault(Exit.USAGE, "there is no file " + file, e);
        } catch (IOException e) {
            throw new Fault(Exit.FAILURE, "cannot read " + file + ": " + e.getMessage(), e);
        }
        report(total);
        return Exit.OK.code();
    }

    private InputStream open() throws IOException {
        return file.equals("-")
                ? session.surroundings().in()
                : new BufferedInputStream(
                        Files.newInputStream(session.surroundings().resolve(file)));
    }

    private Content content() {
        if (content != null) {
            return content;
        }
        return file.endsWith(".csv") ? Content.CSV : Content.NDJSON;
    }

    private JsonNode send(byte[] batch) {
        Call call = Call.of("POST", "pipelines", pipeline, "tables", table, "records")
                .query("format", changes ? "change" : null)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .header("Prefer", "wait")
                .body(batch, content().mediaType);
        return session.api().persist(call, session.wait(Duration.ofMinutes(5))).json();
    }

    private static void add(ObjectNode total, JsonNode answer) {
        for (String count : new String[] {"accepted", "rejected"}) {
            total.put(count, total.path(count).asLong() + answer.path(count).asLong());
        }
        total.put("batches", total.path("batches").asInt() + 1);
        for (String field : new String[] {"epoch", "completion_token", "durable"}) {
            if (!answer.path(field).isMissingNode()) {
                total.set(field, answer.path(field));
            }
        }
    }

    private void report(ObjectNode total) {
        session.printer()
                .show(
                        total,
                        () -> total.path("accepted").asLong() + " accepted, "
                                + total.path("rejected").asLong() + " rejected"
                                + (total.path("epoch").isMissingNode()
                                        ? ""
                                        : ", epoch " + total.path("epoch").asText()));
        if (total.path("rejected").asLong() > 0) {
            session.say("why they were rejected: ./freshet bad-records " + pipeline);
        }
    }
}
