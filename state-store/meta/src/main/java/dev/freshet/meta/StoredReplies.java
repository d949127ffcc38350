package dev.freshet.meta;

import dev.freshet.spi.connect.Intake.StoredReply;
import dev.freshet.spi.id.TenantId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;

/**
 * Answers kept under idempotency keys for 24 hours; they are written with the epoch that holds their effect. A request
 * in flight is not here: who serves it must keep two of the same key apart until the first is answered. Thread-safe.
 */
public final class StoredReplies {
    private final WorkerDatabase database;
    private final TenantId tenant;

    public StoredReplies(WorkerDatabase database, TenantId tenant) {
        this.database = database;
        this.tenant = tenant;
    }

    /** What is known about a key. */
    public sealed interface Found {
        /** Never seen, or longer than 24 hours ago. */
        record Absent() implements Found {}

        /** The same request was answered before: answer the same. */
        record Same(StoredReply reply, long epoch) implements Found {}

        /** The key was used with another body: 422. */
        record OtherBody() implements Found {}
    }

    /** {@code scope} is the public path. */
    public Found find(String scope, String key, String bodySha256) {
        return database.run("look up a stored reply", c -> {
            try (PreparedStatement s = c.prepareStatement("""
                    SELECT body_sha256, status, body, epoch FROM freshet.stored_reply
                     WHERE tenant_id = ? AND scope = ? AND key = ? AND created_at >= now() - interval '24 hours'""")) {
                s.setString(1, tenant.value());
                s.setString(2, scope);
                s.setString(3, key);
                try (ResultSet row = s.executeQuery()) {
                    if (!row.next()) {
                        return new Found.Absent();
                    }
                    if (!row.getString(1).equals(bodySha256)) {
                        return new Found.OtherBody();
                    }
                    StoredReply reply = new StoredReply(scope, key, bodySha256, row.getInt(2), row.getString(3));
                    return new Found.Same(reply, row.getLong(4));
                }
            }
        });
    }

    /** Forgets what has expired; to be called now and then. Returns how many. */
    public int forgetExpired() {
        return database.run("forget stored replies", c -> {
            try (PreparedStatement s = c.prepareStatement("""
                    DELETE FROM freshet.stored_reply
                     WHERE tenant_id = ? AND created_at < now() - interval '24 hours'""")) {
                s.setString(1, tenant.value());
                return s.executeUpdate();
            }
        });
    }
}
