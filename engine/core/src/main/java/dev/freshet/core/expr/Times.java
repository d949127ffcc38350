package dev.freshet.core.expr;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Arithmetic of dates, times and intervals over boxed values; months are added as PostgreSQL does, days clipped. */
final class Times {
    private static final int MAX_YEAR = 5_874_897;
    private static final int MAX_TIMESTAMP_YEAR = 294_276;
    private static final int MIN_YEAR = -4_712;

    private Times() {}

    static Object arithmetic(Arithmetic.Operation op, @Nullable Object a, @Nullable Object b) {
        if (a == null || b == null) {
            throw new IllegalArgumentException("NULL");
        }
        return switch (op) {
            case ADD -> turned(a, b) ? add(b, a) : add(a, b);
            case SUB -> subtract(a, b);
            case MUL -> a instanceof Number n ? scale(b, n) : scale(a, (Number) b);
            case DIV -> divide(a, (Number) b);
            case MOD -> throw new IllegalArgumentException("no remainder of " + a);
        };
    }

    private static boolean turned(Object a, Object b) {
        return a instanceof Long
                || a instanceof LocalTime && b instanceof LocalDate
                || (a instanceof Period || a instanceof Duration) && !(b instanceof Period || b instanceof Duration);
    }

    private static LocalDate days(LocalDate d, long n) {
        LocalDate out = d.plusDays(n);
        if (out.getYear() > MAX_YEAR || out.getYear() < MIN_YEAR) {
            throw new RowException("overflow", "date out of range");
        }
        return out;
    }

    private static Object add(Object a, Object b) {
        return switch (a) {
            case LocalDate d when b instanceof Long n -> days(d, n);
            case LocalDate d when b instanceof LocalTime t -> d.atTime(t);
            case LocalDate d -> shift(d.atStartOfDay(), b);
            case LocalDateTime t -> shift(t, b);
            case Instant i ->
                shift(LocalDateTime.ofInstant(i, ZoneOffset.UTC), b).toInstant(ZoneOffset.UTC);
            case LocalTime t -> t.plus((Duration) b);
            case Period p when b instanceof Period q -> p.plus(q);
            case Duration d when b instanceof Duration e -> d.plus(e);
            default -> throw new IllegalArgumentException("cannot add " + a + " and " + b);
        };
    }

    static LocalDateTime shift(LocalDateTime t, Object interval) {
        LocalDateTime out =
                interval instanceof Period p ? t.plusMonths(p.toTotalMonths()) : t.plus((Duration) interval);
        if (out.getYear() > MAX_TIMESTAMP_YEAR || out.getYear() < MIN_YEAR) {
            throw new RowException("overflow", "timestamp out of range");
        }
        return out;
    }

    private static Object subtract(Object a, Object b) {
        return switch (b) {
            case Long n -> days((LocalDate) a, -n);
            case Period p -> a instanceof Period q ? q.minus(p) : add(a, p.negated());
            case Duration d -> a instanceof Duration e ? e.minus(d) : add(a, d.negated());
            case LocalDate d when a instanceof LocalDate e -> ChronoUnit.DAYS.between(d, e);
            case LocalTime t -> Duration.between(t, (LocalTime) a);
            default -> Duration.between(instant(b), instant(a));
        };
    }

    private static Instant instant(Object t) {
        return switch (t) {
            case Instant i -> i;
            case LocalDateTime l -> l.toInstant(ZoneOffset.UTC);
            case LocalDate d -> d.atStartOfDay().toInstant(ZoneOffset.UTC);
            default -> throw new IllegalArgumentException("not a time: " + t);
        };
    }

    private static Object scale(Object interval, Number by) {
        if (interval instanceof Period p) {
            return Period.ofMonths(Math.toIntExact(Math.round(p.toTotalMonths() * by.doubleValue())));
        }
        long micros = ((Duration) interval).dividedBy(ChronoUnit.MICROS.getDuration());
        return by instanceof Long n
                ? Duration.of(Math.multiplyExact(micros, n), ChronoUnit.MICROS)
                : Duration.of(rounded(BigDecimal.valueOf(micros).multiply(decimal(by))), ChronoUnit.MICROS);
    }

    private static Object divide(Object interval, Number by) {
        if (by.doubleValue() == 0) {
            throw new RowException("division_by_zero", "division by zero");
        }
        if (interval instanceof Period p) {
            return Period.ofMonths(Math.toIntExact((long) (p.toTotalMonths() / by.doubleValue())));
        }
        long micros = ((Duration) interval).dividedBy(ChronoUnit.MICROS.getDuration());
        return Duration.of(
                rounded(BigDecimal.valueOf(micros).divide(decimal(by), 6, java.math.RoundingMode.HALF_UP)),
                ChronoUnit.MICROS);
    }

    private static BigDecimal decimal(Number n) {
        return n instanceof BigDecimal d
                ? d
                : n instanceof Long l ? BigDecimal.valueOf(l) : BigDecimal.valueOf(n.doubleValue());
    }

    private static long rounded(BigDecimal d) {
        return d.setScale(0, java.math.RoundingMode.HALF_EVEN).longValueExact();
    }
}
