package dev.freshet.cli.command;

import dev.freshet.cli.Exit;
import dev.freshet.cli.Session;
import dev.freshet.cli.client.Call;
import dev.freshet.cli.client.Reply;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Any request, for what has no command of its own. */
@Command(name = "api", description = "Send any request: PATH is one below the tenant, or begins with /api/.")
public final class ApiCommand implements Callable<Integer> {
    private final Session session;

    @Parameters(index = "0", paramLabel = "METHOD")
    @SuppressWarnings("NullAway.Init")
    private String method;

    @Parameters(index = "1", paramLabel = "PATH")
    @SuppressWarnings("NullAway.Init")
    private String path;

    @Option(names = "--body", paramLabel = "FILE|-", description = "What to send; JSON or YAML by its ending.")
    private @Nullable String body;

    @Option(names = "--header", paramLabel = "NAME=VALUE", description = "A request header.")
    private @Nullable Map<String, String> headers;

    public ApiCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        String verb = method.toUpperCase(Locale.ROOT);
        Call call = Call.absolute(verb, path.startsWith("/") ? path : "/" + path);
        if (verb.equals("POST")) {
            call = call.header("Idempotency-Key", UUID.randomUUID().toString());
        }
        if (body != null) {
            Document document = Document.read(session.surroundings(), body);
            call = call.body(document.bytes(), document.mediaType());
        }
        for (Map.Entry<String, String> header :
                headers == null ? Map.<String, String>of().entrySet() : headers.entrySet()) {
            call = call.header(header.getKey(), header.getValue());
        }
        show(session.api().send(call));
        return Exit.OK.code();
    }

    private void show(Reply reply) {
        if (reply.isJson()) {
            session.printer().show(reply.json(), () -> reply.json().toPrettyString());
        } else {
            session.printer().raw(reply.text());
        }
    }
}
