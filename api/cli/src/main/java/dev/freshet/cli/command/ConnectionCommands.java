package dev.freshet.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.cli.Exit;
import dev.freshet.cli.Fault;
import dev.freshet.cli.Session;
import dev.freshet.cli.client.Call;
import dev.freshet.cli.client.Refused;
import dev.freshet.cli.client.Reply;
import dev.freshet.cli.output.Table;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Connections that sources and sinks of a tenant share. */
@Command(name = "connection", description = "Keep connections for sources and sinks.")
public final class ConnectionCommands {
    private final Session session;

    public ConnectionCommands(Session session) {
        this.session = session;
    }

    @Command(description = "The tenant's connections.")
    int list() {
        JsonNode page = Pages.read(session.api(), Call.get("connections"), 1000);
        session.printer().show(page, () -> Table.ofAll(page.path("items")).toString());
        return Exit.OK.code();
    }

    @Command(description = "One connection.")
    int get(@Parameters(paramLabel = "NAME") String name) {
        JsonNode connection = session.api().send(Call.get("connections", name)).json();
        session.printer().show(connection, connection::toPrettyString);
        return Exit.OK.code();
    }

    @Command(description = "Create or replace a connection, from a file or from --type and --set.")
    int put(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "FILE|-", arity = "0..1") @Nullable String file,
            @Option(names = "--type", paramLabel = "CONNECTOR", description = "Such as kafka.") @Nullable String type,
            @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting; secrets as ${secret:name}.")
                    @Nullable
                    Map<String, String> settings) {
        Call call = Call.of("PUT", "connections", name);
        call = file == null ? call.json(body(type, settings)) : document(call, file);
        Call tagged = tagged(call, name);
        JsonNode connection = session.api().send(tagged).json();
        session.say("connection " + name + " stored");
        session.printer().show(connection, () -> "");
        return Exit.OK.code();
    }

    private static ObjectNode body(@Nullable String type, @Nullable Map<String, String> settings) {
        if (type == null) {
            throw Fault.usage("say a FILE, or --type and --set");
        }
        ObjectNode body = Reply.JSON.createObjectNode().put("connector", type);
        ObjectNode to = body.putObject("settings");
        if (settings != null) {
            settings.forEach(to::put);
        }
        return body;
    }

    private Call document(Call call, String file) {
        Document document = Document.read(session.surroundings(), file);
        if (!document.tree().isObject()) {
            throw Fault.usage(file + " is neither a JSON nor a YAML object");
        }
        return call.json(document.tree());
    }

    /** Replaces only what was there a moment ago. */
    private Call tagged(Call call, String name) {
        try {
            String tag = session.api()
                    .send(Call.get("connections", name))
                    .header("ETag")
                    .orElse("*");
            return call.header("If-Match", tag);
        } catch (Refused refused) {
            if (refused.problem().status() == 404) {
                return call;
            }
            throw refused;
        }
    }

    @Command(description = "Delete a connection.")
    int delete(@Parameters(paramLabel = "NAME") String name) {
        session.api().send(Call.of("DELETE", "connections", name).header("If-Match", "*"));
        session.say("connection " + name + " deleted");
        return Exit.OK.code();
    }
}
