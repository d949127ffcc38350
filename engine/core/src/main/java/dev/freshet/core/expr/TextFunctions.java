package dev.freshet.core.expr;

import dev.freshet.core.plan.Expression;
import dev.freshet.core.plan.Literals;
import dev.freshet.spi.data.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Functions of text. Positions count code points from 1. */
final class TextFunctions {
    private TextFunctions() {}

    static void register(Map<String, FunctionFactory> r) {
        r.put("concat", Boxed.strict(a -> a.stream().map(String::valueOf).collect(Collectors.joining())));
        r.put(
                "concat_fn",
                Boxed.lenient(
                        a -> a.stream().map(v -> v == null ? "" : v.toString()).collect(Collectors.joining())));
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
        r.put("repeat", Boxed.strict(a -> text(a, 0).repeat(Math.max(0, whole(a, 1)))));
        r.put(
                "reverse",
                Boxed.strict(a -> new StringBuilder(text(a, 0)).reverse().toString()));
        r.put("split_part", Boxed.strict(a -> splitPart(text(a, 0), text(a, 1), whole(a, 2))));
        r.put("starts_with", Boxed.strict(a -> text(a, 0).startsWith(text(a, 1))));
        r.put(
                "ascii",
                Boxed.strict(a -> text(a, 0).isEmpty() ? 0L : (long) text(a, 0).codePointAt(0)));
        r.put("chr", Boxed.strict(a -> Character.toString(whole(a, 0))));
        r.put("md5", Boxed.strict(a -> hex("MD5", a.get(0))));
        r.put("sha256", Boxed.strict(a -> new ByteString(digest("SHA-256", a.get(0)))));
        r.put("to_hex", Boxed.strict(a -> a.get(0) instanceof Long n ? Long.toHexString(n) : null));
        r.put("translate", Boxed.strict(a -> translate(text(a, 0), text(a, 1), text(a, 2))));
        r.put("like", like(0));
        r.put("ilike", like(Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE));
        r.put("similar_to", regex(TextFunctions::similar, (m, _) -> m.matches()));
        r.put("regexp_like", regex(s -> s, (m, _) -> m.find()));
        r.put("regexp_substr", regex(s -> s, (m, _) -> m.find() ? m.group() : null));
        r.put("regexp_replace", Boxed.strict(TextFunctions::regexpReplace));
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
        return a.stream().skip(1).filter(v -> v != null).map(String::valueOf).collect(Collectors.joining(text(a, 0)));
    }

    private static String initcap(String s) {
        StringBuilder out = new StringBuilder();
        boolean start = true;
        for (char c : s.toCharArray()) {
            out.append(start ? Character.toUpperCase(c) : Character.toLowerCase(c));
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
        long length = a.size() > 2 ? whole(a, 2) : Integer.MAX_VALUE;
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

    private static String trim(List<@Nullable Object> a, boolean leading, boolean trailing) {
        String s = text(a, 0);
        String chars = a.size() > 1 ? text(a, 1) : " ";
        int from = 0;
        int to = s.length();
        while (leading && from < to && chars.indexOf(s.charAt(from)) >= 0) {
            from++;
        }
        while (trailing && to > from && chars.indexOf(s.charAt(to - 1)) >= 0) {
            to--;
        }
        return s.substring(from, to);
    }

    private static String pad(List<@Nullable Object> a, boolean leading) {
        String s = text(a, 0);
        String fill = a.size() > 2 ? text(a, 2) : " ";
        int wanted = Math.max(0, whole(a, 1));
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

    private static byte[] digest(String algorithm, @Nullable Object v) {
        try {
            byte[] in =
                    v instanceof ByteString b ? b.toArray() : String.valueOf(v).getBytes(StandardCharsets.UTF_8);
            return MessageDigest.getInstance(algorithm).digest(in);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(String algorithm, @Nullable Object v) {
        return HexFormat.of().formatHex(digest(algorithm, v));
    }

    private static String translate(String s, String from, String to) {
        StringBuilder out = new StringBuilder();
        for (char c : s.toCharArray()) {
            int i = from.indexOf(c);
            if (i < 0) {
                out.append(c);
            } else if (i < to.length()) {
                out.append(to.charAt(i));
            }
        }
        return out.toString();
    }

    private interface Match {
        @Nullable
        Object of(Matcher matcher, String text);
    }

    private interface Dialect {
        String toJava(String pattern);
    }

    /** A constant pattern is compiled once. */
    private static FunctionFactory regex(Dialect dialect, Match match) {
        return (call, arguments, _) -> {
            Pattern fixed = constantPattern(call, dialect);
            return Boxed.evaluator(call, arguments, true, a -> {
                Pattern p = fixed != null ? fixed : compile(dialect.toJava(text(a, 1)), flags(a));
                return match.of(p.matcher(text(a, 0)), text(a, 0));
            });
        };
    }

    private static @Nullable Pattern constantPattern(Expression.Call call, Dialect dialect) {
        boolean fixed =
                call.arguments().size() == 2 && call.argument(1) instanceof Expression.Literal l && l.text() != null;
        return fixed
                ? compile(dialect.toJava(String.valueOf(Literals.decode((Expression.Literal) call.argument(1)))), 0)
                : null;
    }

    private static int flags(List<@Nullable Object> a) {
        return a.size() > 2 && text(a, 2).contains("i") ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
    }

    private static Pattern compile(String regex, int flags) {
        try {
            return Pattern.compile(regex, flags | Pattern.DOTALL);
        } catch (java.util.regex.PatternSyntaxException e) {
            throw new RowException("bad_regex", "invalid regular expression: " + e.getDescription());
        }
    }

    private static FunctionFactory like(int flags) {
        return (call, arguments, _) -> Boxed.evaluator(call, arguments, true, a -> {
            String escape = a.size() > 2 ? text(a, 2) : "\\";
            return compile(likeToJava(text(a, 1), escape), flags)
                    .matcher(text(a, 0))
                    .matches();
        });
    }

    private static String likeToJava(String pattern, String escape) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (!escape.isEmpty() && c == escape.charAt(0) && i + 1 < pattern.length()) {
                out.append(Pattern.quote(String.valueOf(pattern.charAt(++i))));
            } else if (c == '%') {
                out.append(".*");
            } else if (c == '_') {
                out.append('.');
            } else {
                out.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return out.toString();
    }

    private static String similar(String pattern) {
        StringBuilder out = new StringBuilder();
        for (char c : pattern.toCharArray()) {
            out.append(c == '%' ? ".*" : c == '_' ? "." : ".^$".indexOf(c) >= 0 ? "\\" + c : String.valueOf(c));
        }
        return out.toString();
    }

    private static Object regexpReplace(List<@Nullable Object> a) {
        String flags = a.size() > 3 ? text(a, 3) : "";
        Pattern p = compile(text(a, 1), flags.contains("i") ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0);
        String replacement =
                text(a, 2).replace("$", "\\$").replaceAll("\\\\(\\d)", "\\$$1").replace("\\&", "$0");
        Matcher m = p.matcher(text(a, 0));
        return flags.contains("g") ? m.replaceAll(replacement) : m.replaceFirst(replacement);
    }
}
