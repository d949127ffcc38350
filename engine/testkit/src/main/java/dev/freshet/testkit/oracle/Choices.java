package dev.freshet.testkit.oracle;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The source of every decision of a generator: a list of numbers, drawn from a seed or given. Where the list ends, every
 * further decision is 0, the simplest. A case is told by its list, so that shrinking the list shrinks the case.
 */
public final class Choices {
    private static final int MAX = 4_000;

    private final Random random;
    private final boolean drawing;
    private int[] taken;
    private int count;
    private int at;

    private Choices(int[] given, Random random, boolean drawing) {
        this.taken = given;
        this.count = given.length;
        this.random = random;
        this.drawing = drawing;
        if (drawing) {
            this.count = 0;
        }
    }

    public static Choices seeded(long seed) {
        return new Choices(new int[64], new Random(seed), true);
    }

    public static Choices of(int... given) {
        return new Choices(given.clone(), new Random(0), false);
    }

    /** The decisions taken so far. */
    public int[] taken() {
        return Arrays.copyOf(taken, Math.min(at, count));
    }

    /** 0 to bound - 1. */
    public int next(int bound) {
        if (drawing && at == count && count < MAX) {
            if (count == taken.length) {
                taken = Arrays.copyOf(taken, count * 2);
            }
            taken[count++] = random.nextInt(bound);
        }
        int value = at < count ? Math.floorMod(taken[at], bound) : 0;
        at++;
        return value;
    }

    /** True with a chance of {@code percent}; false is the simpler. */
    public boolean chance(int percent) {
        return next(100) >= 100 - percent;
    }

    public <T> T of(List<T> some) {
        return some.get(next(some.size()));
    }

    @SafeVarargs
    public final <T> T pick(T... some) {
        return some[next(some.length)];
    }
}
