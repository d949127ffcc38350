package dev.freshet.sql.parse;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An interval literal in the standard's form ({@code '5' SECOND}) or PostgreSQL's ({@code '1 day 02:00:00'}). */
record IntervalText(long months, long micros) {
    private static final Map<String, Long> MONTHS = Map.of("year", 12L, "month", 1L, "decade", 120L, "century", 1200L);
    private static final Map<String, Long> MICROS = Map.of(
            "week", 604_800_000_000L,
            "day", 86_400_000_000L,
            "hour", 3_600_000_000L,
            "minute", 60_000_000L,
            "second", 1_000_000L,
            "millisecond", 1_000L,
            "microsecond", 1L);
    private static final Map<String, String> SHORT = Map.ofEntries(
            Map.entry("y", "year"),
            Map.entry("yr", "year"),
            Map.entry("mon", "month"),
            Map.entry("w", "week"),
            Map.entry("d", "day"),
            Map.entry("h", "hour"),
            Map.entry("hr", "hour"),
            Map.entry("m", "minute"),
            Map.entry("min", "minute"),
            Map.entry("s", "second"),
            Map.entry("sec", "second"),
            Map.entry("ms", "millisecond"),
            Map.entry("us", "microsecond"));
    private static final Pattern PART = Pattern.compile("\\s*([+-]?\\d+(?:\\.\\d+)?)\\s*([A-Za-z]+)");
    private static final Pattern CLOCK = Pattern.compile("\\s*([+-]?)(\\d+):(\\d+)(?::(\\d+(?:\\.\\d+)?))?\\s*");

    static IntervalText parse(Cursor cursor) {
        cursor.expect("INTERVAL");
        Token value = cursor.take();
        if (value.kind() != Token.Kind.STRING) {
            throw Cursor.unexpected(value, "an interval's text", "INTERVAL '5' SECOND");
        }
        String inner = value.text().substring(1, value.text().length() - 1);
        String unit =
                cursor.peek().kind() == Token.Kind.WORD ? unit(cursor.peek().text()) : null;
        if (unit != null) {
            cursor.take();
            inner = inner + " " + unit;
        }
        IntervalText out = read(inner);
        if (out == null) {
            throw new SqlTextException(
                    "bad_interval", value.start(), value.text() + " is not an interval", "INTERVAL '5' SECOND");
        }
        return out;
    }

    /** The unit a word stands for, or null. */
    static @Nullable String unit(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        String singular = lower.length() > 2 && lower.endsWith("s") ? lower.substring(0, lower.length() - 1) : lower;
        if (lower.equals("centuries")) {
            return "century";
        }
        for (String candidate : new String[] {lower, singular}) {
            String full = SHORT.getOrDefault(candidate, candidate);
            if (MONTHS.containsKey(full) || MICROS.containsKey(full)) {
                return full;
            }
        }
        return null;
    }

    /** PostgreSQL's text form, or null when it is none. */
    static @Nullable IntervalText read(String text) {
        BigDecimal months = BigDecimal.ZERO;
        BigDecimal micros = BigDecimal.ZERO;
        String rest = text.strip();
        boolean any = false;
        Matcher part = PART.matcher(rest);
        int at = 0;
        while (part.find(at) && part.start() == at) {
            String unit = unit(part.group(2));
            if (unit == null) {
                return null;
            }
            BigDecimal amount = new BigDecimal(part.group(1));
            Long inMonths = MONTHS.get(unit);
            if (inMonths != null) {
                months = months.add(amount.multiply(BigDecimal.valueOf(inMonths)));
            } else {
                micros = micros.add(amount.multiply(BigDecimal.valueOf(MICROS.getOrDefault(unit, 0L))));
            }
            any = true;
            at = part.end();
        }
        String clock = rest.substring(at);
        if (!clock.isBlank()) {
            Matcher c = CLOCK.matcher(clock);
            if (!c.matches()) {
                return null;
            }
            micros = micros.add(clock(c));
            any = true;
        }
        return any ? new IntervalText(months.longValue(), micros.longValue()) : null;
    }

    private static BigDecimal clock(Matcher c) {
        BigDecimal seconds = c.group(4) == null ? BigDecimal.ZERO : new BigDecimal(c.group(4));
        BigDecimal all = BigDecimal.valueOf(Long.parseLong(c.group(2)) * 3600 + Long.parseLong(c.group(3)) * 60)
                .add(seconds)
                .movePointRight(6);
        return "-".equals(c.group(1)) ? all.negate() : all;
    }

    /** The same in the standard's form with a single unit; months and days together have none (null). */
    @Nullable
    String standard() {
        if (months != 0) {
            return micros == 0 ? "INTERVAL " + quoted(BigDecimal.valueOf(months)) + " MONTH" : null;
        }
        if (micros % 86_400_000_000L == 0) {
            return "INTERVAL " + quoted(BigDecimal.valueOf(micros / 86_400_000_000L)) + " DAY";
        }
        if (micros % 60_000_000L == 0) {
            return "INTERVAL " + quoted(BigDecimal.valueOf(micros / 60_000_000L)) + " MINUTE";
        }
        return "INTERVAL " + quoted(BigDecimal.valueOf(micros, 6).stripTrailingZeros()) + " SECOND";
    }

    private static String quoted(BigDecimal amount) {
        return (amount.signum() < 0 ? "-" : "") + "'" + amount.abs().toPlainString() + "'";
    }
}
