package dev.freshet.core.expr;

import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.LongColumn;
import dev.freshet.spi.data.Values;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.JulianFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Parts, truncation and windows of dates and times. */
final class TimeFunctions {
    private TimeFunctions() {}

    static void register(Map<String, FunctionFactory> r) {
        r.put("tumble_start", (_, arguments, _) -> batch -> tumble(arguments, batch, 0));
        r.put("tumble_end", (_, arguments, _) -> batch -> tumble(arguments, batch, 1));
        r.put("now", (_, _, _) -> TimeFunctions::now);
        r.put("hop_starts", Boxed.strict(TimeFunctions::hopStarts));
        r.put("extract", Boxed.strict(a -> extract(String.valueOf(a.get(0)), a.get(1))));
        r.put(
                "date_part",
                Boxed.strict(a -> extract(String.valueOf(a.get(0)), a.get(1)).doubleValue()));
        r.put("date_trunc", Boxed.strict(a -> truncate(String.valueOf(a.get(0)), a.get(1))));
        r.put("to_timestamp", Boxed.strict(a -> a.get(0) instanceof Number n ? instant(n) : null));
        r.put("make_date", Boxed.strict(TimeFunctions::makeDate));
        r.put("make_time", Boxed.strict(a -> makeTime(a, 0)));
        r.put("make_timestamp", Boxed.strict(a -> ((LocalDate) makeDate(a)).atTime(makeTime(a, 3))));
        MoreTimes.register(r);
    }

    /** Start (or, with {@code which} 1, end) of the window of {@code size} µs that holds each time; all in µs. */
    private static Vec tumble(List<Evaluator> arguments, ColumnBatch batch, int which) {
        List<Vec> v = Boxed.evaluateAll(arguments, batch);
        LongColumn at = (LongColumn) v.get(0).column();
        LongColumn size = (LongColumn) v.get(1).column();
        LongColumn offset = v.size() > 2 ? (LongColumn) v.get(2).column() : null;
        long[] out = new long[batch.size()];
        for (int i = 0; i < out.length; i++) {
            long shift = offset == null ? 0 : offset.get(i);
            long width = Math.max(1, size.get(i));
            out[i] = Math.floorDiv(at.get(i) - shift, width) * width + shift + which * width;
        }
        return new Vec(
                new LongColumn(out, at.nulls(), at.size()),
                new Errors(batch.size()).addAll(v).array());
    }

