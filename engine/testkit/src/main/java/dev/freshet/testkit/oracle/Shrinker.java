package dev.freshet.testkit.oracle;

import java.util.Arrays;
import java.util.function.Predicate;

/** Makes a failing list of decisions shorter and smaller while it keeps failing. */
public final class Shrinker {
    private int tries;
    private final Predicate<int[]> fails;

    private Shrinker(Predicate<int[]> fails, int tries) {
        this.fails = fails;
        this.tries = tries;
    }

    /** The smallest failing list that at most {@code tries} runs of {@code fails} find. */
    public static int[] shrink(int[] failing, int tries, Predicate<int[]> fails) {
        return new Shrinker(fails, tries).run(failing);
    }

    private int[] run(int[] failing) {
        int[] best = failing;
        boolean better = true;
        while (better && tries > 0) {
            int[] next = zeroed(shortened(best));
            better = next.length < best.length || sum(next) < sum(best);
            best = next;
        }
        return best;
    }

    private static long sum(int[] list) {
        return Arrays.stream(list).asLongStream().sum();
    }

    private boolean stillFails(int[] list) {
        return tries-- > 0 && fails.test(list);
    }

    private int[] shortened(int[] list) {
        int[] best = list;
        for (int size = Math.max(1, best.length / 2); size >= 1; size /= 2) {
            for (int from = best.length - size; from >= 0 && tries > 0; from -= size) {
                int[] next = without(best, from, size);
                if (stillFails(next)) {
                    best = next;
                    from = Math.min(from, best.length);
                }
            }
        }
        return best;
    }

    private static int[] without(int[] list, int from, int size) {
        int[] out = new int[list.length - Math.min(size, list.length - from)];
        System.arraycopy(list, 0, out, 0, from);
        System.arraycopy(list, from + list.length - out.length, out, from, out.length - from);
        return out;
    }

    private int[] zeroed(int[] list) {
        int[] best = list;
        for (int i = 0; i < best.length && tries > 0; i++) {
            for (int value : new int[] {0, best[i] / 2, best[i] - 1}) {
                if (value >= 0 && value < best[i]) {
                    int[] next = best.clone();
                    next[i] = value;
                    if (stillFails(next)) {
                        best = next;
                        break;
                    }
                }
            }
        }
        return best;
    }
}
