package dev.freshet.server.wiring.db;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Something that was asked for and takes its time. */
@Entity
@Table(schema = "freshet", name = "operation")
@SuppressWarnings("NullAway.Init")
public class OperationRow {
    @Id
    public UUID id;

    @Column(name = "tenant_id")
    public String tenantId;

    @Column(name = "pipeline_uid")
    public UUID pipelineUid;

    public String pipeline;

    public String type;

    public String state;

    @Column(name = "goal_epoch")
    public @Nullable Long goalEpoch;

    @Column(name = "goal_generation")
    public @Nullable Long goalGeneration;

    /** JSON problem. */
    public @Nullable String error;

    @Column(name = "created_by")
    public String createdBy;

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "finished_at")
    public @Nullable Instant finishedAt;
}
