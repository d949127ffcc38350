package dev.freshet.core.aggregate;

import dev.freshet.core.expr.Quotients;
import dev.freshet.spi.data.Column;
import dev.freshet.spi.data.ColumnBuilder;
import dev.freshet.spi.data.DecimalColumn;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.error.RowError;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Variance and standard deviation over integers and numerics: exact sums of values and squares, PostgreSQL's digits. */
final class ExactMoments extends StateAccumulator<ExactMoments.Sums> {
    static final class Sums {
        long count;
        BigInteger sum = BigInteger.ZERO;
        BigInteger squares = BigInteger.ZERO;
    }

    private final boolean population;
    private final boolean root;
    private final int scale;
    private final Type.Decimal result;

    ExactMoments(Type argument, boolean population, boolean root, Type.Decimal result) {
        super(false);
        this.population = population;
        this.root = root;
        this.scale = argument instanceof Type.Decimal d ? d.scale() : 0;
        this.result = result;
    }

    @Override
    protected Sums empty() {
        return new Sums();
    }

    @Override
    protected void add(Sums state, List<Column> arguments, int row, long weight) {
        BigInteger value = arguments.getFirst() instanceof DecimalColumn d
                ? d.get(row)
                : BigInteger.valueOf(((LongColumn) arguments.getFirst()).get(row));
        BigInteger times = value.multiply(BigInteger.valueOf(weight));
        state.count += weight;
        state.sum = state.sum.add(times);
        state.squares = state.squares.add(times.multiply(value));
    }

    @Override
    protected @Nullable RowError result(Sums s, ColumnBuilder out) {
        if (s.count <= (population ? 0 : 1)) {
            out.appendNull();
            return null;
        }
        BigDecimal rounded = value(s).setScale(result.scale(), RoundingMode.HALF_UP);
        if (rounded.precision() > result.precision()) {
            out.appendNull();
            return new RowError("overflow", "the aggregate does not fit " + result.sql());
        }
        out.appendUnscaled(rounded.unscaledValue());
        return null;
    }

    /** (n Σx² − (Σx)²) / (n (n or n−1)), cut where PostgreSQL cuts the quotient. */
    private BigDecimal value(Sums s) {
        BigInteger n = BigInteger.valueOf(s.count);
        BigInteger spread = n.multiply(s.squares).subtract(s.sum.multiply(s.sum));
        if (spread.signum() <= 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal above = new BigDecimal(spread, 2 * scale);
        BigDecimal below = new BigDecimal(n.multiply(population ? n : n.subtract(BigInteger.ONE)));
        BigDecimal variance = Quotients.of(above, below);
        return root ? variance.sqrt(new MathContext(60)).setScale(variance.scale(), RoundingMode.HALF_UP) : variance;
    }

    @Override
    protected byte[] save(Sums s) {
        byte[] sum = s.sum.toByteArray();
        byte[] squares = s.squares.toByteArray();
        ByteBuffer out = ByteBuffer.allocate(12 + sum.length + squares.length);
        return out.putLong(s.count).putInt(sum.length).put(sum).put(squares).array();
    }

    @Override
    protected Sums load(byte[] saved) {
        ByteBuffer in = ByteBuffer.wrap(saved);
        Sums s = new Sums();
        s.count = in.getLong();
        int length = in.getInt();
        s.sum = new BigInteger(saved, 12, length);
        s.squares = new BigInteger(saved, 12 + length, saved.length - 12 - length);
        return s;
    }
}
