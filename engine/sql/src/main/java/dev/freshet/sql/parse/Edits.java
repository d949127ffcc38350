package dev.freshet.sql.parse;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Replacements in a piece of a text, and the way back from a place in the result to the place in the original. */
final class Edits {
    record Edit(int start, int end, String replacement) {}

    private final String original;
    private final int from;
    private final int to;
    private final List<Edit> edits;
    private final String result;

    /** The piece {@code [from, to)} with the edits applied; they may not overlap, and an earlier one wins. */
    Edits(String original, int from, int to, List<Edit> some) {
        this.original = original;
        this.from = from;
        this.to = to;
        this.edits = ordered(some);
        this.result = apply();
    }

    private static List<Edit> ordered(List<Edit> some) {
        List<Edit> out = new ArrayList<>();
        int last = -1;
        for (Edit e : some.stream()
                .sorted(Comparator.comparingInt(Edit::start).thenComparingInt(Edit::end))
                .toList()) {
            if (e.start() >= last) {
                out.add(e);
                last = Math.max(e.end(), e.start());
            }
        }
        return out;
    }

    private String apply() {
        StringBuilder out = new StringBuilder();
        int at = from;
        for (Edit e : edits) {
            out.append(original, at, e.start()).append(e.replacement());
            at = e.end();
        }
        return out.append(original, at, to).toString();
    }

    String result() {
        return result;
    }

    /** Index in the original of a line and column (from 1) of the result. */
    int original(int line, int column) {
        int offset = 0;
        for (int l = 1; l < line; l++) {
            int end = result.indexOf('\n', offset);
            if (end < 0) {
                break;
            }
            offset = end + 1;
        }
        return back(Math.min(result.length(), offset + Math.max(1, column) - 1));
    }

    private int back(int offset) {
        int shift = from;
        for (Edit e : edits) {
            int startInResult = e.start() - shift;
            if (offset < startInResult) {
                break;
            }
            if (offset < startInResult + e.replacement().length()) {
                return e.start();
            }
            shift += e.end() - e.start() - e.replacement().length();
        }
        return Math.min(original.length(), offset + shift);
    }
}