    /** For queries that are read once; views compare with the epoch's time in a temporal filter. */
    private static Vec now(ColumnBatch batch) {
        long[] out = new long[batch.size()];
        Arrays.fill(out, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
        return new Vec(LongColumn.of(out), null);
    }

    /** Starts of the windows of {@code size} that hold a time, one every {@code slide}; ascending. */
    private static Object hopStarts(List<@Nullable Object> a) {
        long at = micros(a.get(0));
        long slide = ((Duration) Objects.requireNonNull(a.get(1))).toNanos() / 1000;
        long size = ((Duration) Objects.requireNonNull(a.get(2))).toNanos() / 1000;
        if (slide <= 0 || size <= 0) {
            throw new RowException("bad_value", "windows need a size and a slide above 0");
        }
        List<Object> out = new ArrayList<>();
        long last = Math.floorDiv(at, slide) * slide;
        long first = last - Math.floorDiv(last - (at - size) - 1, slide) * slide;
        for (long start = first; start <= last; start += slide) {
            Instant instant = Instant.EPOCH.plus(start, ChronoUnit.MICROS);
            out.add(a.get(0) instanceof Instant ? instant : LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
        }
        return out;
    }

    private static long micros(@Nullable Object time) {
        Instant instant = time instanceof LocalDateTime t ? t.toInstant(ZoneOffset.UTC) : (Instant) time;
        return ChronoUnit.MICROS.between(Instant.EPOCH, Objects.requireNonNull(instant));
    }

    private static Instant instant(Number seconds) {
        BigDecimal s = seconds instanceof BigDecimal d ? d : new BigDecimal(seconds.toString());
        return Instant.EPOCH.plus(
                s.movePointRight(6).setScale(0, java.math.RoundingMode.HALF_UP).longValueExact(), ChronoUnit.MICROS);
    }

    private static Object makeDate(List<@Nullable Object> a) {
        try {
            return LocalDate.of(part(a, 0), part(a, 1), part(a, 2));
        } catch (java.time.DateTimeException e) {
            throw new RowException("bad_value", "date out of range");
        }
    }

    private static int part(List<@Nullable Object> a, int i) {
        return a.get(i) instanceof Long n ? Math.toIntExact(n) : 0;
    }

    /** EXTRACT's numeric result; seconds with microseconds as scale 6. */
    static BigDecimal extract(String unit, @Nullable Object value) {
        String u = unit.toLowerCase(Locale.ROOT);
        return switch (value) {
            case Period p -> fromMonths(u, p.toTotalMonths());
            case Duration d -> fromDuration(u, d);
            case LocalTime t -> fromDateTime(u, t.atDate(LocalDate.EPOCH));
            case LocalDate d -> fromDateTime(u, d.atStartOfDay());
            case LocalDateTime t -> fromDateTime(u, t);
            case Instant i -> fromDateTime(u, LocalDateTime.ofInstant(i, ZoneOffset.UTC));
            case null, default -> throw new IllegalArgumentException("no " + unit + " of " + value);
        };
    }

    private static BigDecimal fromMonths(String unit, long months) {
        return BigDecimal.valueOf(
                switch (unit) {
                    case "year" -> months / 12;
                    case "month" -> months % 12;
                    case "quarter" -> months % 12 / 3 + 1;
                    case "decade" -> months / 120;
                    case "century" -> months / 1200;
                    case "millennium" -> months / 12_000;
                    case "epoch" -> months / 12 * 31_557_600 + months % 12 * 2_592_000;
                    default -> 0;
                });
    }

    private static BigDecimal fromDuration(String unit, Duration d) {
        long micros = d.dividedBy(ChronoUnit.MICROS.getDuration());
        long inDay = micros % Values.microsPerDay();
        return switch (unit) {
            case "epoch" -> BigDecimal.valueOf(micros, 6);
            case "day" -> BigDecimal.valueOf(micros / Values.microsPerDay());
            case "hour" -> BigDecimal.valueOf(inDay / 3_600_000_000L);
            case "minute" -> BigDecimal.valueOf(inDay / 60_000_000L % 60);
            case "second" -> BigDecimal.valueOf(inDay % 60_000_000L, 6);
            case "milliseconds", "millisecond" -> BigDecimal.valueOf(inDay % 60_000_000L, 3);
            case "microseconds", "microsecond" -> BigDecimal.valueOf(inDay % 60_000_000L);
            default -> BigDecimal.ZERO;
        };
    }

    private static BigDecimal fromDateTime(String unit, LocalDateTime t) {
        return switch (unit) {
            case "epoch" -> BigDecimal.valueOf(Values.micros(t.toInstant(ZoneOffset.UTC)), 6);
            case "second" -> BigDecimal.valueOf(t.getSecond() * 1_000_000L + t.getNano() / 1000, 6);
            case "milliseconds", "millisecond" ->
                BigDecimal.valueOf(t.getSecond() * 1_000_000L + t.getNano() / 1000, 3);
            case "microseconds", "microsecond" -> BigDecimal.valueOf(t.getSecond() * 1_000_000L + t.getNano() / 1000);
            default -> BigDecimal.valueOf(whole(unit, t));
        };
    }

    private static long whole(String unit, LocalDateTime t) {
        return switch (unit) {
            case "year" -> t.getYear();
            case "isoyear" -> t.get(IsoFields.WEEK_BASED_YEAR);
            case "quarter" -> t.get(IsoFields.QUARTER_OF_YEAR);
            case "month" -> t.getMonthValue();
            case "week" -> t.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
            case "day" -> t.getDayOfMonth();
            case "dow" -> t.getDayOfWeek().getValue() % 7;
            case "isodow" -> t.getDayOfWeek().getValue();
            case "doy" -> t.getDayOfYear();
            case "hour" -> t.getHour();
            case "minute" -> t.getMinute();
            case "decade" -> Math.floorDiv(t.getYear(), 10);
            case "century" -> Math.floorDiv(t.getYear() + 99, 100);
            case "millennium" -> Math.floorDiv(t.getYear() + 999, 1000);
            case "julian" -> t.getLong(JulianFields.JULIAN_DAY);
            case "timezone", "timezone_hour", "timezone_minute" -> 0;
            default -> throw new RowException("bad_value", "unit \"" + unit + "\" is not known");
        };
    }

    private static Object truncate(String unit, @Nullable Object value) {
        return switch (value) {
            case LocalDate d -> truncated(unit, d.atStartOfDay());
            case LocalDateTime t -> truncated(unit, t);
            case Instant i ->
                truncated(unit, LocalDateTime.ofInstant(i, ZoneOffset.UTC)).toInstant(ZoneOffset.UTC);
            case Duration d -> truncated(unit, d);
            case Period p -> truncated(unit, p);
            case null, default -> throw new IllegalArgumentException("cannot truncate " + value);
        };
    }

    private static LocalDateTime truncated(String unit, LocalDateTime t) {
        LocalDate d = t.toLocalDate();
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "microseconds", "microsecond" -> t.truncatedTo(ChronoUnit.MICROS);
            case "milliseconds", "millisecond" -> t.truncatedTo(ChronoUnit.MILLIS);
            case "second" -> t.truncatedTo(ChronoUnit.SECONDS);
            case "minute" -> t.truncatedTo(ChronoUnit.MINUTES);
            case "hour" -> t.truncatedTo(ChronoUnit.HOURS);
            case "day" -> d.atStartOfDay();
            case "week" -> d.with(ChronoField.DAY_OF_WEEK, 1).atStartOfDay();
            case "month" -> d.withDayOfMonth(1).atStartOfDay();
            case "quarter" -> d.with(IsoFields.DAY_OF_QUARTER, 1).atStartOfDay();
            case "year" -> d.withDayOfYear(1).atStartOfDay();
            case "decade" -> years(d, 10, 0);
            case "century" -> years(d, 100, 1);
            case "millennium" -> years(d, 1000, 1);
            default -> throw unknown(unit);
        };
    }

    private static LocalDateTime years(LocalDate d, int width, int first) {
        int year = Math.floorDiv(d.getYear() - first, width) * width + first;
        return LocalDate.of(year, 1, 1).atStartOfDay();
    }

    private static RowException unknown(String unit) {
        return new RowException("bad_value", "unit \"" + unit + "\" is not known");
    }

    private static Duration truncated(String unit, Duration d) {
        long width = switch (unit.toLowerCase(Locale.ROOT)) {
            case "microseconds", "microsecond" -> 1;
            case "milliseconds", "millisecond" -> 1_000;
            case "second" -> 1_000_000;
            case "minute" -> 60_000_000;
            case "hour" -> 3_600_000_000L;
            case "day" -> Values.microsPerDay();
            case "month", "quarter", "year", "decade", "century", "millennium" -> Long.MAX_VALUE;
            default -> throw unknown(unit);
        };
        long micros = d.dividedBy(ChronoUnit.MICROS.getDuration());
        return Duration.of(micros - micros % width, ChronoUnit.MICROS);
    }

    private static Period truncated(String unit, Period p) {
        int width = switch (unit.toLowerCase(Locale.ROOT)) {
            case "quarter" -> 3;
            case "year" -> 12;
            case "decade" -> 120;
            case "century" -> 1_200;
            case "millennium" -> 12_000;
            default -> 1;
        };
        int months = Math.toIntExact(p.toTotalMonths());
        return Period.ofMonths(months - months % width);
    }

    private static LocalTime makeTime(List<@Nullable Object> a, int from) {
        double seconds = a.get(from + 2) instanceof Number n ? n.doubleValue() : Double.NaN;
        long micros = Math.round(seconds * 1_000_000);
        int hour = part(a, from);
        int minute = part(a, from + 1);
        boolean fits = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && micros >= 0 && micros <= 60_000_000;
        long all = hour * 3_600_000_000L + minute * 60_000_000L + micros;
        if (!fits || all >= Values.microsPerDay()) {
            throw new RowException("bad_value", "time field value out of range");
        }
        return LocalTime.ofNanoOfDay(all * 1000);
    }
}
