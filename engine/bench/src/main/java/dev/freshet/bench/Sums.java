package dev.freshet.bench;

/** Three sums over everything that a program has put out; equal sums mean equal answers. */
final class Sums {
    private long rows;
    private long values;
    private long mixed;

    /** One change: its weight and two sums of its row's own, each times that weight. */
    void see(long weight, long value, long mix) {
        rows += weight;
        values += weight * value;
        mixed += weight * mix;
    }

    @Override
    public String toString() {
        return rows + "/" + values + "/" + Long.toUnsignedString(mixed);
    }
}
