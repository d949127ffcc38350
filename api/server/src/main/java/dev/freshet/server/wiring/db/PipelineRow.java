package dev.freshet.server.wiring.db;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.Nullable;

/** A pipeline as its tenant wants it, with what the reconciler last observed. */
@Entity
@Table(schema = "freshet", name = "pipeline")
@DynamicUpdate
@SuppressWarnings("NullAway.Init")
public class PipelineRow {
    @Id
    public UUID uid;

    @Column(name = "tenant_id")
    public String tenantId;

    public String name;

    public @Nullable String description;

    /** JSON object. */
    public String tags;

    /** JSON object, as the client wrote it; desired_state kept current. */
    public String spec;

    @Column(name = "desired_state")
    public String desiredState;

    public int version;

    /** The ETag. */
    public long revision;

    /** Counts explicit starts. */
    public long attempt;

    @Column(name = "slo_ms")
    public @Nullable Long sloMs;

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "updated_at")
    public Instant updatedAt;

    @Column(name = "delete_at")
    public @Nullable Instant deleteAt;

    @Column(name = "deleted_at")
    public @Nullable Instant deletedAt;

    public boolean purge;

    /** Written by the reconciler alone. */
    @Column(updatable = false)
    public String state;

    @Column(name = "reason_code", updatable = false)
    public @Nullable String reasonCode;

    @Column(updatable = false)
    public @Nullable String reason;
}
