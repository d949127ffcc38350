package dev.freshet.server.wiring.db;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A worker process that was launched for a version; written by the reconciler, read here. */
@Entity
@Table(schema = "freshet", name = "deployment")
@SuppressWarnings("NullAway.Init")
public class DeploymentRow {
    @Id
    public UUID id;

    @Column(name = "tenant_id")
    public String tenantId;

    @Column(name = "pipeline_uid")
    public UUID pipelineUid;

    public int version;

    public long generation;

    public byte[] token;

    public String state;

    @Column(name = "exit_code")
    public @Nullable Integer exitCode;

    @Column(name = "started_at")
    public Instant startedAt;

    @Column(name = "ended_at")
    public @Nullable Instant endedAt;
}
