package dev.freshet.core.plan;

import dev.freshet.core.plan.format.RecordJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Identity of plan nodes by their content: equal hashes mean equal results, so operators are shared and saved state is
 * found again by it. Includes {@link #VERSION}, which rises when an operator's state changes its meaning.
 */
public final class StructuralHash {
    private static final String VERSION = "1";

    private final Map<PlanNode, String> known = new IdentityHashMap<>();

    /** 32 hex digits. */
    public String of(PlanNode node) {
        String found = known.get(node);
        if (found == null) {
            found = digest(VERSION + RecordJson.write(node));
            known.put(node, found);
        }
        return found;
    }

    public static String digest(String text) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
