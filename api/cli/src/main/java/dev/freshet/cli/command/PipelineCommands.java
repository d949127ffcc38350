package dev.freshet.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.cli.Exit;
import dev.freshet.cli.Session;
import dev.freshet.cli.client.Call;
import dev.freshet.cli.client.Problem.Slip;
import dev.freshet.cli.client.Refused;
import dev.freshet.cli.client.Reply;
import dev.freshet.cli.output.ProblemText;
import dev.freshet.cli.output.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Definitions: put, read, compare, validate. */
@Command(name = "pipeline", description = "Define, inspect and run pipelines.")
public final class PipelineCommands extends LifecycleCommands {
    public PipelineCommands(Session session) {
        super(session);
    }

    @Command(description = "Create or replace a pipeline from its definition.")
    int apply(
            @Parameters(paramLabel = "FILE|-") String file,
            @Option(names = "--wait", description = "Until it is in the desired state.") boolean wait) {
        Document document = Document.read(session.surroundings(), file);
        if (document.pipeline().isEmpty()) {
            return validate(document);
        }
        Apply apply = new Apply(session);
        JsonNode pipeline = apply.put(document);
        if (wait) {
            pipeline = apply.await(pipeline, session.wait(Duration.ofMinutes(5)));
        }
        JsonNode shown = pipeline;
        session.printer().show(shown, () -> Apply.summary(shown));
        return Exit.OK.code();
    }

    @Command(description = "Check a definition without changing anything.")
    public int validate(@Parameters(paramLabel = "FILE|-") String file) {
        return validate(Document.read(session.surroundings(), file));
    }

    private int validate(Document document) {
        JsonNode verdict = verdict(document);
        report(document, verdict);
        boolean valid = verdict.path("valid").asBoolean();
        session.printer().show(verdict, () -> valid ? document.name() + " is valid" : "");
        return valid ? Exit.OK.code() : Exit.FAILURE.code();
    }

    private JsonNode verdict(Document document) {
        Call call = Call.of("POST", "validate").body(document.bytes(), document.mediaType());
        try {
            return session.api().send(call).json();
        } catch (Refused refused) {
            throw document.refused(refused);
        }
    }

    private void report(Document document, JsonNode verdict) {
        List<Slip> slips = new ArrayList<>();
        verdict.path("diagnostics").forEach(node -> slips.add(Slip.of(node)));
        if (!slips.isEmpty()) {
            session.say(verdict.path("valid").asBoolean() ? "warning:" : "error: the definition is not valid");
            session.surroundings().err().print(ProblemText.places(slips, document.source()));
        }
    }

    @Command(description = "What applying a definition would change; exit code 3 when it would change something.")
    int diff(@Parameters(paramLabel = "FILE|-") String file) {
        Document document = Document.read(session.surroundings(), file);
        JsonNode verdict = verdict(document);
        report(document, verdict);
        if (!verdict.path("valid").asBoolean()) {
            return Exit.FAILURE.code();
        }
        JsonNode changes = verdict.path("changes");
        session.printer()
                .show(
                        changes,
                        () -> changes.isEmpty()
                                ? "no changes"
                                : Table.of(changes, "object", "kind", "effect").toString());
        return changes.isEmpty() ? Exit.OK.code() : Exit.DIFF.code();
    }

    @Command(description = "One pipeline with its state.")
    int get(
            @Parameters(paramLabel = "PIPELINE") String name,
            @Option(names = "--document", description = "The definition alone, ready for apply.") boolean document) {
        JsonNode pipeline = session.api().send(Call.get("pipelines", name)).json();
        JsonNode shown = document ? definition(pipeline) : pipeline;
        session.printer().show(shown, () -> document ? shown.toPrettyString() : details(pipeline));
        return Exit.OK.code();
    }

    private static ObjectNode definition(JsonNode pipeline) {
        ObjectNode document =
                Reply.JSON.createObjectNode().put("api_version", "freshet/v1").put("kind", "Pipeline");
        ObjectNode metadata = document.putObject("metadata");
        for (String field : List.of("name", "description", "tags")) {
            if (!pipeline.path(field).isMissingNode() && !pipeline.path(field).isNull()) {
                metadata.set(field, pipeline.path(field));
            }
        }
        document.set("spec", pipeline.path("spec"));
        return document;
    }

    private static String details(JsonNode pipeline) {
        JsonNode status = pipeline.path("status");
        Table table = new Table("PIPELINE", Table.cell(pipeline.path("name")));
        table.add("description", Table.cell(pipeline.path("description")));
        table.add("state", Table.cell(status.path("state")));
        for (String field : List.of("reason_code", "reason", "version", "current_epoch", "freshness_ms")) {
            if (!Table.cell(status.path(field)).isEmpty()) {
                table.add(field.replace('_', ' '), Table.cell(status.path(field)));
            }
        }
        table.add(
                "lake",
                "epochs " + Table.cell(status.path("lake").path("since")) + " to "
                        + Table.cell(status.path("lake").path("epoch")));
        table.add("uid", Table.cell(pipeline.path("uid")));
        table.add("updated", Table.cell(pipeline.path("updated_at")));
        return table.toString();
    }

    @Command(description = "The tenant's pipelines.")
    int list(@Option(names = "--limit", defaultValue = "1000") int limit) {
        JsonNode page = Pages.read(session.api(), Call.get("pipelines"), limit);
        session.printer()
                .show(
                        page,
                        () -> Table.of(
                                        page.path("items"),
                                        "name",
                                        "status.state",
                                        "status.version",
                                        "status.current_epoch",
                                        "status.freshness_ms",
                                        "description")
                                .toString());
        return Exit.OK.code();
    }

    @Command(description = "The immutable versions of a definition, newest first.")
    int versions(
            @Parameters(paramLabel = "PIPELINE") String name,
            @Parameters(paramLabel = "VERSION", arity = "0..1") @Nullable String version) {
        return new Listings(session).versions(name, version);
    }
}
