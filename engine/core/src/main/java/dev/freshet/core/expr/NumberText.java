package dev.freshet.core.expr;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** TO_CHAR and TO_NUMBER of numbers: the patterns {@code 9 0 . D , G FM S MI PL SG PR L} and quoted text. */
final class NumberText {
    private NumberText() {}

    static void register(Map<String, FunctionFactory> r) {
        r.put("to_char_number", Boxed.strict(a -> format(a.get(0), String.valueOf(a.get(1)))));
        r.put("to_number", Boxed.strict(a -> number(String.valueOf(a.get(0)), String.valueOf(a.get(1)))));
    }

    /** What a pattern asks for. */
    private static final class Pattern {
        final StringBuilder whole = new StringBuilder();
        final StringBuilder fraction = new StringBuilder();
        boolean point;
        boolean fill = true;
        String sign = "";
        boolean signLast;

        /** Letters: 9 and 0 digits, comma a separator, anything else (above 0xE000) stands for quoted text. */
        static Pattern parse(String text) {
            Pattern p = new Pattern();
            String f = text.toUpperCase(Locale.ROOT);
            for (int i = 0; i < f.length(); i++) {
                if (f.startsWith("FM", i)) {
                    p.fill = false;
                    i++;
                } else if (f.startsWith("MI", i)
                        || f.startsWith("PL", i)
                        || f.startsWith("SG", i)
                        || f.startsWith("PR", i)) {
                    p.sign = f.substring(i, i + 2);
                    p.signLast = p.whole.length() + p.fraction.length() > 0;
                    i++;
                } else if (f.charAt(i) == 'S') {
                    p.sign = "S";
                    p.signLast = p.whole.length() + p.fraction.length() > 0;
                } else if (f.charAt(i) == '.' || f.charAt(i) == 'D') {
                    p.point = true;
                } else {
                    char c = f.charAt(i) == 'G' ? ',' : f.charAt(i);
                    p.add(c);
                }
            }
            return p;
        }

        private void add(char c) {
            if (c == '9' || c == '0' || c == ',' || c == ' ') {
                (point ? fraction : whole).append(c);
            } else if (c != 'L' && c != '"') {
                throw new RowException("bad_value", "the pattern letter '" + c + "' of TO_CHAR is not supported");
            }
        }

        int wholeDigits() {
            return (int) whole.chars().filter(c -> c == '9' || c == '0').count();
        }

        int fractionDigits() {
            return (int) fraction.chars().filter(c -> c == '9' || c == '0').count();
        }
    }

    private static String format(@Nullable Object value, String pattern) {
        Pattern p = Pattern.parse(pattern);
        if (value instanceof Number n && !(value instanceof BigDecimal) && !Double.isFinite(n.doubleValue())) {
            return special(n.doubleValue(), p);
        }
        BigDecimal d = decimal(value);
        boolean negative = d.signum() < 0;
        BigDecimal rounded = d.abs().setScale(p.fractionDigits(), RoundingMode.HALF_UP);
        String plain = rounded.toPlainString();
        int point = plain.indexOf('.');
        String whole = point < 0 ? plain : plain.substring(0, point);
        String digits = whole.equals("0") ? "" : whole;
        String fraction = point < 0 ? "" : plain.substring(point + 1);
        boolean overflow = digits.length() > p.wholeDigits();
        String body = overflow ? hashes(p) : whole(p, digits) + fraction(p, fraction, rounded.signum() == 0);
        return signed(p, body, negative && (rounded.signum() != 0 || overflow));
    }

    private static BigDecimal decimal(@Nullable Object value) {
        return switch (value) {
            case BigDecimal d -> d;
            case Long l -> BigDecimal.valueOf(l);
            case Number n -> new BigDecimal(n.doubleValue()).round(new java.math.MathContext(15));
            case null, default -> BigDecimal.ZERO;
        };
    }

    private static String special(double d, Pattern p) {
        String name = Double.isNaN(d) ? "NaN" : "Infinity";
        int width = p.wholeDigits();
        String body = name.length() > width ? hashes(p) : " ".repeat(width - name.length()) + name;
        return signed(p, body, d < 0);
    }

    private static String hashes(Pattern p) {
        String whole = p.whole.toString().replaceAll("[90]", "#");
        return p.point ? whole + "." + p.fraction.toString().replaceAll("[90]", "#") : whole;
    }

    private static String whole(Pattern p, String digits) {
        int missing = p.wholeDigits() - digits.length();
        boolean bareZero = digits.isEmpty() && !p.point;
        int firstZero = p.whole.indexOf("0");
        StringBuilder out = new StringBuilder();
        int k = 0;
        boolean begun = false;
        for (int i = 0; i < p.whole.length(); i++) {
            char c = p.whole.charAt(i);
            if (c == ',') {
                out.append(begun ? "," : p.fill ? " " : "");
            } else if (c == ' ') {
                out.append(' ');
            } else {
                boolean zero = firstZero >= 0 && i >= firstZero || bareZero && k == p.wholeDigits() - 1;
                if (k >= missing) {
                    out.append(digits.charAt(k - missing));
                    begun = true;
                } else if (zero) {
                    out.append('0');
                    begun = true;
                } else if (p.fill) {
                    out.append(' ');
                }
                k++;
            }
        }
        return out.toString();
    }

    private static String fraction(Pattern p, String digits, boolean zero) {
        if (!p.point) {
            return "";
        }
        String kept = digits;
        if (!p.fill) {
            int least = p.fraction.lastIndexOf("0") + 1;
            while (kept.length() > least && kept.endsWith("0")) {
                kept = kept.substring(0, kept.length() - 1);
            }
        }
        boolean leading = !p.fill && zero && p.whole.indexOf("0") < 0;
        return (leading ? "0" : "") + "." + kept;
    }

    private static String signed(Pattern p, String body, boolean negative) {
        return switch (p.sign) {
            case "S" -> p.signLast ? body + (negative ? "-" : "+") : before(body, negative ? "-" : "+");
            case "SG" -> p.signLast ? body + (negative ? "-" : "+") : (negative ? "-" : "+") + body;
            case "MI" -> {
                String sign = negative ? "-" : p.fill ? " " : "";
                yield p.signLast ? body + sign : sign + body;
            }
            case "PL" -> {
                String plain = before(body, negative ? "-" : p.fill ? " " : "");
                String plus = negative ? p.fill ? " " : "" : "+";
                yield p.signLast ? plain + plus : plus + plain;
            }
            case "PR" -> negative ? before(body, "<") + ">" : p.fill ? " " + body + " " : body;
            default -> before(body, negative ? "-" : p.fill ? " " : "");
        };
    }

    /** Right before the first character that is no blank. */
    private static String before(String body, String sign) {
        int at = 0;
        while (at < body.length() && body.charAt(at) == ' ') {
            at++;
        }
        return body.substring(0, at) + sign + body.substring(at);
    }

    private static BigDecimal number(String text, String pattern) {
        String digits = text.replaceAll("[^0-9.+\\-]", "");
        boolean negative = digits.contains("-") || text.strip().startsWith("<");
        String plain = digits.replaceAll("[+-]", "");
        if (plain.isEmpty() || plain.equals(".")) {
            throw new RowException("bad_cast", "invalid number '" + text + "' for the pattern '" + pattern + "'");
        }
        BigDecimal d = new BigDecimal(plain);
        return negative ? d.negate() : d;
    }
}
