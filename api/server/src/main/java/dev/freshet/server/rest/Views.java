package dev.freshet.server.rest;

import dev.freshet.server.pipeline.PipelineDocument;
import dev.freshet.server.wiring.db.DeploymentRow;
import dev.freshet.server.wiring.db.Ledger.Standing;
import dev.freshet.server.wiring.db.OperationRow;
import dev.freshet.server.wiring.db.PipelineRow;
import dev.freshet.server.wiring.db.VersionRow;
import java.util.List;
import java.util.Set;

/** Rows as clients see them. */
final class Views {
    private static final Set<String> RUNS = Set.of("RUNNING", "IDLE", "DEGRADED", "AWAITING_APPROVAL");

    private Views() {}

    static Shapes.Pipeline pipeline(PipelineRow row, Standing standing) {
        return new Shapes.Pipeline(
                row.name,
                row.uid,
                row.description,
                Json.tree(row.tags),
                Json.tree(row.spec),
                status(row, standing),
                row.createdAt,
                row.updatedAt);
    }

    static Shapes.Status status(PipelineRow row, Standing standing) {
        boolean live = standing.endpoint() != null;
        return new Shapes.Status(
                row.state,
                row.reason,
                row.reasonCode,
                reconciling(row, standing),
                standing.head(),
                live || standing.version() > 0 ? standing.version() : row.version,
                live ? standing.freshnessMs() : null,
                new Shapes.Lake(standing.lake(), standing.since()));
    }

    private static boolean reconciling(PipelineRow row, Standing standing) {
        if (row.state.equals("FAILED") && row.deleteAt == null) {
            return false;
        }
        return switch (row.desiredState) {
            case "RUNNING" -> row.deleteAt != null || !RUNS.contains(row.state) || standing.version() != row.version;
            case "PAUSED" -> !row.state.equals("PAUSED");
            default -> !row.state.equals("STOPPED");
        };
    }

    static Shapes.Operation operation(OperationRow row) {
        boolean done = row.state.equals("SUCCEEDED");
        return new Shapes.Operation(
                row.id,
                row.type,
                "pipelines/" + row.pipeline,
                row.state,
                new Shapes.Progress(done ? 1 : 0, 1),
                List.of(),
                row.error == null ? null : Json.tree(row.error),
                row.createdBy,
                row.createdAt,
                row.finishedAt);
    }

    static Shapes.Version version(VersionRow row, int active) {
        return new Shapes.Version(
                row.version, row.contentHash, Json.tree(row.spec), row.createdBy, row.createdAt, row.version == active);
    }

    /** A version as the document that it was. */
    static PipelineDocument document(PipelineRow row, VersionRow version) {
        return PipelineDocument.of(row.name, row.description, Json.tree(row.tags), Json.tree(version.spec));
    }

    static Shapes.Deployment deployment(DeploymentRow row) {
        return new Shapes.Deployment(
                row.id, row.version, row.generation, row.state, row.exitCode, row.startedAt, row.endedAt);
    }
}
