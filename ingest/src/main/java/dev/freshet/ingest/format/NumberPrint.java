package dev.freshet.ingest.format;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as PostgreSQL prints them: decimals with their scale, floats with the fewest digits that read back. */
final class NumberPrint {
    private static final int DOUBLE_PLAIN = 15;
    private static final int FLOAT_PLAIN = 6;
    private static final double MAX_PLAIN = 1e15;

    private NumberPrint() {}

    static void decimal(long unscaled, int scale, ByteSink out) {
        if (scale == 0) {
            out.number(unscaled);
            return;
        }
        if (unscaled < 0) {
            out.write('-');
        }
        long abs = Math.abs(unscaled);
        long ten = 1;
        for (int i = 0; i < scale; i++) {
            ten *= 10;
        }
        out.number(abs / ten).write('.').padded(abs % ten, scale);
    }

    static void decimal(BigInteger unscaled, int scale, ByteSink out) {
        out.text(new BigDecimal(unscaled, scale).toPlainString());
    }

    static boolean isFinite(double value) {
        return Double.isFinite(value);
    }

    static void real(double value, boolean single, ByteSink out) {
        if (!Double.isFinite(value)) {
            out.text(Double.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        } else if (value == (long) value && Math.abs(value) < (single ? 1e6 : MAX_PLAIN) && !isMinusZero(value)) {
            out.number((long) value);
        } else {
            shortest(value, single, out);
        }
    }

    private static boolean isMinusZero(double value) {
        return value == 0 && 1 / value < 0;
    }

    private static void shortest(double value, boolean single, ByteSink out) {
        if (value < 0 || isMinusZero(value)) {
            out.write('-');
        }
        double abs = Math.abs(value);
        if (abs == 0) {
            out.write('0');
            return;
        }
        BigDecimal exact = fewestDigits(abs, single);
        int exponent = exact.precision() - exact.scale() - 1;
        if (exponent >= -4 && exponent < (single ? FLOAT_PLAIN : DOUBLE_PLAIN)) {
            out.text(exact.toPlainString());
            return;
        }
        String digits = exact.unscaledValue().toString();
        out.write(digits.charAt(0));
        if (digits.length() > 1) {
            out.write('.').text(digits.substring(1));
        }
        out.write('e').write(exponent < 0 ? '-' : '+');
        out.padded(Math.abs(exponent), Math.abs(exponent) > 99 ? 3 : 2);
    }

    /** The JDK prints two digits where one would do (4.9E-324). */
    private static BigDecimal fewestDigits(double abs, boolean single) {
        BigDecimal exact =
                new BigDecimal(single ? Float.toString((float) abs) : Double.toString(abs)).stripTrailingZeros();
        if (exact.precision() != 2) {
            return exact;
        }
        BigDecimal one = exact.round(new MathContext(1, RoundingMode.HALF_UP));
        boolean same = single ? one.floatValue() == (float) abs : one.doubleValue() == abs;
        return same ? one : exact;
    }
}
