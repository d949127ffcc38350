package dev.freshet.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.cli.Exit;
import dev.freshet.cli.Fault;
import dev.freshet.cli.Session;
import dev.freshet.cli.client.Call;
import dev.freshet.cli.client.Reply;
import dev.freshet.cli.client.Subscription;
import dev.freshet.cli.output.Printer;
import dev.freshet.cli.output.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What runs: start, stop, delete, and a look at the running one. */
abstract class LifecycleCommands {
    final Session session;

    LifecycleCommands(Session session) {
        this.session = session;
    }

    @Command(description = "Start a pipeline and wait until it runs.")
    int start(@Parameters(paramLabel = "PIPELINE") String name, @Option(names = "--no-wait") boolean noWait) {
        return operate(name, "START", noWait);
    }

    @Command(description = "Stop a pipeline; nothing is lost.")
    int stop(@Parameters(paramLabel = "PIPELINE") String name, @Option(names = "--no-wait") boolean noWait) {
        return operate(name, "STOP", noWait);
    }

    @Command(description = "Pause a pipeline.")
    int pause(@Parameters(paramLabel = "PIPELINE") String name, @Option(names = "--no-wait") boolean noWait) {
        return operate(name, "PAUSE", noWait);
    }

    @Command(description = "Resume a paused pipeline.")
    int resume(@Parameters(paramLabel = "PIPELINE") String name, @Option(names = "--no-wait") boolean noWait) {
        return operate(name, "RESUME", noWait);
    }

    @Command(description = "Bring everything committed so far into the lake.")
    int checkpoint(@Parameters(paramLabel = "PIPELINE") String name, @Option(names = "--no-wait") boolean noWait) {
        return operate(name, "CHECKPOINT", noWait);
    }

    private int operate(String name, String type, boolean noWait) {
        Operations operations = new Operations(session);
        JsonNode begun = operations.start(name, type);
        JsonNode operation = noWait ? begun : operations.await(begun, session.wait(Duration.ofMinutes(2)));
        session.printer()
                .show(
                        operation,
                        () -> name + ": " + type.toLowerCase(Locale.ROOT) + " "
                                + Table.cell(operation.path("state")).toLowerCase(Locale.ROOT) + " (operation "
                                + Table.cell(operation.path("id")) + ")");
        return Exit.OK.code();
    }

    @Command(description = "Delete a pipeline; its history stays until retention, unless --purge.")
    int delete(
            @Parameters(paramLabel = "PIPELINE") String name,
            @Option(names = "--purge", description = "Delete history and index, too.") boolean purge,
            @Option(
                            names = {"-y", "--yes"},
                            description = "Do not ask.")
                    boolean yes,
            @Option(names = "--no-wait") boolean noWait) {
        confirm(name, yes);
        String tag =
                session.api().send(Call.get("pipelines", name)).header("ETag").orElse("*");
        Reply reply = session.api()
                .send(Call.of("DELETE", "pipelines", name)
                        .header("If-Match", tag)
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .query("purge", purge ? "true" : null));
        if (reply.status() == 202 && !noWait) {
            new Operations(session).await(reply.json(), session.wait(Duration.ofMinutes(2)));
        }
        session.say("pipeline " + name + " deleted");
        return Exit.OK.code();
    }

    private void confirm(String name, boolean yes) {
        if (yes || !session.surroundings().interactive()) {
            return;
        }
        session.surroundings()
                .err()
                .print("Delete pipeline " + name + " of tenant " + session.api().tenant() + "? Type its name: ");
        session.surroundings().err().flush();
        if (!name.equals(line())) {
            throw Fault.failure("nothing was deleted");
        }
    }

    private String line() {
        StringBuilder text = new StringBuilder();
        try {
            for (int c = session.surroundings().in().read();
                    c >= 0 && c != '\n';
                    c = session.surroundings().in().read()) {
                text.append((char) c);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().strip();
    }

    @Command(description = "The last lines of the pipeline's log.")
    int logs(
            @Parameters(paramLabel = "PIPELINE") String name,
            @Option(names = "--tail", paramLabel = "N", description = "How many lines, 200 by default.") @Nullable
                    Integer tail,
            @Option(
                            names = {"-f", "--follow"},
                            description = "Go on until Ctrl-C.")
                    boolean follow) {
        Call call = Call.get("pipelines", name, "logs").query("tail", tail);
        Printer printer = session.printer();
        if (follow) {
            new Subscription(session.api(), call.query("follow", true), session.wait(Duration.ofSeconds(60)))
                    .follow(call.query("tail", 0).query("follow", true), event -> {
                        printer.raw(event.data() + "\n");
                        return true;
                    });
        } else {
            printer.raw(session.api().send(call).text());
        }
        return Exit.OK.code();
    }

    @Command(description = "The operators of the running pipeline, with rates, lag and state.")
    int graph(@Parameters(paramLabel = "PIPELINE") String name) {
        JsonNode graph =
                session.api().send(Call.get("pipelines", name, "graph")).json();
        session.printer().show(graph, () -> operators(graph));
        return Exit.OK.code();
    }

    private static String operators(JsonNode graph) {
        @Nullable JsonNode list = null;
        for (String field : new String[] {"operators", "nodes", "items"}) {
            list = graph.path(field).isArray() ? graph.path(field) : list;
        }
        return list == null ? graph.toPrettyString() : Table.ofAll(list).toString();
    }
}
