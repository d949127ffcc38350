package dev.freshet.core.expr;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Period;
import java.util.Locale;

/** Text such as {@code 1 day 02:03:04} or {@code 3 mons} to an interval of months or of microseconds. */
final class Intervals {
    private Intervals() {}

    static Object parse(Object value, boolean months) {
        if (value instanceof Period || value instanceof Duration) {
            return value;
        }
        if (value instanceof java.time.LocalTime t) {
            return Duration.ofNanos(t.toNanoOfDay());
        }
        long m = 0;
        Duration d = Duration.ZERO;
        String[] words = ((String) value).strip().toLowerCase(Locale.ROOT).split("\\s+");
        for (int i = 0; i < words.length; i++) {
            if (words[i].contains(":")) {
                d = d.plus(clock(words[i]));
                continue;
            }
            BigDecimal n = new BigDecimal(words[i]);
            String unit = words[++i];
            long monthsPer = unit.startsWith("year") ? 12 : unit.startsWith("mon") ? 1 : 0;
            if (monthsPer > 0) {
                m += n.multiply(BigDecimal.valueOf(monthsPer)).longValueExact();
            } else {
                d = d.plus(seconds(n.multiply(secondsPer(unit))));
            }
        }
        return months ? Period.ofMonths(Math.toIntExact(m)) : d;
    }

    private static BigDecimal secondsPer(String unit) {
        if (unit.startsWith("week")) {
            return BigDecimal.valueOf(604_800);
        }
        if (unit.startsWith("day")) {
            return BigDecimal.valueOf(86_400);
        }
        if (unit.startsWith("hour")) {
            return BigDecimal.valueOf(3_600);
        }
        if (unit.startsWith("min")) {
            return BigDecimal.valueOf(60);
        }
        if (unit.startsWith("sec")) {
            return BigDecimal.ONE;
        }
        if (unit.startsWith("millisecond")) {
            return new BigDecimal("0.001");
        }
        throw new IllegalArgumentException("unit " + unit);
    }

    private static Duration clock(String text) {
        boolean negative = text.startsWith("-");
        String[] parts = text.replaceFirst("^[+-]", "").split(":");
        BigDecimal total = BigDecimal.ZERO;
        BigDecimal per = BigDecimal.valueOf(3_600);
        for (String part : parts) {
            total = total.add(new BigDecimal(part).multiply(per));
            per = per.divide(BigDecimal.valueOf(60), 6, java.math.RoundingMode.HALF_UP);
        }
        return negative ? seconds(total).negated() : seconds(total);
    }

    private static Duration seconds(BigDecimal s) {
        return Casting.micros(
                s.movePointRight(6).setScale(0, java.math.RoundingMode.HALF_UP).longValueExact());
    }
}
