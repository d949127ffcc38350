package dev.freshet.server.wiring.db;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** An immutable definition of a pipeline. */
@Entity
@Table(schema = "freshet", name = "pipeline_version")
@IdClass(VersionRow.Key.class)
@SuppressWarnings("NullAway.Init")
public class VersionRow {
    @Id
    @Column(name = "tenant_id")
    public String tenantId;

    @Id
    @Column(name = "pipeline_uid")
    public UUID pipelineUid;

    @Id
    public int version;

    public String spec;

    @Column(name = "normal_spec")
    public String normalSpec;

    public String plan;

    @Column(name = "content_hash")
    public String contentHash;

    @Column(name = "created_by")
    public String createdBy;

    @Column(name = "created_at")
    public Instant createdAt;

    /** Its key. */
    public record Key(String tenantId, UUID pipelineUid, int version) {}
}
