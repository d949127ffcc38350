package dev.freshet.core.aggregate;

import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.DoubleColumn;
import dev.freshet.spi.error.RowError;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Variance, correlation and regression over doubles: exact sums of x, y and their products, rounded once at the end. The
 * first argument is the dependent variable y, the second x; with one argument it is x.
 */
final class FloatMoments extends StateAccumulator<FloatMoments.Sums> {
    /** The statistics, by their names in a Plan. */
    enum Kind {
        VAR_POP,
        VAR_SAMP,
        STDDEV_POP,
        STDDEV_SAMP,
        COVAR_POP,
        COVAR_SAMP,
        CORR,
        REGR_COUNT,
        REGR_AVGX,
        REGR_AVGY,
        REGR_SXX,
        REGR_SYY,
        REGR_SXY,
        REGR_SLOPE,
        REGR_INTERCEPT,
        REGR_R2;

        boolean needsTwo() {
            return this == VAR_SAMP || this == STDDEV_SAMP || this == COVAR_SAMP;
        }
    }

    static final class Sums {
        long count;
        final FloatSum[] parts = {new FloatSum(), new FloatSum(), new FloatSum(), new FloatSum(), new FloatSum()};

        boolean finite() {
            return parts[X].finite() && parts[Y].finite();
        }

        boolean overflown() {
            return !(parts[XX].finite() && parts[YY].finite() && parts[XY].finite());
        }

        BigDecimal exact(int part) {
            return parts[part].exact();
        }

        /** n Σab − Σa Σb. */
        BigDecimal spread(int product, int a, int b) {
            return exact(product).multiply(BigDecimal.valueOf(count)).subtract(exact(a).multiply(exact(b)));
        }
    }

    private static final int X = 0;
    private static final int Y = 1;
    private static final int XX = 2;
    private static final int YY = 3;
    private static final int XY = 4;

    private final Kind kind;

    FloatMoments(Kind kind) {
        super(true);
        this.kind = kind;
    }

    @Override
    protected Sums empty() {
        return new Sums();
    }

    @Override
    protected void add(Sums s, List<Column> arguments, int row, long weight) {
        double x = ((DoubleColumn) arguments.getLast()).get(row);
        s.count += weight;
        s.parts[X].add(x, weight);
        product(s.parts[XX], x, x, weight);
        if (arguments.size() > 1) {
            double y = ((DoubleColumn) arguments.getFirst()).get(row);
            s.parts[Y].add(y, weight);
            product(s.parts[YY], y, y, weight);
            product(s.parts[XY], x, y, weight);
        }
    }

    /** The product as the sum of two doubles, exactly. */
    private static void product(FloatSum to, double a, double b, long weight) {
        double p = a * b;
        to.add(p, weight);
        if (Double.isFinite(p)) {
            to.add(Math.fma(a, b, -p), weight);
        }
    }

    @Override
    protected @Nullable RowError result(Sums s, ColumnBuilder out) {
        if (kind == Kind.REGR_COUNT) {
            out.appendLong(s.count);
            return null;
        }
        if (s.count <= (kind.needsTwo() ? 1 : 0)) {
            out.appendNull();
            return null;
        }
        if (!s.finite()) {
            out.appendDouble(infinite(s));
            return null;
        }
        if (s.overflown()) {
            out.appendNull();
            return new RowError("overflow", "value out of range");
        }
        Double value = value(s);
        if (value == null) {
            out.appendNull();
        } else {
            out.appendDouble(value);
        }
        return null;
    }

    private double infinite(Sums s) {
        return switch (kind) {
            case REGR_AVGX -> s.parts[X].value();
            case REGR_AVGY -> s.parts[Y].value();
            default -> Double.NaN;
        };
    }

    private @Nullable Double value(Sums s) {
        BigDecimal n = BigDecimal.valueOf(s.count);
        BigDecimal square = n.multiply(n);
        BigDecimal less = n.multiply(n.subtract(BigDecimal.ONE));
        return switch (kind) {
            case VAR_POP -> ratio(s.spread(XX, X, X), square);
            case VAR_SAMP -> ratio(s.spread(XX, X, X), less);
            case STDDEV_POP -> root(ratio(s.spread(XX, X, X), square));
            case STDDEV_SAMP -> root(ratio(s.spread(XX, X, X), less));
            case COVAR_POP -> ratio(s.spread(XY, X, Y), square);
            case COVAR_SAMP -> ratio(s.spread(XY, X, Y), less);
            case REGR_AVGX -> ratio(s.exact(X), n);
            case REGR_AVGY -> ratio(s.exact(Y), n);
            case REGR_SXX -> ratio(s.spread(XX, X, X), n);
            case REGR_SYY -> ratio(s.spread(YY, Y, Y), n);
            case REGR_SXY -> ratio(s.spread(XY, X, Y), n);
            case REGR_SLOPE -> ratio(s.spread(XY, X, Y), s.spread(XX, X, X));
            case CORR -> correlation(s);
            case REGR_R2 -> determination(s);
            case REGR_INTERCEPT -> intercept(s);
            case REGR_COUNT -> null;
        };
    }

    private static @Nullable Double root(@Nullable Double variance) {
        return variance == null ? null : (Double) Math.sqrt(variance);
    }

    private static @Nullable Double ratio(BigDecimal a, BigDecimal b) {
        return b.signum() == 0
                ? null
                : (Double) a.divide(b, MathContext.DECIMAL128).doubleValue();
    }

    private static @Nullable Double correlation(Sums s) {
        BigDecimal xx = s.spread(XX, X, X);
        BigDecimal yy = s.spread(YY, Y, Y);
        if (xx.signum() == 0 || yy.signum() == 0) {
            return null;
        }
        BigDecimal below = xx.multiply(yy).sqrt(MathContext.DECIMAL128);
        return ratio(s.spread(XY, X, Y), below);
    }

    private static @Nullable Double determination(Sums s) {
        BigDecimal xx = s.spread(XX, X, X);
        BigDecimal yy = s.spread(YY, Y, Y);
        if (xx.signum() == 0) {
            return null;
        }
        BigDecimal xy = s.spread(XY, X, Y);
        return yy.signum() == 0 ? (Double) 1.0 : ratio(xy.multiply(xy), xx.multiply(yy));
    }

    private static @Nullable Double intercept(Sums s) {
        BigDecimal xx = s.spread(XX, X, X);
        BigDecimal above = s.exact(Y).multiply(xx).subtract(s.exact(X).multiply(s.spread(XY, X, Y)));
        return ratio(above, xx.multiply(BigDecimal.valueOf(s.count)));
    }

    @Override
    protected byte[] save(Sums s) {
        byte[][] parts = new byte[s.parts.length][];
        int length = 8;
        for (int i = 0; i < parts.length; i++) {
            parts[i] = s.parts[i].save();
            length += 4 + parts[i].length;
        }
        ByteBuffer out = ByteBuffer.allocate(length).putLong(s.count);
        for (byte[] p : parts) {
            out.putInt(p.length).put(p);
        }
        return out.array();
    }

    @Override
    protected Sums load(byte[] saved) {
        ByteBuffer in = ByteBuffer.wrap(saved);
        Sums s = new Sums();
        s.count = in.getLong();
        for (int i = 0; i < s.parts.length; i++) {
            byte[] part = new byte[in.getInt()];
            in.get(part);
            s.parts[i] = FloatSum.load(part);
        }
        return s;
    }
}
