package dev.freshet.server.wiring.db;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Settings that sources and sinks of a tenant share. */
@Entity
@Table(schema = "freshet", name = "connection")
@IdClass(ConnectionRow.Key.class)
@SuppressWarnings("NullAway.Init")
public class ConnectionRow {
    @Id
    @Column(name = "tenant_id")
    public String tenantId;

    @Id
    public String name;

    public String connector;

    /** JSON object; secrets only as references. */
    public String settings;

    public @Nullable String description;

    public long revision;

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "updated_at")
    public Instant updatedAt;

    /** Its key. */
    public record Key(String tenantId, String name) {}
}
