package dev.freshet.core.expr;

import dev.freshet.spi.data.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Functions of text. Positions count code points from 1. */
final class TextFunctions {
    /** Longest text that a function may make, in characters. */
    private static final int MAX_LENGTH = 16 << 20;

    private TextFunctions() {}

    static void register(Map<String, FunctionFactory> r) {
        r.put("concat", Boxed.strict(TextFunctions::concat));
        r.put(
                "concat_fn",
                Boxed.lenient(a -> a.stream().map(TextFunctions::shown).collect(Collectors.joining())));
        r.put("concat_ws", Boxed.lenient(TextFunctions::joined));
        r.put("upper", Boxed.strict(a -> text(a, 0).toUpperCase(Locale.ROOT)));
        r.put("lower", Boxed.strict(a -> text(a, 0).toLowerCase(Locale.ROOT)));
        r.put("initcap", Boxed.strict(a -> initcap(text(a, 0))));
        r.put("char_length", Boxed.strict(a ->
                (long) text(a, 0).codePointCount(0, text(a, 0).length())));
        r.put("octet_length", Boxed.strict(TextFunctions::octets));
        r.put("substring", Boxed.strict(TextFunctions::substring));
        r.put("position", Boxed.strict(a -> position(text(a, 0), text(a, 1))));
        r.put("strpos", Boxed.strict(a -> position(text(a, 1), text(a, 0))));
        r.put(
                "replace",
                Boxed.strict(a -> text(a, 1).isEmpty() ? text(a, 0) : text(a, 0).replace(text(a, 1), text(a, 2))));
        r.put("trim", Boxed.strict(a -> trim(a, true, true)));
        r.put("btrim", Boxed.strict(a -> trim(a, true, true)));
        r.put("ltrim", Boxed.strict(a -> trim(a, true, false)));
        r.put("rtrim", Boxed.strict(a -> trim(a, false, true)));
        r.put("lpad", Boxed.strict(a -> pad(a, true)));
        r.put("rpad", Boxed.strict(a -> pad(a, false)));
        r.put("left", Boxed.strict(a -> left(text(a, 0), whole(a, 1))));
        r.put("right", Boxed.strict(a -> right(text(a, 0), whole(a, 1))));
        r.put("repeat", Boxed.strict(a -> repeat(text(a, 0), whole(a, 1))));
        r.put(
                "reverse",
                Boxed.strict(a -> new StringBuilder(text(a, 0)).reverse().toString()));
        r.put("split_part", Boxed.strict(a -> splitPart(text(a, 0), text(a, 1), whole(a, 2))));
        r.put("starts_with", Boxed.strict(a -> text(a, 0).startsWith(text(a, 1))));
        r.put(
                "ascii",
                Boxed.strict(a -> text(a, 0).isEmpty() ? 0L : (long) text(a, 0).codePointAt(0)));
        r.put("chr", Boxed.strict(a -> chr(whole(a, 0))));
        r.put("translate", Boxed.strict(a -> translate(text(a, 0), text(a, 1), text(a, 2))));
        r.put("bit_length", Boxed.strict(a -> 8 * octets(a)));
        r.put("overlay", Boxed.strict(TextFunctions::overlay));
        r.put("substring_bytes", Boxed.strict(TextFunctions::bytes));
        r.put("split", Boxed.lenient(TextFunctions::split));
        r.put("charindex", Boxed.strict(a -> position(text(a, 0), text(a, 1))));
        r.put("normalize", Boxed.strict(a -> java.text.Normalizer.normalize(text(a, 0), form(a))));
        r.put("collate_char", Boxed.strict(a -> text(a, 0).stripTrailing()));
    }

    private static String text(List<@Nullable Object> a, int i) {
        return String.valueOf(a.get(i));
    }

