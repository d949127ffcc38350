package dev.freshet.core.expr;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.JulianFields;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** TO_CHAR of times, TO_DATE and TO_TIMESTAMP by PostgreSQL's patterns, in English. */
final class TimeText {
    /** Longer names first, so that the longest matches. */
    private static final List<String> FIELDS = List.of(
            "SSSSS", "MONTH", "Month", "month", "Y,YYY", "SSSS", "YYYY", "IYYY", "IDDD", "A.M.", "P.M.", "a.m.", "p.m.",
            "B.C.", "A.D.", "HH24", "HH12", "hh24", "hh12", "DAY", "Day", "day", "MON", "Mon", "mon", "DDD", "ddd",
            "YYY", "IYY", "TZH", "TZM", "FF1", "FF2", "FF3", "FF4", "FF5", "FF6", "yyyy", "HH", "hh", "MI", "mi", "SS",
            "ss", "MS", "ms", "US", "us", "AM", "PM", "am", "pm", "YY", "yy", "IY", "ID", "BC", "AD", "MM", "mm", "DY",
            "Dy", "dy", "DD", "dd", "WW", "ww", "IW", "iw", "CC", "cc", "TZ", "tz", "OF", "RM", "rm", "Y", "y", "I",
            "D", "d", "W", "w", "J", "j", "Q", "q");

    private TimeText() {}

    static void register(Map<String, FunctionFactory> r) {
        r.put("to_char_time", Boxed.strict(a -> format(a.get(0), String.valueOf(a.get(1)))));
        r.put("to_date", Boxed.strict(a -> parse(a).toLocalDate()));
        r.put("to_timestamp_text", Boxed.strict(a -> parse(a).toInstant(ZoneOffset.UTC)));
    }

    private static @Nullable String field(String pattern, int at) {
        for (String f : FIELDS) {
            if (pattern.startsWith(f, at)) {
                return f;
            }
        }
        return null;
    }

    // ---- to text ----

    private static String format(@Nullable Object value, String pattern) {
        Moment m = Moment.of(value);
        StringBuilder out = new StringBuilder();
        boolean fill = true;
        int at = 0;
        while (at < pattern.length()) {
            if (pattern.startsWith("FM", at) || pattern.startsWith("fm", at)) {
                fill = false;
                at += 2;
                continue;
            }
            if (pattern.charAt(at) == '"') {
                int end = pattern.indexOf('"', at + 1);
                end = end < 0 ? pattern.length() : end;
                out.append(pattern, at + 1, end);
                at = end + 1;
                continue;
            }
            String f = field(pattern, at);
            if (f == null) {
                out.append(
                        pattern.charAt(at) == '\\' && at + 1 < pattern.length()
                                ? pattern.charAt(++at)
                                : pattern.charAt(at));
                at++;
                continue;
            }
            String shown = m.show(f, fill);
            at += f.length();
            if (pattern.startsWith("th", at) || pattern.startsWith("TH", at)) {
                shown += ordinal(shown, pattern.charAt(at) == 'T');
                at += 2;
            }
            out.append(shown);
            fill = true;
        }
        return out.toString();
    }

    private static String ordinal(String digits, boolean upper) {
        int n = Integer.parseInt(digits.strip());
        String th = n % 100 / 10 == 1
                ? "th"
                : switch (n % 10) {
                    case 1 -> "st";
                    case 2 -> "nd";
                    case 3 -> "rd";
                    default -> "th";
                };
        return upper ? th.toUpperCase(Locale.ROOT) : th;
    }

    /** A time, or an interval as hours, minutes and seconds of a day. */
    private record Moment(LocalDateTime t, boolean zoned, boolean negative) {
        private Moment(LocalDateTime t, boolean zoned) {
            this(t, zoned, false);
        }

        static Moment of(@Nullable Object value) {
            return switch (value) {
                case LocalDate d -> new Moment(d.atStartOfDay(), false);
                case LocalDateTime t -> new Moment(t, false);
                case Instant i -> new Moment(LocalDateTime.ofInstant(i, ZoneOffset.UTC), true);
                case LocalTime t -> new Moment(t.atDate(LocalDate.EPOCH), false);
                case Duration d -> new Moment(LocalDate.EPOCH.atStartOfDay().plus(d.abs()), false, d.isNegative());
                case Period p ->
                    new Moment(
                            LocalDate.of((int) (p.toTotalMonths() / 12), Math.max(1, (int) (p.toTotalMonths() % 12)), 1)
                                    .atStartOfDay(),
                            false);
                case null, default -> throw new IllegalArgumentException("not a time: " + value);
            };
        }

