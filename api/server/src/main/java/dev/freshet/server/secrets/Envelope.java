package dev.freshet.server.secrets;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM with a fresh nonce per text. The associated data binds a ciphertext to its place (tenant, id, version):
 * moved to another one it does not open. Layout: one format byte, 12 bytes of nonce, ciphertext with tag. Thread-safe.
 */
public final class Envelope {
    private static final byte FORMAT = 1;
    private static final int NONCE = 12;
    private static final SecureRandom RANDOM = new SecureRandom();
    private final SecretKeySpec key;

    /** @param key 32 bytes */
    public Envelope(byte[] key) {
        if (key.length != 32) {
            throw new IllegalArgumentException("the key must have 256 bits, it has " + key.length * 8);
        }
        this.key = new SecretKeySpec(key, "AES");
    }

    /** A new data key for a tenant, wrapped by this (master) key. */
    public byte[] newWrappedKey(String tenant) {
        return seal(randomBytes(32), keyPlace(tenant));
    }

    /** The tenant's own envelope. */
    public Envelope unwrap(String tenant, byte[] wrapped) {
        return new Envelope(open(wrapped, keyPlace(tenant)));
    }

    /** Encrypts a text for a place. */
    public byte[] sealText(String text, String place) {
        return seal(text.getBytes(StandardCharsets.UTF_8), place);
    }

    /** Decrypts what was sealed for that place. */
    public String openText(byte[] sealed, String place) {
        return new String(open(sealed, place), StandardCharsets.UTF_8);
    }

    /** Where a secret's version stands. */
    public static String secretPlace(String tenant, String id, long version) {
        return tenant + "|" + id + "|" + version;
    }

    /** Unpredictable bytes. */
    public static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static String keyPlace(String tenant) {
        return tenant + "|data-key|1";
    }

    private byte[] seal(byte[] clear, String place) {
        byte[] nonce = randomBytes(NONCE);
        byte[] secret = run(Cipher.ENCRYPT_MODE, nonce, clear, place);
        byte[] sealed = new byte[1 + NONCE + secret.length];
        sealed[0] = FORMAT;
        System.arraycopy(nonce, 0, sealed, 1, NONCE);
        System.arraycopy(secret, 0, sealed, 1 + NONCE, secret.length);
        return sealed;
    }

    private byte[] open(byte[] sealed, String place) {
        if (sealed.length < 1 + NONCE || sealed[0] != FORMAT) {
            throw new IllegalArgumentException("not a sealed text of format " + FORMAT);
        }
        byte[] nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE);
        return run(Cipher.DECRYPT_MODE, nonce, Arrays.copyOfRange(sealed, 1 + NONCE, sealed.length), place);
    }

    private byte[] run(int mode, byte[] nonce, byte[] input, String place) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(128, nonce));
            cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot open or seal what belongs to " + place, e);
        }
    }
}
