package dev.freshet.server.wiring.db;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;

/** Who may do what in a tenant. */
@Entity
@Table(schema = "freshet", name = "member")
@IdClass(MemberRow.Key.class)
@SuppressWarnings("NullAway.Init")
public class MemberRow {
    @Id
    @Column(name = "tenant_id")
    public String tenantId;

    @Id
    public String issuer;

    @Id
    public String subject;

    public String role;

    @Column(name = "created_at")
    public Instant createdAt;

    /** Its key. */
    public record Key(String tenantId, String issuer, String subject) {}
}
