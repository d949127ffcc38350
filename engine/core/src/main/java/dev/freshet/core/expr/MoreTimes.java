package dev.freshet.core.expr;

import dev.freshet.spi.data.Values;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bins, differences and sums by unit, time zones, OVERLAPS. */
final class MoreTimes {
    private MoreTimes() {}

    static void register(Map<String, FunctionFactory> r) {
        r.put("date_bin", Boxed.strict(MoreTimes::bin));
        r.put("timestampdiff", Boxed.strict(a -> difference(String.valueOf(a.get(0)), a.get(1), a.get(2))));
        r.put("timestampadd", Boxed.strict(MoreTimes::sum));
        r.put("timezone", Boxed.strict(a -> atZone(String.valueOf(a.get(0)), a.get(1))));
        r.put("overlaps", Boxed.lenient(MoreTimes::overlaps));
        r.put("isfinite", Boxed.strict(_ -> true));
        r.put("justify_hours", Boxed.strict(a -> a.get(0)));
        r.put("last_day", Boxed.strict(a -> date(a.get(0)).with(TemporalAdjusters.lastDayOfMonth())));
        r.put("unix_timestamp", Boxed.strict(a -> Math.floorDiv(micros(a.get(0)), 1_000_000L)));
        r.put("unix_millis", Boxed.strict(a -> Math.floorDiv(micros(a.get(0)), 1_000L)));
        r.put("unix_micros", Boxed.strict(a -> micros(a.get(0))));
    }

    private static LocalDate date(@Nullable Object v) {
        return local(v).toLocalDate();
    }

    private static LocalDateTime local(@Nullable Object v) {
        return switch (v) {
            case LocalDate d -> d.atStartOfDay();
            case LocalDateTime t -> t;
            case Instant i -> LocalDateTime.ofInstant(i, ZoneOffset.UTC);
            case LocalTime t -> t.atDate(LocalDate.EPOCH);
            case null, default -> throw new IllegalArgumentException("not a time: " + v);
        };
    }

    private static long micros(@Nullable Object v) {
        return Values.micros(local(v).toInstant(ZoneOffset.UTC));
    }

    private static Object like(@Nullable Object model, LocalDateTime t) {
        return model instanceof Instant
                ? t.toInstant(ZoneOffset.UTC)
                : model instanceof LocalTime ? t.toLocalTime() : t;
    }

    private static LocalDateTime ofMicros(long micros) {
        return LocalDateTime.ofInstant(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), ZoneOffset.UTC);
    }

    private static Object bin(List<@Nullable Object> a) {
        if (!(a.get(0) instanceof Duration stride)) {
            throw new RowException("bad_value", "timestamps cannot be binned into intervals of months or years");
        }
        long width = stride.dividedBy(ChronoUnit.MICROS.getDuration());
        if (width <= 0) {
            throw new RowException("bad_value", "stride must be greater than zero");
        }
        long origin = micros(a.get(2));
        return like(a.get(1), ofMicros(Math.floorDiv(micros(a.get(1)) - origin, width) * width + origin));
    }

    private static ChronoUnit unit(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "microsecond", "frac_second", "sql_tsi_microsecond" -> ChronoUnit.MICROS;
            case "millisecond" -> ChronoUnit.MILLIS;
            case "second", "sql_tsi_second" -> ChronoUnit.SECONDS;
            case "minute", "sql_tsi_minute" -> ChronoUnit.MINUTES;
            case "hour", "sql_tsi_hour" -> ChronoUnit.HOURS;
            case "day", "sql_tsi_day" -> ChronoUnit.DAYS;
            case "week", "sql_tsi_week" -> ChronoUnit.WEEKS;
            case "month", "sql_tsi_month", "quarter", "sql_tsi_quarter" -> ChronoUnit.MONTHS;
            case "year", "sql_tsi_year" -> ChronoUnit.YEARS;
            default -> throw new RowException("bad_value", "unit \"" + name + "\" is not known");
        };
    }

    private static int times(String unit) {
        return unit.toLowerCase(Locale.ROOT).endsWith("quarter") ? 3 : 1;
    }

    /** Whole units from the first to the second. */
    private static Long difference(String name, @Nullable Object from, @Nullable Object to) {
        return unit(name).between(local(from), local(to)) / times(name);
    }

    private static Object sum(List<@Nullable Object> a) {
        String name = String.valueOf(a.get(0));
        long n = (a.get(1) instanceof Long l ? l : 0) * times(name);
        LocalDateTime out = local(a.get(2)).plus(n, unit(name));
        return a.get(2) instanceof LocalDate && unit(name).isDateBased() ? out.toLocalDate() : like(a.get(2), out);
    }

    /** PostgreSQL reads a bare offset as POSIX does: west is positive. */
    static ZoneId zone(String name) {
        try {
            String n = name.strip();
            if (n.matches("[+-]\\d{1,2}(:?\\d{2})?")) {
                ZoneOffset offset = ZoneOffset.of(n.matches("[+-]\\d") ? n.charAt(0) + "0" + n.charAt(1) : n);
                return ZoneOffset.ofTotalSeconds(-offset.getTotalSeconds());
            }
            return ZoneId.of(n, ZoneId.SHORT_IDS);
        } catch (DateTimeException e) {
            throw new RowException("bad_value", "time zone \"" + name + "\" not recognized");
        }
    }

    private static Object atZone(String name, @Nullable Object v) {
        ZoneId zone = zone(name);
        return v instanceof Instant i
                ? LocalDateTime.ofInstant(i, zone)
                : local(v).atZone(zone).toInstant();
    }

    private static @Nullable Object overlaps(List<@Nullable Object> a) {
        Span x = Span.of(a.get(0), a.get(1));
        Span y = Span.of(a.get(2), a.get(3));
        if (x == null || y == null) {
            return null;
        }
        int c = x.from().compareTo(y.from());
        if (c == 0) {
            return x.to() == null || y.to() == null ? null : (Object) true;
        }
        Span early = c < 0 ? x : y;
        Span late = c < 0 ? y : x;
        if (early.to() == null) {
            return null;
        }
        return late.from().isBefore(early.to()) ? true : late.to() == null ? null : (Object) false;
    }

    /** A piece of time; an end that is NULL is unknown, of two the one that is there is the start. */
    private record Span(LocalDateTime from, @Nullable LocalDateTime to) {
        static @Nullable Span of(@Nullable Object from, @Nullable Object end) {
            if (from == null) {
                return end == null || end instanceof Period || end instanceof Duration
                        ? null
                        : new Span(local(end), null);
            }
            LocalDateTime a = local(from);
            if (end == null) {
                return new Span(a, null);
            }
            LocalDateTime b = end instanceof Period || end instanceof Duration ? Times.shift(a, end) : local(end);
            return a.isAfter(b) ? new Span(b, a) : new Span(a, b);
        }
    }
}
