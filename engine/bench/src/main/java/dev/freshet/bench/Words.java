package dev.freshet.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The data of the word count: JSON lines {@code {"word":"abcdefg"}} over 5,000 words of seven letters, drawn by a counter
 * through splitmix64's output function, so that every program can make the same.
 */
final class Words {
    static final int DISTINCT = 5_000;

    private Words() {}

    static long mix(long i) {
        long z = (i + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    static int draw(long stream, long i, long bound) {
        return (int) ((mix((stream << 40) + i) >>> 16) % bound);
    }

    static List<String> list() {
        Set<String> words = new LinkedHashSet<>();
        for (int w = 0; words.size() < DISTINCT; w++) {
            StringBuilder word = new StringBuilder(7);
            for (int k = 0; k < 7; k++) {
                word.append((char) ('a' + draw(1, w * 7L + k, 26)));
            }
            words.add(word.toString());
        }
        return new ArrayList<>(words);
    }

    /** All lines, each ended by a newline. */
    static byte[] lines(int rows) {
        List<byte[]> lines = list().stream()
                .map(w -> ("{\"word\":\"" + w + "\"}\n").getBytes(StandardCharsets.US_ASCII))
                .toList();
        int length = lines.getFirst().length;
        byte[] out = new byte[Math.multiplyExact(rows, length)];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(lines.get(draw(2, i, DISTINCT)), 0, out, i * length, length);
        }
        return out;
    }
}
