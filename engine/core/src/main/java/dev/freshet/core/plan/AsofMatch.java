package dev.freshet.core.plan;

/** How the left time of an {@link PlanNode.AsofJoin} compares with the right one; the nearest right row is taken. */
public enum AsofMatch {
    GE,
    GT,
    LE,
    LT;

    /** The nearest is the greatest right time, not the least. */
    public boolean backward() {
        return this == GE || this == GT;
    }

    /** Whether a left time that compares so with a right one matches it. */
    public boolean holds(int comparison) {
        return switch (this) {
            case GE -> comparison >= 0;
            case GT -> comparison > 0;
            case LE -> comparison <= 0;
            case LT -> comparison < 0;
        };
    }

    /** The same condition with the sides exchanged. */
    public AsofMatch flipped() {
        return switch (this) {
            case GE -> LE;
            case GT -> LT;
            case LE -> GE;
            case LT -> GT;
        };
    }
}
