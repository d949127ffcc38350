package dev.freshet.acceptance;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A worker's credentials, as the control plane hands them to it: the database password of its tenant's role, and the token
 * that its HTTP server takes. They are stored sealed; this opens them with the stack's master key.
 */
final class Sealed {
    private static final int NONCE_END = 13;

    private Sealed() {}

    /** The password of {@code freshet_t_<tenant>}. */
    static String password(Connection superuser, String tenant) throws SQLException, GeneralSecurityException {
        byte[] sealed = bytes(superuser, "SELECT db_login FROM freshet.tenant WHERE id = ?", tenant);
        return text(open(dataKey(superuser, tenant), sealed, tenant + "|db-login|1"));
    }

    /** The token of the newest worker of a pipeline. */
    static String token(Connection superuser, String tenant, String pipeline)
            throws SQLException, GeneralSecurityException {
        try (PreparedStatement s = superuser.prepareStatement(
                "SELECT d.token, d.pipeline_uid, d.generation FROM freshet.deployment d JOIN freshet.pipeline p"
                        + " ON p.uid = d.pipeline_uid WHERE p.tenant_id = ? AND p.name = ? AND p.deleted_at IS NULL"
                        + " ORDER BY d.generation DESC LIMIT 1")) {
            s.setString(1, tenant);
            s.setString(2, pipeline);
            try (ResultSet row = s.executeQuery()) {
                row.next();
                String place = tenant + "|worker-" + row.getString(2) + "|" + row.getLong(3);
                return text(open(dataKey(superuser, tenant), row.getBytes(1), place));
            }
        }
    }

    private static byte[] dataKey(Connection superuser, String tenant) throws SQLException, GeneralSecurityException {
        byte[] wrapped = bytes(superuser, "SELECT wrapped_key FROM freshet.tenant WHERE id = ?", tenant);
        return open(masterKey(), wrapped, tenant + "|data-key|1");
    }

    private static byte[] masterKey() {
        try {
            return Base64.getDecoder()
                    .decode(LocalStack.JSON
                            .readTree(LocalStack.HOME.resolve("secrets.json").toFile())
                            .path("master-key")
                            .asText());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Connection superuser, String sql, String tenant) throws SQLException {
        try (PreparedStatement s = superuser.prepareStatement(sql)) {
            s.setString(1, tenant);
            try (ResultSet row = s.executeQuery()) {
                row.next();
                return Objects.requireNonNull(row.getBytes(1));
            }
        }
    }

    private static byte[] open(byte[] key, byte[] sealed, String place) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(key, "AES"),
                new GCMParameterSpec(128, Arrays.copyOfRange(sealed, 1, NONCE_END)));
        cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
        return cipher.doFinal(sealed, NONCE_END, sealed.length - NONCE_END);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
