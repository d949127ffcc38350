package dev.freshet.ingest.connector.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Durable copies of the bytes that watched line files have contributed: without them a rewritten or deleted file could
 * not be taken back. An append adds a copy; copies of similar size are merged, so that a file has few and each byte is
 * copied few times. A copy is dropped when a committed position no longer names it.
 */
final class Copies {
    private final Path folder;
    private final Set<String> retired = ConcurrentHashMap.newKeySet();

    Copies(Path folder) {
        this.folder = folder;
    }

    /** Keeps the bytes behind the given copies of the same file and returns the names that now hold everything. */
    synchronized List<String> append(String path, List<String> copies, byte[] bytes, int from, int to)
            throws IOException {
        List<String> names = new ArrayList<>(copies);
        byte[] tail = Arrays.copyOfRange(bytes, from, to);
        while (!names.isEmpty() && size(names.getLast()) <= 2L * tail.length) {
            String merged = names.removeLast();
            tail = concat(read(List.of(merged)), tail);
            retired.add(merged);
        }
        names.add(write(path, tail));
        return names;
    }

    /** The bytes that the copies hold together. */
    byte[] read(List<String> names) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String name : names) {
            all.write(Files.readAllBytes(folder.resolve(name)));
        }
        return all.toByteArray();
    }

    synchronized void retire(List<String> names) {
        retired.addAll(names);
    }

    /** Drops what neither a durable position nor the reader names any more. */
    synchronized void dropAllBut(Set<String> durable, Set<String> current) {
        for (String name : retired) {
            if (!durable.contains(name) && !current.contains(name)) {
                try {
                    Files.deleteIfExists(folder.resolve(name));
                    retired.remove(name);
                } catch (IOException e) {
                    return; // tried again with the next commit
                }
            }
        }
    }

    private long size(String name) throws IOException {
        return Files.size(folder.resolve(name));
    }

    private String write(String path, byte[] bytes) throws IOException {
        String name = name(path, bytes);
        Path target = folder.resolve(name);
        retired.remove(name);
        if (!Files.exists(target)) {
            Files.createDirectories(folder);
            Path temporary = Files.createTempFile(folder, "copy", ".tmp");
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            sync(folder);
        }
        return name;
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static String name(String path, byte[] bytes) {
        return sha256(path.getBytes(StandardCharsets.UTF_8), bytes).substring(0, 32);
    }

    static String sha256(byte[]... parts) {
        MessageDigest digest = sha256();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
