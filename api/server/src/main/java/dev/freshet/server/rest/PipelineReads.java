package dev.freshet.server.rest;

import dev.freshet.server.wiring.db.Database;
import dev.freshet.server.wiring.db.Ledger;
import dev.freshet.server.wiring.db.Ledger.Standing;
import dev.freshet.server.wiring.db.PipelineRow;
import dev.freshet.server.wiring.db.Pipelines;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.hibernate.reactive.mutiny.Mutiny;

/** Pipelines as they are now. */
@ApplicationScoped
public class PipelineReads {
    private final Database database;
    private final Pipelines pipelines;
    private final Ledger ledger;
    private final PageTokens tokens;

    public PipelineReads(Database database, Pipelines pipelines, Ledger ledger, PageTokens tokens) {
        this.database = database;
        this.pipelines = pipelines;
        this.ledger = ledger;
        this.tokens = tokens;
    }

    Uni<Reply> list(Call call) {
        String after = tokens.after(call);
        int size = PageTokens.size(call);
        return database.in(
                call.scope(),
                session -> pipelines
                        .page(session, call.scope(), after, size + 1)
                        .map(rows -> tokens.cut(call, rows, row -> row.name))
                        .chain(page -> ledger.of(
                                        session,
                                        page.items().stream()
                                                .map(row -> row.uid)
                                                .toList())
                                .map(all -> Reply.ok(new Shapes.Pipelines(
                                        page.items().stream()
                                                .map(row ->
                                                        Views.pipeline(row, all.getOrDefault(row.uid, Standing.NONE)))
                                                .toList(),
                                        page.nextPageToken())))));
    }

    Uni<Reply> get(Call call) {
        return database.in(
                call.scope(),
                session -> pipelines
                        .get(session, call.scope(), call.param("pipeline"))
                        .chain(row -> reply(session, row, 200)));
    }

    /** A pipeline as an answer with its ETag. */
    Uni<Reply> reply(Mutiny.Session session, PipelineRow row, int status) {
        return ledger.of(session, row.uid)
                .map(standing -> Reply.of(status, Views.pipeline(row, standing)).etag(row.revision));
    }
}
