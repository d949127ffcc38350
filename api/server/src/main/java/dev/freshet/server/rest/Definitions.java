package dev.freshet.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.server.access.Negotiation;
import dev.freshet.server.access.Problem;
import dev.freshet.server.access.Problem.Slip;
import dev.freshet.server.access.Scope;
import dev.freshet.server.pipeline.DefinitionCompiler;
import dev.freshet.server.pipeline.DefinitionCompiler.Change;
import dev.freshet.server.pipeline.DefinitionCompiler.Compilation;
import dev.freshet.server.pipeline.DefinitionCompiler.Media;
import dev.freshet.server.wiring.db.ConnectionRow;
import dev.freshet.server.wiring.db.Database;
import dev.freshet.server.wiring.db.SecretRow;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Compiles documents with what their tenant has, away from the event loop. */
@ApplicationScoped
public class Definitions {
    private final DefinitionCompiler compiler;
    private final Database database;

    public Definitions(DefinitionCompiler compiler, Database database) {
        this.compiler = compiler;
        this.database = database;
    }

    /** Compiles a document of the call's tenant. */
    public Uni<Compilation> compile(Scope scope, byte[] document, Media media) {
        return database.in(scope, Definitions::context)
                .chain(context -> Database.aside(() -> compiler.compile(document, media, context)));
    }

    /** What a valid document changes against an earlier one. */
    public Uni<List<Change>> changes(Scope scope, @Nullable ObjectNode before, ObjectNode after) {
        return database.in(scope, Definitions::context)
                .chain(context -> Database.aside(() -> compiler.changes(before, after, context)));
    }

    /** How the call's body is written. */
    static Media media(Call call) {
        return media(call.header("Content-Type"));
    }

    static Media media(@Nullable String contentType) {
        return contentType != null && Negotiation.base(contentType).endsWith("yaml") ? Media.YAML : Media.JSON;
    }

    /** Refuses what cannot be put: 400 for what cannot be read, 422 for what is wrong. */
    static void requireValid(Compilation made) {
        if (made.valid()) {
            return;
        }
        List<Slip> errors = made.slips().stream()
                .filter(slip -> !"warning".equals(slip.severity()))
                .toList();
        Slip first = errors.isEmpty()
                ? Slip.at("", "invalid_definition", "The definition is wrong.", null)
                : errors.getFirst();
        int status = made.unreadable() ? 400 : 422;
        String title = made.unreadable() ? "Definition cannot be read" : "Definition is wrong";
        throw Problem.of(status, first.code(), title, first.detail())
                .errors(errors)
                .refusal();
    }

    private static Uni<DefinitionCompiler.Context> context(Mutiny.Session session) {
        return session.createQuery("from ConnectionRow", ConnectionRow.class)
                .getResultList()
                .chain(connections -> session.createQuery("from SecretRow", SecretRow.class)
                        .getResultList()
                        .map(secrets -> new DefinitionCompiler.Context(
                                connections.stream().collect(Collectors.toMap(row -> row.name, row -> row.connector)),
                                secrets.stream()
                                        .map(row -> row.name)
                                        .collect(Collectors.toCollection(() -> newSet())))));
    }

    private static Set<String> newSet() {
        return new java.util.TreeSet<>();
    }
}
