package dev.freshet.ingest.format;

/**
 * Dates and times as text, in ISO 8601 with either {@code T} or a space, straight from and to bytes. Fractions beyond
 * microseconds are rounded. Years are 0001 to 9999 on the way in.
 */
final class TemporalText {
    private static final long SECOND = 1_000_000L;
    static final long DAY = 86_400 * SECOND;
    /** What the parsers return for text that is none of theirs. */
    static final long BAD = Long.MIN_VALUE;

    private byte[] b = new byte[0];
    private int p;
    private int end;

    private void over(byte[] bytes, int from, int to) {
        b = bytes;
        p = from;
        end = to;
        while (p < end && b[p] == ' ') {
            p++;
        }
        while (end > p && b[end - 1] == ' ') {
            end--;
        }
    }

    /** Days since 1970, or {@link #BAD}. A time of day behind the date is refused. */
    long date(byte[] bytes, int from, int to) {
        over(bytes, from, to);
        long days = date();
        return p == end ? days : BAD;
    }

    /** Microseconds of the day, or {@link #BAD}. */
    long time(byte[] bytes, int from, int to) {
        over(bytes, from, to);
        long micros = time();
        return p == end && micros < DAY ? micros : BAD;
    }

    /** Microseconds since 1970 in UTC, or {@link #BAD}; without an offset the text is taken as UTC. */
    long timestamp(byte[] bytes, int from, int to) {
        over(bytes, from, to);
        long days = date();
        if (days == BAD) {
            return BAD;
        }
        if (p == end) {
            return days * DAY;
        }
        if (b[p] != 'T' && b[p] != ' ' && b[p] != 't') {
            return BAD;
        }
        p++;
        long micros = time();
        long offset = micros == BAD ? BAD : offset();
        return offset == BAD || p != end ? BAD : days * DAY + micros - offset;
    }

    private long date() {
        int year = digits(4);
        boolean ok = year > 0 && at('-');
        int month = ok ? digits(2) : -1;
        ok = month >= 1 && month <= 12 && at('-');
        int day = ok ? digits(2) : -1;
        return day >= 1 && day <= monthDays(year, month) ? epochDay(year, month, day) : BAD;
    }

    private long time() {
        int hour = digits(2);
        int minute = hour >= 0 && hour < 24 && at(':') ? digits(2) : -1;
        if (minute < 0 || minute > 59) {
            return BAD;
        }
        long micros = (hour * 60L + minute) * 60 * SECOND;
        if (!at(':')) {
            return micros;
        }
        int second = digits(2);
        if (second < 0 || second > 59) {
            return BAD;
        }
        micros += second * SECOND;
        return at('.') || at(',') ? fraction(micros) : micros;
    }

    private long fraction(long micros) {
        int start = p;
        long f = 0;
        long unit = SECOND / 10;
        for (; p < end && b[p] >= '0' && b[p] <= '9'; p++) {
            int digit = b[p] - '0';
            if (unit > 0) {
                f += digit * unit;
                unit /= 10;
            } else if (p == start + 6 && digit >= 5) {
                f++;
            }
        }
        return p == start ? BAD : micros + f;
    }

    private long offset() {
        if (p == end || ((b[p] == 'Z' || b[p] == 'z') && p++ >= 0)) {
            return 0;
        }
        int sign = b[p] == '+' ? 1 : b[p] == '-' ? -1 : 0;
        p++;
        int hours = sign == 0 ? -1 : digits(2);
        if (hours < 0 || hours > 15) {
            return BAD;
        }
        int minutes = p == end ? 0 : at(':') || p < end ? digits(2) : -1;
        return minutes < 0 || minutes > 59 ? BAD : sign * (hours * 60L + minutes) * 60 * SECOND;
    }

    private boolean at(char c) {
        if (p < end && b[p] == c) {
            p++;
            return true;
        }
        return false;
    }

    private int digits(int count) {
        if (p + count > end) {
            return -1;
        }
        int n = 0;
        for (int i = 0; i < count; i++) {
            int digit = b[p + i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            n = n * 10 + digit;
        }
        p += count;
        return n;
    }

    private static int monthDays(int year, int month) {
        return switch (month) {
            case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    /** Days since 1970 of a date of the proleptic Gregorian calendar, counting years from March. */
    private static long epochDay(int year, int month, int day) {
        long y = month <= 2 ? year - 1 : year;
        long era = Math.floorDiv(y, 400);
        long yearOfEra = y - era * 400;
        long dayOfYear = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097 + dayOfEra - 719_468;
    }

    /** {@code 2026-01-31}; years beyond 9999 have more digits, years before 1 a minus sign. */
    static void printDate(long epochDay, ByteSink out) {
        long z = epochDay + 719_468;
        long era = Math.floorDiv(z, 146_097);
        long dayOfEra = z - era * 146_097;
        long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long m = (5 * dayOfYear + 2) / 153;
        long day = dayOfYear - (153 * m + 2) / 5 + 1;
        long month = m < 10 ? m + 3 : m - 9;
        long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        if (year < 0) {
            out.write('-');
        }
        out.padded(
                Math.abs(year),
                Math.abs(year) > 9999 ? Long.toString(Math.abs(year)).length() : 4);
        out.write('-').padded(month, 2).write('-').padded(day, 2);
    }

    /** {@code 12:00:00.000000}, always six digits. */
    static void printTime6(long micros, ByteSink out) {
        printSeconds(micros, out);
        out.write('.').padded(micros % SECOND, 6);
    }

    /** {@code 12:00:00[.f…]} without trailing zeros, as PostgreSQL prints it. */
    static void printTime(long micros, ByteSink out) {
        printSeconds(micros, out);
        long fraction = micros % SECOND;
        if (fraction == 0) {
            return;
        }
        int digits = 6;
        while (fraction % 10 == 0) {
            fraction /= 10;
            digits--;
        }
        out.write('.').padded(fraction, digits);
    }

    private static void printSeconds(long micros, ByteSink out) {
        long seconds = micros / SECOND;
        long hours = seconds / 3600;
        out.padded(hours, hours > 99 ? Long.toString(hours).length() : 2);
        out.write(':').padded(seconds / 60 % 60, 2).write(':').padded(seconds % 60, 2);
    }

    /** An interval of whole months as PostgreSQL prints it: {@code 1 year 2 mons}. */
    static void printMonths(long months, ByteSink out) {
        if (months == 0) {
            out.text("00:00:00");
            return;
        }
        boolean years = unit(months / 12, "year", false, out);
        unit(months % 12, "mon", years, out);
    }

    /** An interval of microseconds as PostgreSQL prints one justified to days: {@code 1 day 12:00:00}. */
    static void printMicros(long micros, ByteSink out) {
        boolean days = unit(micros / DAY, "day", false, out);
        long rest = micros % DAY;
        if (rest == 0 && days) {
            return;
        }
        if (days) {
            out.write(' ');
        }
        if (rest < 0) {
            out.write('-');
        }
        printTime(Math.abs(rest), out);
    }

    private static boolean unit(long count, String name, boolean behind, ByteSink out) {
        if (count == 0) {
            return false;
        }
        if (behind) {
            out.write(' ');
        }
        out.number(count).write(' ').text(name);
        if (count != 1) {
            out.write('s');
        }
        return true;
    }
}
