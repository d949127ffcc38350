package dev.freshet.spi.id;

/** Fence number of a pipeline's owner; only the largest activated one may commit. */
public record Generation(long number) implements Comparable<Generation> {
    public Generation {
        if (number < 0) {
            throw new IllegalArgumentException("generation " + number);
        }
    }

    @Override
    public int compareTo(Generation o) {
        return Long.compare(number, o.number);
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
