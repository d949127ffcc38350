package dev.freshet.core.aggregate;

import dev.freshet.spi.data.LittleEndian;
import java.util.Arrays;

/**
 * The exact sum of doubles with integer weights, so that order and retractions leave no trace: a wide fixed-point number in
 * digits of base 2³² (a superaccumulator after Kulisch; the small form of Neal 2015), of which only the digits in use are
 * kept. Not a number and the infinities are counted apart.
 */
final class FloatSum {
    /** Exponent of digit 0's lowest bit: the smallest subnormal is 2⁻¹⁰⁷⁴. */
    private static final int LOWEST = -1088;

    private static final long MASK = 0xFFFFFFFFL;

    private long[] digits = new long[0];
    private int first;
    private int pending;
    private long nan;
    private long positive;
    private long negative;

    void add(double value, long weight) {
        if (value == 0 || weight == 0) {
            return;
        }
        if (Double.isNaN(value)) {
            nan += weight;
        } else if (Double.isInfinite(value)) {
            positive += value > 0 ? weight : 0;
            negative += value < 0 ? weight : 0;
        } else {
            addFinite(value, weight);
        }
    }

    private void addFinite(double value, long weight) {
        long bits = Double.doubleToRawLongBits(value);
        int exponent = (int) (bits >>> 52) & 0x7FF;
        long mantissa = bits & 0xFFFFFFFFFFFFFL;
        if (exponent == 0) {
            exponent = 1;
        } else {
            mantissa |= 1L << 52;
        }
        int shift = exponent - 1075 - LOWEST;
        long signed = bits < 0 ? -weight : weight;
        addPart(mantissa & MASK, shift, signed);
        addPart(mantissa >>> 32, shift + 32, signed);
    }

    /** Adds part × weight × 2^shift, where the part has at most 32 bits. */
    private void addPart(long part, int shift, long weight) {
        long high = Math.multiplyHigh(part, weight);
        long low = part * weight;
        int digit = shift >> 5;
        int bit = shift & 31;
        // The 128-bit product in three signed pieces of 32 bits and a rest, each shifted by less than 32 bits.
        addDigit(digit, (low & MASK) << bit);
        addDigit(digit + 1, (low >>> 32) << bit);
        addDigit(digit + 2, (high & MASK) << bit);
        addDigit(digit + 3, (high >> 32) << bit);
    }

    private void addDigit(int digit, long value) {
        if (value == 0) {
            return;
        }
        reserve(digit);
        addCarrying(digit, value);
    }

    /** Splits the value over two digits so that none grows by more than 2³² per addition; carries are settled in time. */
    private void addCarrying(int digit, long value) {
        digits[digit - first] += value & MASK;
        long carry = value >> 32;
        if (carry != 0) {
            reserve(digit + 1);
            digits[digit + 1 - first] += carry;
        }
        if (++pending == 1 << 28) {
            normalise();
        }
    }

    private void reserve(int digit) {
        if (digits.length == 0) {
            first = digit;
            digits = new long[4];
        } else if (digit < first) {
            long[] wider = new long[digits.length + first - digit];
            System.arraycopy(digits, 0, wider, first - digit, digits.length);
            digits = wider;
            first = digit;
        } else if (digit >= first + digits.length) {
            digits = Arrays.copyOf(digits, digit - first + 2);
        }
    }

    /** Every digit but the last becomes 0 … 2³²−1. */
    private void normalise() {
        pending = 0;
        for (int i = 0; i < digits.length; i++) {
            long carry = digits[i] >> 32;
            if (carry != 0 && (i + 1 < digits.length || (carry != -1 && digits[i] != (int) digits[i]))) {
                if (i + 1 == digits.length) {
                    digits = Arrays.copyOf(digits, i + 2);
                }
                digits[i] &= MASK;
                digits[i + 1] += carry;
            }
        }
    }

    /** The exact sum rounded once to the nearest double, ties to even. */
    double value() {
        if (nan > 0 || (positive > 0 && negative > 0)) {
            return Double.NaN;
        }
        if (positive > 0 || negative > 0) {
            return positive > 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        }
        return exact().doubleValue();
    }

    /** The finite part, exactly. */
    java.math.BigDecimal exact() {
        normalise();
        java.math.BigInteger sum = java.math.BigInteger.ZERO;
        for (int i = digits.length - 1; i >= 0; i--) {
            sum = sum.shiftLeft(32).add(java.math.BigInteger.valueOf(digits[i]));
        }
        int exponent = LOWEST + 32 * first;
        return exponent >= 0 ? new java.math.BigDecimal(sum.shiftLeft(exponent)) : trimmed(sum, -exponent);
    }

    /** sum / 2^n without needless powers of two. */
    private static java.math.BigDecimal trimmed(java.math.BigInteger sum, int n) {
        if (sum.signum() == 0) {
            return java.math.BigDecimal.ZERO;
        }
        int zeros = Math.min(n, sum.getLowestSetBit());
        java.math.BigInteger reduced = sum.shiftRight(zeros);
        int left = n - zeros;
        return new java.math.BigDecimal(
                reduced.multiply(java.math.BigInteger.valueOf(5).pow(left)), left);
    }

    boolean finite() {
        return nan <= 0 && positive <= 0 && negative <= 0;
    }

    byte[] save() {
        normalise();
        byte[] out = new byte[28 + 8 * digits.length];
        LittleEndian.INT.set(out, 0, first);
        LittleEndian.LONG.set(out, 4, nan);
        LittleEndian.LONG.set(out, 12, positive);
        LittleEndian.LONG.set(out, 20, negative);
        for (int i = 0; i < digits.length; i++) {
            LittleEndian.LONG.set(out, 28 + 8 * i, digits[i]);
        }
        return out;
    }

    static FloatSum load(byte[] b) {
        FloatSum s = new FloatSum();
        s.first = (int) LittleEndian.INT.get(b, 0);
        s.nan = (long) LittleEndian.LONG.get(b, 4);
        s.positive = (long) LittleEndian.LONG.get(b, 12);
        s.negative = (long) LittleEndian.LONG.get(b, 20);
        s.digits = new long[(b.length - 28) / 8];
        for (int i = 0; i < s.digits.length; i++) {
            s.digits[i] = (long) LittleEndian.LONG.get(b, 28 + 8 * i);
        }
        return s;
    }

    long bytes() {
        return 64 + 8L * digits.length;
    }
}
