package dev.freshet.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.cli.Exit;
import dev.freshet.cli.Fault;
import dev.freshet.cli.Session;
import dev.freshet.cli.client.Call;
import dev.freshet.cli.client.Refused;
import dev.freshet.cli.client.Reply;
import dev.freshet.cli.output.Table;
import java.time.Duration;
import java.util.Set;

/** Puts a definition and follows the pipeline into its desired state. */
final class Apply {
    private static final Set<String> UP = Set.of("RUNNING", "IDLE", "DEGRADED");

    /** How long a failure that was there before the change may still be shown. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Session session;
    private boolean changed;

    Apply(Session session) {
        this.session = session;
    }

    /** Creates or replaces; says on stderr which. Another's change in between is a conflict. */
    JsonNode put(Document document) {
        String name = document.pipeline();
        String tag = tag(name);
        Call call = Call.of("PUT", "pipelines", name).body(document.bytes(), document.mediaType());
        try {
            Reply reply = session.api()
                    .send(tag.isEmpty() ? call.header("If-None-Match", "*") : call.header("If-Match", tag));
            boolean same = reply.header("ETag").orElse("").equals(tag);
            changed = !same;
            session.say("pipeline " + name + (reply.status() == 201 ? " created" : same ? " unchanged" : " updated"));
            return reply.json();
        } catch (Refused refused) {
            throw document.refused(refused);
        }
    }

    private String tag(String name) {
        try {
            return session.api()
                    .send(Call.get("pipelines", name))
                    .header("ETag")
                    .orElse("*");
        } catch (Refused refused) {
            if (refused.problem().status() == 404) {
                return "";
            }
            throw refused;
        }
    }

    /** Waits until the observed state is the desired one. A failure of the version before is passed over for a while. */
    JsonNode await(JsonNode pipeline, Duration most) {
        String name = pipeline.path("name").asText();
        JsonNode[] now = {pipeline};
        boolean old = changed && failed(pipeline);
        long until = System.nanoTime() + GRACE.toNanos();
        boolean settled = Operations.within(most, () -> {
            now[0] = session.api().send(Call.get("pipelines", name)).json();
            boolean stale = old && failed(now[0]) && System.nanoTime() < until;
            return !stale && settled(now[0]);
        });
        if (!settled) {
            throw new Fault(
                    Exit.TIMEOUT,
                    "pipeline " + name + " is still " + summary(now[0]).strip());
        }
        return now[0];
    }

    private static boolean failed(JsonNode pipeline) {
        return pipeline.path("status").path("state").asText().equals("FAILED");
    }

    private static boolean settled(JsonNode pipeline) {
        String state = pipeline.path("status").path("state").asText();
        if (failed(pipeline)) {
            throw Fault.failure("pipeline " + pipeline.path("name").asText() + " FAILED"
                    + reason(pipeline.path("status")) + "\n  its log: ./freshet pipeline logs "
                    + pipeline.path("name").asText());
        }
        String desired = pipeline.path("spec").path("desired_state").asText("STOPPED");
        boolean there = desired.equals("RUNNING") ? UP.contains(state) : desired.equals(state);
        return there && !pipeline.path("status").path("reconciling").asBoolean();
    }

    private static String reason(JsonNode status) {
        String code = Table.cell(status.path("reason_code"));
        String reason = Table.cell(status.path("reason"));
        return (code.isEmpty() ? "" : " (" + code + ")") + (reason.isEmpty() ? "" : ": " + reason);
    }

    /** State, version and epoch in one line. */
    static String summary(JsonNode pipeline) {
        JsonNode status = pipeline.path("status");
        String epoch = Table.cell(status.path("current_epoch"));
        return Table.cell(pipeline.path("name")) + ": " + Table.cell(status.path("state")) + reason(status)
                + ", version " + Table.cell(status.path("version")) + (epoch.isEmpty() ? "" : ", epoch " + epoch);
    }
}
