package dev.freshet.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.cli.Exit;
import dev.freshet.cli.Session;
import dev.freshet.cli.client.Call;
import dev.freshet.cli.output.Table;
import org.jspecify.annotations.Nullable;

/** Plain lists: what happened, and who and where one is. */
public final class Listings {
    private final Session session;

    public Listings(Session session) {
        this.session = session;
    }

    /** Committed epochs, newest first. */
    public int epochs(String pipeline, int limit) {
        JsonNode page = Pages.read(session.api(), Call.get("pipelines", pipeline, "epochs"), limit);
        return show(page, Table.ofAll(page.path("items")));
    }

    /** Bad records, newest first. */
    public int badRecords(String pipeline, int limit) {
        JsonNode page = Pages.read(session.api(), Call.get("pipelines", pipeline, "bad-records"), limit);
        return show(
                page,
                Table.of(
                        page.path("items"),
                        "id",
                        "epoch",
                        "source",
                        "kind",
                        "state",
                        "code",
                        "detail",
                        "origin",
                        "payload"));
    }

    /** The versions of a definition, newest first; or one of them. */
    public int versions(String pipeline, @Nullable String version) {
        if (version == null) {
            JsonNode page = Pages.read(session.api(), Call.get("pipelines", pipeline, "versions"), 1000);
            return show(page, Table.of(page.path("items"), "version", "created_at", "created_by"));
        }
        JsonNode one = session.api()
                .send(Call.get("pipelines", pipeline, "versions", version))
                .json();
        session.printer().show(one, one::toPrettyString);
        return Exit.OK.code();
    }

    /** The tables of a pipeline in the lake. */
    public int lake(String pipeline) {
        JsonNode lake =
                session.api().send(Call.get("pipelines", pipeline, "lake")).json();
        return show(lake, Table.of(lake.path("tables"), "name", "metadata_location"));
    }

    /** What an index is. */
    public int index(String pipeline, String index) {
        JsonNode one = session.api()
                .send(Call.get("pipelines", pipeline, "indexes", index))
                .json();
        return show(one, fields("INDEX", index, one));
    }

    /** What is inside an index. */
    public int index(String pipeline, String index, String part, int limit) {
        JsonNode page = Pages.read(session.api(), Call.get("pipelines", pipeline, "indexes", index, part), limit);
        return show(page, Table.ofAll(page.path("items")));
    }

    private static Table fields(String heading, String name, JsonNode object) {
        Table table = new Table(heading, name);
        object.properties().forEach(field -> table.add(field.getKey(), Table.cell(field.getValue())));
        return table;
    }

    /** Who the service takes one for. */
    public int me() {
        JsonNode me = session.api().send(Call.absolute("GET", "/api/v1/me")).json();
        return show(me, fields("SERVICE", session.api().url().toString(), me));
    }

    /** The tenants that one can see. */
    public int tenants() {
        JsonNode page =
                session.api().send(Call.absolute("GET", "/api/v1/tenants")).json();
        return show(page, Table.ofAll(page.path("items")));
    }

    private int show(JsonNode data, Table table) {
        session.printer().show(data, table::toString);
        return Exit.OK.code();
    }
}