        String show(String f, boolean fill) {
            String upper = f.toUpperCase(Locale.ROOT);
            return switch (upper) {
                case "MONTH" -> cased(f, pad(t.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH), fill));
                case "MON" -> cased(f, t.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH));
                case "DAY" -> cased(f, pad(t.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH), fill));
                case "DY" -> cased(f, t.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH));
                case "AM", "PM" -> half(f, false);
                case "A.M.", "P.M." -> half(f, true);
                case "BC", "AD" -> t.getYear() > 0 ? "AD" : "BC";
                case "B.C.", "A.D." -> t.getYear() > 0 ? "A.D." : "B.C.";
                case "TZ" -> zoned ? f.equals("tz") ? "utc" : "UTC" : "";
                case "TZH", "OF" -> "+00";
                case "TZM" -> "00";
                case "RM" -> cased(f, fill ? String.format(Locale.ROOT, "%-4s", roman()) : roman());
                case "Y,YYY" -> String.format(Locale.ROOT, "%,d", t.getYear());
                default -> number(upper, fill);
            };
        }

        private String roman() {
            return List.of("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
                    .get(t.getMonthValue() - 1);
        }

        private String half(String f, boolean dots) {
            boolean lower = Character.isLowerCase(f.charAt(0));
            String half = t.getHour() < 12 ? dots ? "A.M." : "AM" : dots ? "P.M." : "PM";
            return lower ? half.toLowerCase(Locale.ROOT) : half;
        }

        private static String pad(String name, boolean fill) {
            return fill ? String.format(Locale.ROOT, "%-9s", name) : name;
        }

        private static String cased(String f, String name) {
            return Character.isLowerCase(f.charAt(0))
                    ? name.toLowerCase(Locale.ROOT)
                    : f.length() > 1 && Character.isUpperCase(f.charAt(1)) ? name.toUpperCase(Locale.ROOT) : name;
        }

        private String number(String f, boolean fill) {
            int micros = t.getNano() / 1000;
            int hour12 = t.getHour() % 12 == 0 ? 12 : t.getHour() % 12;
            int isoYear = t.get(IsoFields.WEEK_BASED_YEAR);
            return switch (f) {
                case "YYYY" -> digits(t.getYear() > 0 ? t.getYear() : 1 - t.getYear(), 4, fill);
                case "YYY" -> digits(t.getYear() % 1000, 3, fill);
                case "YY" -> digits(t.getYear() % 100, 2, fill);
                case "Y" -> digits(t.getYear() % 10, 1, fill);
                case "IYYY" -> digits(isoYear, 4, fill);
                case "IYY" -> digits(isoYear % 1000, 3, fill);
                case "IY" -> digits(isoYear % 100, 2, fill);
                case "I" -> digits(isoYear % 10, 1, fill);
                case "MM" -> digits(t.getMonthValue(), 2, fill);
                case "DDD" -> digits(t.getDayOfYear(), 3, fill);
                case "DD" -> digits(t.getDayOfMonth(), 2, fill);
                case "D" -> digits(t.getDayOfWeek().getValue() % 7 + 1, 1, fill);
                case "ID" -> digits(t.getDayOfWeek().getValue(), 1, fill);
                case "IDDD" ->
                    digits(
                            (t.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR) - 1) * 7
                                    + t.getDayOfWeek().getValue(),
                            3,
                            fill);
                case "W" -> digits((t.getDayOfMonth() - 1) / 7 + 1, 1, fill);
                case "WW" -> digits((t.getDayOfYear() - 1) / 7 + 1, 2, fill);
                case "IW" -> digits(t.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, fill);
                case "CC" -> digits(Math.floorDiv(t.getYear() + 99, 100), 2, fill);
                case "J" -> Long.toString(t.getLong(JulianFields.JULIAN_DAY));
                case "Q" -> digits(t.get(IsoFields.QUARTER_OF_YEAR), 1, fill);
                case "HH24" -> (negative ? "-" : "") + digits(t.getHour(), 2, fill);
                case "HH12", "HH" -> digits(hour12, 2, fill);
                case "MI" -> digits(t.getMinute(), 2, fill);
                case "SS" -> digits(t.getSecond(), 2, fill);
                case "SSSS", "SSSSS" -> Integer.toString(t.toLocalTime().toSecondOfDay());
                case "MS" -> digits(micros / 1000, 3, fill);
                case "US" -> digits(micros, 6, fill);
                default -> digits(micros, 6, true).substring(0, f.charAt(2) - '0');
            };
        }

        private static String digits(int n, int width, boolean fill) {
            return fill ? String.format(Locale.ROOT, "%0" + width + "d", n) : Integer.toString(n);
        }
    }

    // ---- from text ----

    private static LocalDateTime parse(List<@Nullable Object> a) {
        String text = String.valueOf(a.get(0));
        String pattern = String.valueOf(a.get(1));
        try {
            return new Reader(text, pattern).read();
        } catch (DateTimeException | NumberFormatException | IndexOutOfBoundsException e) {
            throw new RowException("bad_cast", "'" + text + "' does not fit the pattern '" + pattern + "'");
        }
    }

    private static final class Reader {
        private final String text;
        private final String pattern;
        private int at;
        private int year = 1;
        private int month = 1;
        private int day = 1;
        private int dayOfYear;
        private int hour;
        private int minute;
        private int second;
        private int micros;
        private long julian = -1;
        private boolean twelve;
        private boolean afternoon;
        private boolean before;
        private boolean anyDate;

        Reader(String text, String pattern) {
            this.text = text;
            this.pattern = pattern.replace("FM", "").replace("fm", "");
        }

        LocalDateTime read() {
            int p = 0;
            while (p < pattern.length()) {
                String f = field(pattern, p);
                if (pattern.charAt(p) == '"') {
                    int end = pattern.indexOf('"', p + 1);
                    end = end < 0 ? pattern.length() : end;
                    at += end - p - 1;
                    p = end + 1;
                } else if (f == null) {
                    separator(pattern.charAt(p));
                    p++;
                } else {
                    p += f.length();
                    boolean adjacent = p < pattern.length() && field(pattern, p) != null;
                    take(f.toUpperCase(Locale.ROOT), adjacent);
                    if (pattern.startsWith("th", p) || pattern.startsWith("TH", p)) {
                        p += 2;
                        at += 2;
                    }
                }
            }
            return result();
        }

        private LocalDateTime result() {
            int h = twelve ? hour % 12 + (afternoon ? 12 : 0) : hour;
            LocalDate date = julian >= 0
                    ? LocalDate.EPOCH.with(JulianFields.JULIAN_DAY, julian)
                    : dayOfYear > 0
                            ? LocalDate.ofYearDay(year, dayOfYear)
                            : LocalDate.of(before ? 1 - year : anyDate ? year : 0, month, day);
            return date.atTime(LocalTime.of(h, minute, second)).plus(micros, ChronoUnit.MICROS);
        }

        /** A blank or mark of the pattern passes over one of the text, if there is one. */
        private void separator(char c) {
            if (at < text.length() && !Character.isLetterOrDigit(text.charAt(at))) {
                at++;
            }
            if (c == ' ') {
                blanks();
            }
        }

        private void blanks() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }

        private void take(String f, boolean adjacent) {
            blanks();
            switch (f) {
                case "YYYY", "IYYY" -> year(number(adjacent ? 4 : 9));
                case "Y,YYY" ->
                    year(Integer.parseInt(text.substring(at, at += 5).replace(",", "")));
                case "YYY", "YY", "Y" -> shortYear(f.length());
                case "MM" -> month = number(2);
                case "MONTH", "MON" -> month = name();
                case "DAY", "DY" -> word();
                case "DDD" -> dayOfYear = number(3);
                case "DD" -> day = number(2);
                case "HH24" -> hour = number(2);
                case "HH12", "HH" -> {
                    hour = number(2);
                    if (hour < 1 || hour > 12) {
                        throw new DateTimeException("hour");
                    }
                    twelve = true;
                }
                case "MI" -> minute = number(2);
                case "SS" -> second = number(2);
                case "MS" -> micros += fraction(3) * 1000;
                case "US" -> micros += fraction(6);
                case "FF1", "FF2", "FF3", "FF4", "FF5", "FF6" -> {
                    int digits = f.charAt(2) - '0';
                    micros += fraction(digits) * (int) Math.pow(10, 6 - digits);
                }
                case "AM", "PM", "A.M.", "P.M." -> {
                    afternoon = Character.toUpperCase(text.charAt(at)) == 'P';
                    twelve = true;
                    at += f.length();
                }
                case "BC", "AD", "B.C.", "A.D." -> {
                    before = Character.toUpperCase(text.charAt(at)) == 'B';
                    at += f.length();
                }
                case "J" -> julian = number(9);
                case "D", "ID", "Q", "W" -> number(1);
                default -> throw new DateTimeException(f);
            }
            anyDate |= f.contains("M") && !f.equals("MI") && !f.equals("AM") && !f.equals("PM") || f.startsWith("D");
        }

        private void year(int y) {
            year = y;
            anyDate = true;
        }

        private void shortYear(int digits) {
            int from = at;
            int n = number(digits);
            year(at - from > 2 ? n : n < 70 ? 2000 + n : 1900 + n);
        }

        private int number(int most) {
            int from = at;
            if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
                at++;
            }
            while (at < text.length() && at - from < most && Character.isDigit(text.charAt(at))) {
                at++;
            }
            return Integer.parseInt(text.substring(from, at));
        }

        private int fraction(int digits) {
            int from = at;
            int n = number(digits);
            for (int i = at - from; i < digits; i++) {
                n *= 10;
            }
            return n;
        }

        private String word() {
            int from = at;
            while (at < text.length() && Character.isLetter(text.charAt(at))) {
                at++;
            }
            return text.substring(from, at);
        }

        private int name() {
            String w = word().toLowerCase(Locale.ROOT);
            for (java.time.Month m : java.time.Month.values()) {
                String full = m.getDisplayName(TextStyle.FULL, Locale.ENGLISH).toLowerCase(Locale.ROOT);
                if (w.equals(full) || w.equals(full.substring(0, 3))) {
                    return m.getValue();
                }
            }
            throw new DateTimeException(w);
        }
    }
}
