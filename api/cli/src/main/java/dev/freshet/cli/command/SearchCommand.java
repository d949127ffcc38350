package dev.freshet.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.cli.Exit;
import dev.freshet.cli.Session;
import dev.freshet.cli.client.Reply;
import dev.freshet.cli.output.Table;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks an index. */
@Command(name = "search", description = "Search an index.")
public final class SearchCommand implements Callable<Integer> {
    /** How a search ranks. */
    enum Mode {
        HYBRID,
        VECTOR,
        TEXT
    }

    private final Session session;

    @Parameters(index = "0", paramLabel = "PIPELINE")
    @SuppressWarnings("NullAway.Init")
    private String pipeline;

    @Parameters(index = "1", paramLabel = "INDEX")
    @SuppressWarnings("NullAway.Init")
    private String index;

    @Parameters(index = "2", paramLabel = "TEXT")
    @SuppressWarnings("NullAway.Init")
    private String text;

    @Option(names = "-k", paramLabel = "N", description = "How many, 10 by default.")
    private @Nullable Integer k;

    @Option(names = "--mode", paramLabel = "M", description = "hybrid, vector or text.")
    private @Nullable Mode mode;

    @Option(names = "--filter", paramLabel = "JSON")
    private @Nullable String filter;

    @Option(names = "--min-epoch", paramLabel = "E", description = "Wait until this epoch is searchable.")
    private @Nullable Long minEpoch;

    public SearchCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        JsonNode found = session.api()
                .send(Inputs.post(pipeline, "indexes", index, "search").json(question()))
                .json();
        session.printer().show(found, () -> hits(found));
        return Exit.OK.code();
    }

    private ObjectNode question() {
        ObjectNode body = Reply.JSON.createObjectNode().put("query", text);
        if (k != null) {
            body.put("k", k);
        }
        if (mode != null) {
            body.put("mode", mode.name().toLowerCase(Locale.ROOT));
        }
        if (filter != null) {
            body.set("filter", Inputs.json(filter, "--filter"));
        }
        if (minEpoch != null) {
            body.put("min_epoch", minEpoch);
        }
        return body;
    }

    private static String hits(JsonNode found) {
        StringBuilder hits = new StringBuilder();
        int rank = 1;
        for (JsonNode item : found.path("items")) {
            hits.append(String.format(
                            Locale.ROOT,
                            "%d. %.3f  ",
                            rank++,
                            item.path("score").asDouble()))
                    .append(key(item.path("key")))
                    .append("\n   ")
                    .append(Table.printable(item.path("text").asText()).strip().replaceAll("\\s+", " "))
                    .append('\n');
        }
        return hits + (rank == 1 ? "nothing found, " : "") + "epoch "
                + found.path("epoch").asText() + ", fresh to "
                + found.path("freshness_ms").asText() + " ms";
    }

    private static String key(JsonNode key) {
        StringBuilder parts = new StringBuilder();
        key.forEach(part -> parts.append(parts.isEmpty() ? "" : " #").append(Table.cell(part)));
        return parts.toString();
    }
}
