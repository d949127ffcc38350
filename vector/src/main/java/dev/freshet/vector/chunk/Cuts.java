package dev.freshet.vector.chunk;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a sequence of pieces is cut so that no group exceeds a budget. The cut is chosen by content: the sequence is
 * halved at its boundary of highest priority, and the halves again, until each fits. A boundary is therefore a cut exactly
 * when everything between the nearest boundaries of higher priority on both sides exceeds the budget, which is what is
 * computed here in linear time. An inserted piece can only concern the boundaries whose reach it lies in, so that the rest
 * of the sequence stays as it was, wherever the insertion is. Pieces above half the budget stand alone, which keeps that
 * effect small for long paragraphs.
 */
final class Cuts {
    private Cuts() {}

    /** A group of consecutive pieces: from inclusive, to exclusive. */
    record Group(int from, int to) {}

    static List<Group> groups(List<Piece> pieces, int budget) {
        List<Group> out = new ArrayList<>();
        int i = 0;
        while (i < pieces.size()) {
            int run = i;
            while (run < pieces.size() && pieces.get(run).tokens() * 2L <= budget) {
                run++;
            }
            if (run == i) {
                out.add(new Group(i, i + 1));
                i++;
            } else {
                cut(pieces, i, run, budget, out);
                i = run;
            }
        }
        return out;
    }

    private static void cut(List<Piece> pieces, int from, int to, int budget, List<Group> out) {
        int n = to - from;
        long[] before = new long[n + 1];
        for (int i = 0; i < n; i++) {
            before[i + 1] = before[i] + pieces.get(from + i).tokens();
        }
        int[] right = nextHigher(pieces, from, n);
        int[] left = previousHigher(pieces, from, n);
        int start = 0;
        for (int i = 1; i < n; i++) {
            if (before[right[i]] - before[left[i]] > budget) {
                out.add(new Group(from + start, from + i));
                start = i;
            }
        }
        out.add(new Group(from + start, to));
    }

    /** Per boundary i (before piece i): the next boundary of higher priority, else the end. */
    private static int[] nextHigher(List<Piece> pieces, int from, int n) {
        int[] next = new int[n];
        int[] stack = new int[n];
        int depth = 0;
        for (int i = n - 1; i > 0; i--) {
            long p = pieces.get(from + i).priority();
            while (depth > 0
                    && Long.compareUnsigned(pieces.get(from + stack[depth - 1]).priority(), p) <= 0) {
                depth--;
            }
            next[i] = depth == 0 ? n : stack[depth - 1];
            stack[depth++] = i;
        }
        return next;
    }

    /** The nearest boundary before of at least the same priority (of equals the first wins), else the beginning. */
    private static int[] previousHigher(List<Piece> pieces, int from, int n) {
        int[] previous = new int[n];
        int[] stack = new int[n];
        int depth = 0;
        for (int i = 1; i < n; i++) {
            long p = pieces.get(from + i).priority();
            while (depth > 0
                    && Long.compareUnsigned(pieces.get(from + stack[depth - 1]).priority(), p) < 0) {
                depth--;
            }
            previous[i] = depth == 0 ? 0 : stack[depth - 1];
            stack[depth++] = i;
        }
        return previous;
    }
}
