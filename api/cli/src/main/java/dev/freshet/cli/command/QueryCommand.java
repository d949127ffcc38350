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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Rows: by SQL, or of a view as it stands. */
@Command(name = "query", description = "Query with SQL, or read a view.")
public final class QueryCommand implements Callable<Integer> {
    private static final int MOST = 10_000;

    private final Session session;

    @Parameters(index = "0", paramLabel = "PIPELINE")
    @SuppressWarnings("NullAway.Init")
    private String pipeline;

    @Parameters(index = "1", paramLabel = "SQL", arity = "0..1")
    private @Nullable String sql;

    @Option(names = "--view", paramLabel = "V", description = "The rows of a view.")
    private @Nullable String view;

    @Option(names = "--filter", paramLabel = "JSON", description = "With --view.")
    private @Nullable String filter;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many rows.")
    private @Nullable Integer limit;

    @Option(names = "--min-epoch", paramLabel = "E", description = "With --view: wait until it is visible.")
    private @Nullable Long minEpoch;

    @Option(names = "--as-of", paramLabel = "E", description = "As it was at that epoch.")
    private @Nullable Long asOf;

    public QueryCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        JsonNode rows = rows();
        session.printer().show(rows, () -> table(rows));
        return Exit.OK.code();
    }

    private JsonNode rows() {
        if (sql != null && view == null) {
            return bySql(sql);
        }
        if (view != null && sql == null) {
            return ofView(view);
        }
        throw Fault.usage("say either SQL or --view");
    }

    private JsonNode bySql(String text) {
        if (minEpoch != null || filter != null) {
            throw Fault.usage("--min-epoch and --filter go with --view");
        }
        ObjectNode body = Reply.JSON.createObjectNode().put("sql", text);
        if (limit != null) {
            body.put("limit", limit);
        }
        if (asOf != null) {
            body.put("as_of_epoch", asOf);
        }
        try {
            return session.api()
                    .send(Inputs.post(pipeline, "queries").json(body))
                    .json();
        } catch (Refused refused) {
            throw refused.about("sql", text);
        }
    }

    private JsonNode ofView(String name) {
        Call call = Call.get("pipelines", pipeline, "views", name, "rows")
                .query("filter", filter == null ? null : Inputs.json(filter, "--filter"))
                .query("min_epoch", minEpoch)
                .query("as_of_epoch", asOf);
        ObjectNode rows = Pages.read(session.api(), call, limit == null ? MOST : limit);
        if (rows.path("next_page_token").isTextual()) {
            session.say("only the first " + rows.path("items").size() + " rows; more with --limit");
        }
        return rows;
    }

    private static String table(JsonNode rows) {
        JsonNode columns = rows.path("columns");
        if (columns.isEmpty()) {
            return Table.ofAll(rows.path("items")).toString();
        }
        List<String> names = new ArrayList<>();
        columns.forEach(column -> names.add(column.path("name").asText()));
        return Table.ofNames(rows.path("items"), names).toString();
    }
}
