package dev.freshet.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.cli.Exit;
import dev.freshet.cli.Fault;
import dev.freshet.cli.Session;
import dev.freshet.cli.client.Call;
import dev.freshet.cli.client.Event;
import dev.freshet.cli.client.Reply;
import dev.freshet.cli.client.Subscription;
import dev.freshet.cli.output.Printer;
import dev.freshet.cli.output.Table;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Follows a view's changes; a lost connection is resumed where it broke off. */
@Command(name = "tail", description = "Follow the changes of a view until Ctrl-C.")
public final class TailCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", paramLabel = "PIPELINE")
    @SuppressWarnings("NullAway.Init")
    private String pipeline;

    @Parameters(index = "1", paramLabel = "VIEW")
    @SuppressWarnings("NullAway.Init")
    private String view;

    @Option(names = "--snapshot", description = "First all rows as they are now.")
    private boolean snapshot;

    @Option(names = "--count", paramLabel = "N", description = "End after N changes.")
    private @Nullable Long count;

    private long seen;

    public TailCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (count != null && count <= 0) {
            return Exit.OK.code();
        }
        Call call =
                Call.get("pipelines", pipeline, "views", view, "changes").query("snapshot", snapshot ? "true" : null);
        Printer printer = session.printer();
        new Subscription(session.api(), call, session.wait(Duration.ofSeconds(60)))
                .follow(event -> print(event, printer));
        return Exit.OK.code();
    }

    private boolean print(Event event, Printer printer) {
        JsonNode data = data(event);
        for (JsonNode change : data.path("changes")) {
            ObjectNode item = Reply.JSON.createObjectNode();
            item.set("epoch", data.path("epoch"));
            item.setAll((ObjectNode) change);
            printer.item(item, () -> line(item));
            seen++;
            if (count != null && seen >= count) {
                return false;
            }
        }
        return true;
    }

    private static JsonNode data(Event event) {
        try {
            return Reply.JSON.readTree(event.data());
        } catch (JsonProcessingException e) {
            throw new Fault(Exit.FAILURE, "the service sent an event that is not JSON: " + event.data(), e);
        }
    }

    private static String line(JsonNode item) {
        StringBuilder text = new StringBuilder(item.path("epoch").asText());
        text.append(item.path("op").asText().equals("delete") ? "  -" : "  +");
        item.path("row")
                .properties()
                .forEach(field -> text.append("  ")
                        .append(Table.printable(field.getKey()))
                        .append('=')
                        .append(Table.cell(field.getValue())));
        return text.toString();
    }
}
