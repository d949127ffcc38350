package dev.freshet.sql;

import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts as a document spells them. */
public final class Quantities {
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,15})\\s*([A-Za-z]*)");
    private static final Map<String, Long> MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L, "w", 604_800_000L);
    private static final Map<String, Long> BYTES = Map.ofEntries(
            Map.entry("", 1L),
            Map.entry("Ki", 1L << 10),
            Map.entry("Mi", 1L << 20),
            Map.entry("Gi", 1L << 30),
            Map.entry("Ti", 1L << 40),
            Map.entry("k", 1_000L),
            Map.entry("K", 1_000L),
            Map.entry("M", 1_000_000L),
            Map.entry("G", 1_000_000_000L),
            Map.entry("T", 1_000_000_000_000L));

    private Quantities() {}

    /** Milliseconds of {@code 500ms, 30s, 15m, 12h, 7d, 2w}; empty when it is none. */
    public static OptionalLong millis(String text) {
        return amount(text, MILLIS);
    }

    /** Whole seconds, rounded down; empty when it is no duration. */
    public static OptionalLong seconds(String text) {
        OptionalLong millis = millis(text);
        return millis.isPresent() ? OptionalLong.of(millis.getAsLong() / 1000) : millis;
    }

    /** Bytes of {@code 1Gi, 512Mi, 2G} or a plain number. */
    public static OptionalLong bytes(String text) {
        return amount(text, BYTES);
    }

    private static OptionalLong amount(String text, Map<String, Long> units) {
        Matcher m = AMOUNT.matcher(text.strip());
        Long unit = m.matches() ? units.get(m.group(2)) : null;
        if (unit == null) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Math.multiplyExact(Long.parseLong(m.group(1)), unit));
        } catch (ArithmeticException e) {
            return OptionalLong.empty();
        }
    }
}
