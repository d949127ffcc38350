package dev.freshet.server.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.server.access.Problem;
import dev.freshet.server.access.Problem.Slip;
import dev.freshet.server.access.Problems;
import dev.freshet.server.pipeline.QueryPlans;
import dev.freshet.server.pipeline.QueryPlans.Refused;
import dev.freshet.server.wiring.db.Database;
import dev.freshet.server.wiring.db.PipelineRow;
import dev.freshet.server.wiring.db.Pipelines;
import dev.freshet.server.wiring.db.VersionRow;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Ad-hoc queries: the SQL is compiled here against the pipeline's definition, the worker runs what comes of it. */
@ApplicationScoped
public class QueryCalls {
    private static final int MAX_ROWS = 10_000;

    private final Database database;
    private final Pipelines pipelines;
    private final Bodies bodies;
    private final WorkerProxy proxy;
    private final ProblemWriter problems;
    private final ObjectMapper json;

    public QueryCalls(
            Database database,
            Pipelines pipelines,
            Bodies bodies,
            WorkerProxy proxy,
            ProblemWriter problems,
            ObjectMapper json) {
        this.database = database;
        this.pipelines = pipelines;
        this.bodies = bodies;
        this.proxy = proxy;
        this.problems = problems;
        this.json = json;
    }

    /** What a client sends. */
    public record Query(
            @Nullable String sql,
            @Nullable Long asOfEpoch,
            @Nullable Integer limit) {}

    void serve(Call call) {
        try {
            Query asked = asked(call);
            String sql = String.valueOf(asked.sql());
            database.in(call.scope(), session -> plan(session, call))
                    .chain(plan -> Database.aside(() -> compiled(plan, sql)))
                    .subscribe()
                    .with(
                            query -> proxy.forward(call.withBody(body(query, asked))),
                            failure -> problems.fail(call.http(), failure));
        } catch (RuntimeException refused) {
            problems.fail(call.http(), refused);
        }
    }

    private Query asked(Call call) {
        Query asked = bodies.read(call, Query.class);
        if (asked.sql() == null || asked.sql().isBlank()) {
            throw Problems.badRequest("/sql", "missing_field", "'sql' is missing.", "{\"sql\": \"SELECT …\"}")
                    .refusal();
        }
        Integer limit = asked.limit();
        if (limit != null && (limit < 0 || limit > MAX_ROWS)) {
            throw Problems.badRequest("/limit", "out_of_range", "'limit' lies between 0 and " + MAX_ROWS + ".", null)
                    .refusal();
        }
        Long epoch = asked.asOfEpoch();
        if (epoch != null && epoch < 0) {
            throw Problems.badRequest("/as_of_epoch", "out_of_range", "'as_of_epoch' is 0 or more.", null)
                    .refusal();
        }
        return asked;
    }

    private Uni<String> plan(Mutiny.Session session, Call call) {
        return pipelines
                .get(session, call.scope(), call.param("pipeline"))
                .chain(row -> session.find(VersionRow.class, key(row)))
                .map(version -> version.plan);
    }

    private static VersionRow.Key key(PipelineRow row) {
        return new VersionRow.Key(row.tenantId, row.uid, row.version);
    }

    private static String compiled(String plan, String sql) {
        try {
            return QueryPlans.compile(plan, sql);
        } catch (Refused e) {
            Slip slip = new Slip(
                    "/sql", null, null, e.code(), String.valueOf(e.getMessage()), e.hint(), e.line(), e.column(), null);
            throw Problem.of(422, e.code(), "Query is refused", String.valueOf(e.getMessage()))
                    .errors(List.of(slip))
                    .refusal();
        }
    }

    private Buffer body(String query, Query asked) {
        ObjectNode body = json.createObjectNode();
        body.set("query", Json.tree(query));
        if (asked.limit() != null) {
            body.put("limit", asked.limit());
        }
        if (asked.asOfEpoch() != null) {
            body.put("as_of_epoch", asked.asOfEpoch());
        }
        return Buffer.buffer(body.toString());
    }
}
