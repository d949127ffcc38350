package dev.freshet.core.expr;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Division of numerics with PostgreSQL's choice of digits: at least 16 significant ones, counted in groups of four, and at
 * least the scale of either side. The type of a quotient has a fixed scale; the value is rounded where PostgreSQL rounds.
 */
public final class Quotients {
    private static final int SIGNIFICANT = 16;
    private static final int GROUP = 4;

    private Quotients() {}

    /** {@code b} is not zero. */
    public static BigDecimal of(BigDecimal a, BigDecimal b) {
        return a.divide(b, scale(a, b), RoundingMode.HALF_UP);
    }

    private static int scale(BigDecimal a, BigDecimal b) {
        int weight = weight(a) - weight(b);
        if (firstGroup(a) <= firstGroup(b)) {
            weight--;
        }
        int wanted = SIGNIFICANT - weight * GROUP;
        return Math.clamp(Math.max(wanted, Math.max(a.scale(), b.scale())), 0, 1000);
    }

    /** Position of the leading group of four digits; 0 is the one before the point. */
    private static int weight(BigDecimal x) {
        return x.signum() == 0 ? 0 : Math.floorDiv(x.precision() - x.scale() - 1, GROUP);
    }

    /** The leading group's value, 0 to 9999. */
    private static int firstGroup(BigDecimal x) {
        return x.abs().movePointLeft(weight(x) * GROUP).intValue();
    }
}
