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

    static List<String> list() {
        Set<String> words = new LinkedHashSet<>();
        for (int w = 0; words.size() < DISTINCT; w++) {
            StringBuilder word = new StringBuilder(7);
            for (int k = 0; k < 7; k++) {
                word.append((char) ('a' + Draws.draw(1, w * 7L + k, 26)));
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
            System.arraycopy(lines.get(Draws.draw(2, i, DISTINCT)), 0, out, i * length, length);
        }
        return out;
    }
}
