package dev.freshet.server.wiring.db;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;

/** A sealed secret; nothing ever reads it back to a client. */
@Entity
@Table(schema = "freshet", name = "secret")
@IdClass(SecretRow.Key.class)
@SuppressWarnings("NullAway.Init")
public class SecretRow {
    @Id
    @Column(name = "tenant_id")
    public String tenantId;

    @Id
    public String name;

    public long version;

    public byte[] sealed;

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "updated_at")
    public Instant updatedAt;

    /** Its key. */
    public record Key(String tenantId, String name) {}
}
