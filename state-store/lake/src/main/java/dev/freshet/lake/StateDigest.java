package dev.freshet.lake;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** SHA-256 over operator states: nodes by name, each with its parts in order, lengths first. */
final class StateDigest {
    private StateDigest() {}

    static String of(Map<String, List<byte[]>> parts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            new TreeMap<>(parts).forEach((node, list) -> {
                add(sha, node.getBytes(StandardCharsets.UTF_8));
                sha.update(ByteBuffer.allocate(4).putInt(list.size()).array());
                list.forEach(p -> add(sha, p));
            });
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void add(MessageDigest sha, byte[] bytes) {
        sha.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
        sha.update(bytes);
    }
}
