package dev.freshet.ingest.format;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Numbers from text, with PostgreSQL's rounding of decimals (half away from zero). */
final class NumberText {
    private static final int HUGE = 400;
    private static final double[] TENS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private NumberText() {}

    /** True when the span is an optional sign and 1 to 18 digits, so that {@link #plainLong} reads it. */
    static boolean isPlainLong(byte[] b, int from, int to) {
        int i = from < to && b[from] == '-' ? from + 1 : from;
        if (i == to || to - i > 18) {
            return false;
        }
        for (; i < to; i++) {
            if (b[i] < '0' || b[i] > '9') {
                return false;
            }
        }
        return true;
    }

    static long plainLong(byte[] b, int from, int to) {
        boolean negative = b[from] == '-';
        long n = 0;
        for (int i = negative ? from + 1 : from; i < to; i++) {
            n = n * 10 + (b[i] - '0');
        }
        return negative ? -n : n;
    }

    /** The number, or null when the text is none. Plain or with exponent; ASCII digits only. */
    static @Nullable BigDecimal decimal(String text) {
        if (!isNumeric(text)) {
            return null;
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The number rounded to the scale; null when it has more than {@code precision} digits then. */
    static @Nullable BigDecimal fit(BigDecimal value, int precision, int scale) {
        long magnitude = (long) value.precision() - value.scale();
        if (value.signum() == 0 || magnitude < -scale - 1L) {
            return BigDecimal.ZERO.setScale(scale);
        }
        if (magnitude > precision - scale + 1L) {
            return null;
        }
        BigDecimal rounded = value.setScale(scale, RoundingMode.HALF_UP);
        return rounded.precision() > precision ? null : rounded;
    }

    /** The number as a long; null when it has a fraction or is out of range. */
    static @Nullable Long integer(BigDecimal value) {
        long magnitude = (long) value.precision() - value.scale();
        if (value.signum() == 0) {
            return 0L;
        }
        if (magnitude > 19 || magnitude < 1 || value.scale() > HUGE) {
            return null;
        }
        try {
            return value.longValueExact();
        } catch (ArithmeticException e) {
            return null;
        }
    }

    /** The nearest double; infinite when out of range, null when the text is no number. Knows NaN and Infinity. */
    static @Nullable Double parseDouble(byte[] b, int from, int to, Token token) {
        int i = from < to && b[from] == '-' ? from + 1 : from;
        long mantissa = 0;
        int digits = 0;
        int point = -1;
        for (; i < to; i++) {
            int c = b[i];
            if (c >= '0' && c <= '9' && digits < 15) {
                mantissa = mantissa * 10 + (c - '0');
                digits++;
            } else if (c == '.' && point < 0) {
                point = digits;
            } else {
                return slowDouble(token.trimmed());
            }
        }
        if (digits == 0) {
            return null;
        }
        double value = point < 0 ? mantissa : mantissa / TENS[digits - point];
        return b[from] == '-' ? -value : value;
    }

    private static @Nullable Double slowDouble(String text) {
        Double special = special(text);
        if (special != null || !isNumeric(text)) {
            return special;
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    static @Nullable Double special(String text) {
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "Infinity", "+Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> null;
        };
    }

    static boolean isNumeric(String text) {
        if (text.isEmpty() || text.length() > 4096) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && c != '-' && c != '+' && c != '.' && c != 'e' && c != 'E') {
                return false;
            }
        }
        return true;
    }
}
