package dev.freshet.ingest.format;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Period;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Intervals from text: ISO 8601 ({@code P1Y2M}, {@code P1DT2H}) or as PostgreSQL prints them. */
final class IntervalText {
    private static final Pattern MONTHS = Pattern.compile("(?:(-?\\d{1,9}) years?)?\\s*(?:(-?\\d{1,9}) mons?)?");
    private static final Pattern DAYS = Pattern.compile(
            "(?:(-?\\d{1,9}) days?)?\\s*(?:([-+]?)(\\d{1,9}):([0-5]\\d)(?::([0-5]\\d)(?:\\.(\\d{1,6}))?)?)?");

    private IntervalText() {}

    /** Months or microseconds; null when the text is no such interval. */
    static @Nullable Long parse(String text, boolean months) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            if (text.contains("P")) {
                return months
                        ? Period.parse(text).toTotalMonths()
                        : Duration.parse(text).toNanos() / 1000;
            }
            return text.equals("00:00:00") ? Long.valueOf(0) : months ? months(text) : micros(text);
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    private static @Nullable Long months(String text) {
        Matcher m = MONTHS.matcher(text);
        return m.matches() ? Long.valueOf(Math.addExact(number(m.group(1)) * 12, number(m.group(2)))) : null;
    }

    private static @Nullable Long micros(String text) {
        Matcher m = DAYS.matcher(text);
        if (!m.matches()) {
            return null;
        }
        long seconds = (number(m.group(3)) * 60 + number(m.group(4))) * 60 + number(m.group(5));
        String fraction = m.group(6) == null ? "" : m.group(6);
        long micros = seconds * 1_000_000 + number((fraction + "000000").substring(0, 6));
        long signed = "-".equals(m.group(2)) ? -micros : micros;
        return Math.addExact(Math.multiplyExact(number(m.group(1)), TemporalText.DAY), signed);
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