    private static int whole(List<@Nullable Object> a, int i) {
        return a.get(i) instanceof Long n ? (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, n)) : 0;
    }

    private static @Nullable Object joined(List<@Nullable Object> a) {
        if (a.get(0) == null) {
            return null;
        }
        return a.stream()
                .skip(1)
                .filter(v -> v != null)
                .map(TextFunctions::shown)
                .collect(Collectors.joining(text(a, 0)));
    }

    /** CONCAT writes booleans in PostgreSQL's short form. */
    private static String shown(@Nullable Object v) {
        return v == null ? "" : v instanceof Boolean b ? b ? "t" : "f" : v.toString();
    }

    private static String initcap(String s) {
        StringBuilder out = new StringBuilder();
        boolean start = true;
        for (int c : s.codePoints().toArray()) {
            String letter = Character.toString(c);
            String upper = letter.toUpperCase(Locale.ROOT);
            String title = upper.length() > letter.length()
                    ? upper.charAt(0) + upper.substring(1).toLowerCase(Locale.ROOT)
                    : upper;
            out.append(start ? title : letter.toLowerCase(Locale.ROOT));
            start = !Character.isLetterOrDigit(c);
        }
        return out.toString();
    }

    private static Long octets(List<@Nullable Object> a) {
        return a.get(0) instanceof ByteString b
                ? (long) b.length()
                : (long) text(a, 0).getBytes(StandardCharsets.UTF_8).length;
    }

    private static Object substring(List<@Nullable Object> a) {
        String s = text(a, 0);
        int n = s.codePointCount(0, s.length());
        long from = whole(a, 1);
        long length = a.size() > 2 ? whole(a, 2) : 2L * Integer.MAX_VALUE + 2;
        if (length < 0) {
            throw new RowException("bad_value", "negative substring length not allowed");
        }
        long end = Math.min(n + 1L, from + length);
        long start = Math.max(1, from);
        return end <= start ? "" : cut(s, (int) start - 1, (int) end - 1);
    }

    private static String cut(String s, int from, int to) {
        return s.substring(s.offsetByCodePoints(0, from), s.offsetByCodePoints(0, to));
    }

    private static Long position(String needle, String s) {
        int at = s.indexOf(needle);
        return at < 0 ? 0L : s.codePointCount(0, at) + 1L;
    }

    private static Object trim(List<@Nullable Object> a, boolean leading, boolean trailing) {
        if (a.get(0) instanceof ByteString b) {
            String bytes = new String(b.toArray(), StandardCharsets.ISO_8859_1);
            String set = a.get(1) instanceof ByteString c ? new String(c.toArray(), StandardCharsets.ISO_8859_1) : "";
            return new ByteString(trimmed(bytes, set, leading, trailing).getBytes(StandardCharsets.ISO_8859_1));
        }
        return trimmed(text(a, 0), a.size() > 1 ? text(a, 1) : " ", leading, trailing);
    }

    private static String trimmed(String s, String chars, boolean leading, boolean trailing) {
        int from = 0;
        int to = s.length();
        while (leading && from < to && chars.indexOf(s.codePointAt(from)) >= 0) {
            from += Character.charCount(s.codePointAt(from));
        }
        while (trailing && to > from && chars.indexOf(s.codePointBefore(to)) >= 0) {
            to -= Character.charCount(s.codePointBefore(to));
        }
        return s.substring(from, to);
    }

    private static String pad(List<@Nullable Object> a, boolean leading) {
        String s = text(a, 0);
        String fill = a.size() > 2 ? text(a, 2) : " ";
        int wanted = Math.max(0, whole(a, 1));
        if (wanted > MAX_LENGTH) {
            throw new RowException("too_long", "a text of more than " + MAX_LENGTH + " characters");
        }
        int n = s.codePointCount(0, s.length());
        if (n >= wanted || fill.isEmpty()) {
            return cut(s, 0, Math.min(n, wanted));
        }
        StringBuilder padding = new StringBuilder();
        int[] points = fill.codePoints().toArray();
        for (int i = 0; i < wanted - n; i++) {
            padding.appendCodePoint(points[i % points.length]);
        }
        return leading ? padding + s : s + padding;
    }

    private static String left(String s, int count) {
        int n = s.codePointCount(0, s.length());
        return cut(s, 0, Math.max(0, Math.min(n, count < 0 ? n + count : count)));
    }

    private static String right(String s, int count) {
        int n = s.codePointCount(0, s.length());
        return cut(s, Math.max(0, Math.min(n, count < 0 ? -count : n - count)), n);
    }

    private static String splitPart(String s, String separator, int field) {
        if (field == 0) {
            throw new RowException("bad_value", "field position must not be zero");
        }
        String[] parts = separator.isEmpty() ? new String[] {s} : s.split(Pattern.quote(separator), -1);
        int i = field > 0 ? field - 1 : parts.length + field;
        return i >= 0 && i < parts.length ? parts[i] : "";
    }

    private static String translate(String s, String from, String to) {
        int[] search = from.codePoints().toArray();
        int[] replacement = to.codePoints().toArray();
        StringBuilder out = new StringBuilder();
        s.codePoints().forEach(c -> {
            int i = 0;
            while (i < search.length && search[i] != c) {
                i++;
            }
            if (i == search.length) {
                out.appendCodePoint(c);
            } else if (i < replacement.length) {
                out.appendCodePoint(replacement[i]);
            }
        });
        return out.toString();
    }

    private static Object concat(List<@Nullable Object> a) {
        if (a.get(0) instanceof ByteString x && a.get(1) instanceof ByteString y) {
            byte[] both = Arrays.copyOf(x.toArray(), x.length() + y.length());
            System.arraycopy(y.toArray(), 0, both, x.length(), y.length());
            return new ByteString(both);
        }
        return a.stream().map(String::valueOf).collect(Collectors.joining());
    }

    private static String chr(int point) {
        if (point <= 0 || !Character.isValidCodePoint(point)) {
            throw new RowException("bad_value", "requested character " + point + " is not valid");
        }
        return Character.toString(point);
    }

    /** One value may not grow without bound. */
    private static String repeat(String s, int times) {
        if ((long) s.length() * Math.max(0, times) > MAX_LENGTH) {
            throw new RowException("too_long", "a text of more than " + MAX_LENGTH + " characters");
        }
        return s.repeat(Math.max(0, times));
    }

    private static Object overlay(List<@Nullable Object> a) {
        String s = text(a, 0);
        String with = text(a, 1);
        int from = whole(a, 2);
        int length = a.size() > 3 ? whole(a, 3) : with.codePointCount(0, with.length());
        if (from <= 0) {
            throw new RowException("bad_value", "negative substring length not allowed");
        }
        int n = s.codePointCount(0, s.length());
        String before = cut(s, 0, Math.min(n, from - 1));
        int rest = (int) Math.clamp((long) from - 1 + length, 0, n);
        return before + with + cut(s, rest, n);
    }

    private static Object bytes(List<@Nullable Object> a) {
        byte[] b = a.get(0) instanceof ByteString x ? x.toArray() : new byte[0];
        long from = whole(a, 1);
        long length = a.size() > 2 ? whole(a, 2) : Integer.MAX_VALUE;
        if (length < 0) {
            throw new RowException("bad_value", "negative substring length not allowed");
        }
        int start = (int) Math.clamp(from - 1, 0, b.length);
        int end = (int) Math.clamp(from - 1 + length, start, b.length);
        return new ByteString(Arrays.copyOfRange(b, start, end));
    }

    /** STRING_TO_ARRAY: a NULL separator cuts between all characters; what equals the third argument becomes NULL. */
    private static @Nullable Object split(List<@Nullable Object> a) {
        if (a.get(0) == null) {
            return null;
        }
        String s = text(a, 0);
        List<@Nullable Object> out = new ArrayList<>();
        if (s.isEmpty()) {
            return out;
        }
        String none = a.size() > 2 && a.get(2) != null ? text(a, 2) : null;
        for (String part : parts(s, a.get(1) == null ? null : text(a, 1))) {
            out.add(part.equals(none) ? null : part);
        }
        return out;
    }

    private static String[] parts(String s, @Nullable String separator) {
        if (separator == null) {
            return s.codePoints().mapToObj(Character::toString).toArray(String[]::new);
        }
        return separator.isEmpty() ? new String[] {s} : s.split(Pattern.quote(separator), -1);
    }

    private static java.text.Normalizer.Form form(List<@Nullable Object> a) {
        return java.text.Normalizer.Form.valueOf(a.size() > 1 ? text(a, 1).toUpperCase(Locale.ROOT) : "NFC");
    }
}
