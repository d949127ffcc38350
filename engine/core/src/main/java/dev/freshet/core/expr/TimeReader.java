package dev.freshet.core.expr;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Dates and times from text: {@code 2024-2-9}, {@code 20240209}, {@code 2024-02-09 5:06[:07.5] [zone]}, T between them, zones as
 * offsets, Z or names.
 *
 * @param local what stands there
 * @param zone behind it, or null
 */
record TimeReader(LocalDateTime local, @Nullable ZoneId zone) {
    private static final Pattern TEXT = Pattern.compile(
            "(\\d{1,7})-(\\d{1,2})-(\\d{1,2})(?:[Tt ]\\s*(\\d.*?))?(?:\\s+(BC|AD))?|(\\d{4})(\\d\\d)(\\d\\d)(?:[Tt ]\\s*(\\d.*?))?");
    private static final Pattern CLOCK = Pattern.compile(
            "(\\d{1,2}):(\\d{1,2})(?::(\\d{1,2}(?:\\.\\d*)?))?(?:\\s*(AM|PM|am|pm))?(?:\\s*([Zz]|[+-]\\d.*|\\s[A-Za-z].*))?");

    /** Throws a {@link DateTimeException} or {@link IllegalArgumentException} for what is no time. */
    static TimeReader read(String given) {
        String text = given.strip();
        switch (text.toLowerCase(java.util.Locale.ROOT)) {
            case "epoch" -> {
                return new TimeReader(LocalDate.EPOCH.atStartOfDay(), null);
            }
            default -> {}
        }
        Matcher m = TEXT.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException(text);
        }
        boolean compact = m.group(6) != null;
        int year = Integer.parseInt(m.group(compact ? 6 : 1));
        LocalDate date = LocalDate.of(
                "BC".equals(m.group(5)) ? 1 - year : year,
                Integer.parseInt(m.group(compact ? 7 : 2)),
                Integer.parseInt(m.group(compact ? 8 : 3)));
        String clock = m.group(compact ? 9 : 4);
        return clock == null ? new TimeReader(date.atStartOfDay(), null) : withClock(date, clock);
    }

    private static TimeReader withClock(LocalDate date, String clock) {
        Matcher m = CLOCK.matcher(clock);
        if (!m.matches()) {
            throw new IllegalArgumentException(clock);
        }
        LocalDateTime local = date.atStartOfDay().plus(micros(m), ChronoUnit.MICROS);
        return new TimeReader(local, m.group(5) == null ? null : zone(m.group(5).strip()));
    }

    private static ZoneId zone(String name) {
        if (name.matches("[+-]\\d{1,2}(:?\\d\\d)?(:?\\d\\d)?")) {
            return ZoneOffset.of(name.matches("[+-]\\d(:.*)?") ? name.charAt(0) + "0" + name.substring(1) : name);
        }
        return name.equalsIgnoreCase("z") ? ZoneOffset.UTC : ZoneId.of(name, ZoneId.SHORT_IDS);
    }

    private static long micros(Matcher m) {
        int hour = Integer.parseInt(m.group(1));
        int minute = Integer.parseInt(m.group(2));
        BigDecimal second = m.group(3) == null ? BigDecimal.ZERO : new BigDecimal(m.group(3));
        if (m.group(4) != null) {
            if (hour < 1 || hour > 12) {
                throw new DateTimeException("hour " + hour);
            }
            hour = hour % 12 + (m.group(4).equalsIgnoreCase("pm") ? 12 : 0);
        }
        boolean midnight = hour == 24 && minute == 0 && second.signum() == 0;
        if ((hour > 23 && !midnight) || minute > 59 || second.compareTo(BigDecimal.valueOf(60)) > 0) {
            throw new DateTimeException("time " + m.group());
        }
        long fraction =
                second.movePointRight(6).setScale(0, RoundingMode.HALF_EVEN).longValueExact();
        return hour * 3_600_000_000L + minute * 60_000_000L + fraction;
    }

    static LocalTime clock(String text) {
        Matcher m = CLOCK.matcher(text);
        if (!m.matches()) {
            return read(text).local().toLocalTime();
        }
        return LocalTime.ofNanoOfDay(Math.min(micros(m), 86_399_999_999L) * 1000);
    }

    Instant instant() {
        return local.atZone(zone == null ? ZoneOffset.UTC : zone).toInstant();
    }
}
