package dev.freshet.server.wiring.db;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A tenant with its wrapped data key and the sealed password of its workers' login. */
@Entity
@Table(schema = "freshet", name = "tenant")
@SuppressWarnings("NullAway.Init")
public class TenantRow {
    @Id
    public String id;

    public String name;

    @Column(name = "wrapped_key")
    public byte[] wrappedKey;

    @Column(name = "db_login")
    public byte[] dbLogin;

    @Column(name = "created_at")
    public Instant createdAt;
}
