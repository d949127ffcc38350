package dev.freshet.server.rest;

import dev.freshet.server.access.Problems;
import dev.freshet.server.access.Refusal;
import dev.freshet.server.startup.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Opaque page tokens: the last key seen, signed together with the path, so that they fit nowhere else. */
@ApplicationScoped
public class PageTokens {
    private static final int SEAL = 12;
    private final SecretKeySpec key;

    public PageTokens(Settings settings) {
        this.key = new SecretKeySpec(settings.masterKey(), "HmacSHA256");
    }

    /** A page with one row more than fits, cut, and the token of the next when there is one. */
    public record Page<T>(List<T> items, @Nullable String nextPageToken) {}

    /** Rows wanted, from {@code page_size}. */
    static int size(Call call) {
        return (int) call.number("page_size", 50, 1, 1000);
    }

    /** The last key of the page before; empty at the start. */
    String after(Call call) {
        String token = call.query("page_token");
        if (token == null) {
            return "";
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token);
            if (bytes.length <= SEAL) {
                throw bad();
            }
            byte[] seal = Arrays.copyOf(bytes, SEAL);
            byte[] last = Arrays.copyOfRange(bytes, SEAL, bytes.length);
            if (MessageDigest.isEqual(seal, seal(call, last))) {
                return new String(last, StandardCharsets.UTF_8);
            }
        } catch (IllegalArgumentException e) {
            // Not even base64: refused like any other token that we did not give out.
        }
        throw bad();
    }

    /** Cuts what was read with {@code size + 1}. */
    <T> Page<T> cut(Call call, List<T> rows, Function<T, String> key) {
        int size = size(call);
        if (rows.size() <= size) {
            return new Page<>(rows, null);
        }
        List<T> items = rows.subList(0, size);
        return new Page<>(items, token(call, key.apply(items.getLast())));
    }

    private String token(Call call, String last) {
        byte[] text = last.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = Arrays.copyOf(seal(call, text), SEAL + text.length);
        System.arraycopy(text, 0, bytes, SEAL, text.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private byte[] seal(Call call, byte[] last) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(call.http().normalizedPath().getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return Arrays.copyOf(mac.doFinal(last), SEAL);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Refusal bad() {
        return Problems.badRequest("page_token", "bad_page_token", "This page token is not one of this list's.", null)
                .refusal();
    }
}
