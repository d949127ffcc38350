package dev.freshet.server.deploy;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as definitions write them: {@code 512Mi}, {@code 1Gi}, {@code 1GB}, bytes. */
public final class Memory {
    private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmgt]?)(i?)b?");
    private static final String UNITS = "kmgt";

    private Memory() {}

    /** Bytes; the fallback when the text is no size. */
    public static long bytes(String text, long fallback) {
        Matcher matcher = SIZE.matcher(text.trim().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return fallback;
        }
        int power = matcher.group(2).isEmpty() ? 0 : UNITS.indexOf(matcher.group(2)) + 1;
        double base = matcher.group(3).isEmpty() ? 1000 : 1024;
        return (long) (Double.parseDouble(matcher.group(1)) * Math.pow(base, power));
    }
}
