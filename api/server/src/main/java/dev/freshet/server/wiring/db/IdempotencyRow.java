package dev.freshet.server.wiring.db;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The answer that a POST with an Idempotency-Key got, kept for a day. */
@Entity
@Table(schema = "freshet", name = "idempotency")
@IdClass(IdempotencyRow.Key.class)
@SuppressWarnings("NullAway.Init")
public class IdempotencyRow {
    @Id
    @Column(name = "tenant_id")
    public String tenantId;

    @Id
    public String path;

    @Id
    public String key;

    @Column(name = "body_hash")
    public String bodyHash;

    public int status;

    /** JSON object. */
    public String headers;

    public @Nullable String body;

    @Column(name = "created_at")
    public Instant createdAt;

    /** Its key. */
    public record Key(String tenantId, String path, String key) {}
}
