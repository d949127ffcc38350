package dev.freshet.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.cli.Exit;
import dev.freshet.cli.Fault;
import dev.freshet.cli.Session;
import dev.freshet.cli.Surroundings;
import dev.freshet.cli.client.Call;
import dev.freshet.cli.client.Reply;
import dev.freshet.cli.output.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Secrets: written, listed, never read back. */
@Command(name = "secret", description = "Keep secrets for definitions and connections.")
public final class SecretCommands {
    private final Session session;

    public SecretCommands(Session session) {
        this.session = session;
    }

    @Command(description = "The names of the tenant's secrets.")
    int list() {
        JsonNode page = Pages.read(session.api(), Call.get("secrets"), 1000);
        session.printer().show(page, () -> Table.ofAll(page.path("items")).toString());
        return Exit.OK.code();
    }

    @Command(description = "Store a secret; its value is read from stdin, one line break at the end is dropped.")
    int put(@Parameters(paramLabel = "NAME") String name) {
        String value = value(session.surroundings());
        if (value.isEmpty()) {
            throw Fault.usage("the value is read from stdin, and nothing came");
        }
        session.api()
                .send(Call.of("PUT", "secrets", name)
                        .json(Reply.JSON.createObjectNode().put("value", value)));
        session.say("secret " + name + " stored");
        return Exit.OK.code();
    }

    @Command(description = "Delete a secret.")
    int delete(@Parameters(paramLabel = "NAME") String name) {
        session.api().send(Call.of("DELETE", "secrets", name));
        session.say("secret " + name + " deleted");
        return Exit.OK.code();
    }

    /** All of stdin but its last line break. */
    static String value(Surroundings here) {
        try {
            return new String(here.in().readAllBytes(), StandardCharsets.UTF_8).replaceFirst("\\r?\\n\\z", "");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read stdin", e);
        }
    }
}
