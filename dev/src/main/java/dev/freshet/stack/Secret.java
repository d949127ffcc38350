package dev.freshet.stack;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Random secrets, made anew for every checkout. */
final class Secret {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Secret() {}

    /** That many random bytes in hexadecimal digits. */
    static String hex(int bytes) {
        return HexFormat.of().formatHex(bytes(bytes));
    }

    /** That many random bytes in Base64. */
    static String base64(int bytes) {
        return Base64.getEncoder().encodeToString(bytes(bytes));
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
