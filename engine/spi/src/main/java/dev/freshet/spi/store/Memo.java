package dev.freshet.spi.store;

import dev.freshet.spi.data.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;

/** Remembered results of costly or non-deterministic calls, per tenant, durable. Thread-safe; blocks on IO. */
public interface Memo {
    /** Those of the keys that are remembered. */
    Map<MemoKey, MemoValue> get(Collection<MemoKey> keys);

    /** Remembers durably; where a key is already remembered the older value wins. Returns the winners for all keys. */
    Map<MemoKey, MemoValue> put(Map<MemoKey, MemoValue> values);

    /** Hex SHA-256 over function, version and inputs. */
    record MemoKey(String function, String sha256) {
        /** Key of a call with the given parts; parts are length-prefixed, so that no two lists collide. */
        public static MemoKey of(String function, byte[]... parts) {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update(function.getBytes(StandardCharsets.UTF_8));
                for (byte[] part : parts) {
                    digest.update(Integer.toString(part.length).getBytes(StandardCharsets.UTF_8));
                    digest.update((byte) ':');
                    digest.update(part);
                }
                return new MemoKey(function, HexFormat.of().formatHex(digest.digest()));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The result's bytes, or with {@code failed} the UTF-8 text "code: detail" of a failure that will not change. */
    record MemoValue(ByteString bytes, boolean failed) {
        public static MemoValue failure(String code, String detail) {
            return new MemoValue(new ByteString((code + ": " + detail).getBytes(StandardCharsets.UTF_8)), true);
        }

        public String text() {
            return new String(bytes.toArray(), StandardCharsets.UTF_8);
        }
    }
}
