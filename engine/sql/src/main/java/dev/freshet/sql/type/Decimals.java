package dev.freshet.sql.type;

import dev.freshet.spi.data.Type;

/** Precision and scale of numeric results. Where 38 digits do not hold everything, the scale is kept. */
public final class Decimals {
    /**
     * Scale of a quotient: PostgreSQL shows at least 16 significant digits, which are up to 20 behind the point for
     * quotients from 0.0001 on.
     */
    public static final int QUOTIENT_SCALE = 20;

    /** Above this scale a product is cut where it would leave too few digits before the point. */
    private static final int LONG_SCALE = 24;

    private Decimals() {}

    /** The smallest numeric that holds every value of an integer or numeric type. */
    public static Type.Decimal of(Type type) {
        return switch (type) {
            case Type.Decimal d -> d;
            case Type.Int(int bits) -> new Type.Decimal(bits == 8 ? 3 : bits == 16 ? 5 : bits == 32 ? 10 : 19, 0);
            default -> new Type.Decimal(38, 10);
        };
    }

    private static Type.Decimal capped(int whole, int scale) {
        int s = Math.min(38, scale);
        return new Type.Decimal(Math.clamp(whole + s, Math.max(1, s), 38), s);
    }

    private static int whole(Type.Decimal d) {
        return d.precision() - d.scale();
    }

    public static Type.Decimal sum(Type.Decimal a, Type.Decimal b) {
        return capped(Math.max(whole(a), whole(b)) + 1, Math.max(a.scale(), b.scale()));
    }

    public static Type.Decimal product(Type.Decimal a, Type.Decimal b) {
        int scale = a.scale() + b.scale();
        if (scale > LONG_SCALE && a.precision() + b.precision() > 38) {
            scale = Math.max(LONG_SCALE, Math.max(a.scale(), b.scale()));
        }
        return capped(a.precision() + b.precision() - a.scale() - b.scale(), scale);
    }

    public static Type.Decimal quotient(Type.Decimal a, Type.Decimal b) {
        return capped(38, Math.max(QUOTIENT_SCALE, Math.max(a.scale(), b.scale())));
    }

    /** A type for values of either. */
    public static Type.Decimal common(Type.Decimal a, Type.Decimal b) {
        return capped(Math.max(whole(a), whole(b)), Math.max(a.scale(), b.scale()));
    }
}
