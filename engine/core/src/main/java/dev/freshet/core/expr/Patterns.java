package dev.freshet.core.expr;

import dev.freshet.core.plan.Expression;
import dev.freshet.core.plan.Literals;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * LIKE, SIMILAR TO and regular expressions. PostgreSQL's expressions are translated to the platform's; where both have a
 * choice, the platform takes the first alternative that matches, not the longest.
 */
final class Patterns {
    private static final int NO_CASE = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;

    private Patterns() {}

    static void register(Map<String, FunctionFactory> r) {
        r.put("like", matching(Patterns::like, 0, (m, _) -> m.matches()));
        r.put("ilike", matching(Patterns::like, NO_CASE, (m, _) -> m.matches()));
        r.put("similar_to", matching(Patterns::similar, 0, (m, _) -> m.matches()));
        r.put("regexp_match_op", matching(Patterns::regex, 0, (m, _) -> m.find()));
        r.put("regexp_imatch_op", matching(Patterns::regex, NO_CASE, (m, _) -> m.find()));
        r.put("regexp_like", flagged(2, (m, _) -> m.find()));
        r.put("regexp_match", flagged(2, (m, _) -> m.find() ? groups(m) : null));
        r.put("regexp_split_to_array", flagged(2, (m, a) -> split(m, text(a, 0))));
        r.put("regexp_replace", flagged(3, Patterns::replace));
        r.put("regexp_count", flagged(3, (m, a) -> count(m, start(a, 2))));
        r.put("regexp_substr", flagged(4, (m, a) -> nth(m, a) ? group(m, a, 5) : null));
        r.put("regexp_instr", flagged(5, (m, a) -> nth(m, a) ? position(m, a) : 0L));
        r.put("regexp_substr_group", flagged(9, (m, a) -> m.find() ? m.group(Math.min(1, m.groupCount())) : null));
        r.put("like_quantified", Boxed.strict(Patterns::likeQuantified));
    }

    private interface Match {
        @Nullable
        Object of(Matcher matcher, List<@Nullable Object> arguments);
    }

    private interface Dialect {
        String toJava(String pattern, List<@Nullable Object> arguments);
    }

    private static String text(List<@Nullable Object> a, int i) {
        return String.valueOf(a.get(i));
    }

    /** A constant pattern is compiled once; one that changes, whenever it does. */
    private static final class Compiled {
        private @Nullable String key;
        private @Nullable Pattern pattern;

        Pattern of(String java, int flags) {
            String k = flags + ":" + java;
            Pattern p = pattern;
            if (p == null || !k.equals(key)) {
                p = compile(java, flags);
                pattern = p;
                key = k;
            }
            return p;
        }
    }

    private static FunctionFactory matching(Dialect dialect, int flags, Match match) {
        return (call, arguments, _) -> {
            Pattern fixed = constant(call, dialect, flags);
            Compiled last = new Compiled();
            return Boxed.evaluator(call, arguments, true, a -> {
                Pattern p = fixed != null ? fixed : last.of(dialect.toJava(text(a, 1), a), flags);
                return match.of(p.matcher(text(a, 0)), a);
            });
        };
    }

    private static @Nullable Pattern constant(Expression.Call call, Dialect dialect, int flags) {
        boolean fixed =
                call.arguments().size() == 2 && call.argument(1) instanceof Expression.Literal l && l.text() != null;
        if (!fixed) {
            return null;
        }
        try {
            String pattern = String.valueOf(Literals.decode((Expression.Literal) call.argument(1)));
            return compile(dialect.toJava(pattern, List.of()), flags);
        } catch (RowException e) {
            // Fails for every row that it meets, and for none where there are no rows.
            return null;
        }
    }

    /** Regular expressions whose flags stand in argument {@code at}, if there is one. */
    private static FunctionFactory flagged(int at, Match match) {
        return (call, arguments, _) -> {
            Compiled last = new Compiled();
            return Boxed.evaluator(call, arguments, true, a -> {
                String flags = a.size() > at && a.get(at) instanceof String f ? f : "";
                Pattern p = last.of(regex(text(a, 1), a), flags(flags));
                return match.of(p.matcher(text(a, 0)), a);
            });
        };
    }

    private static int flags(String flags) {
        int out = 0;
        for (char c : flags.toCharArray()) {
            out |= switch (c) {
                case 'i' -> NO_CASE;
                case 'n', 'm' -> Pattern.MULTILINE | NEWLINES;
                case 'x' -> Pattern.COMMENTS;
                case 'c', 'g', 's' -> 0;
                default -> throw new RowException("bad_regex", "invalid regular expression option: " + c);
            };
        }
        return out;
    }

    /** A flag of our own: the point does not match a newline. */
    private static final int NEWLINES = 1 << 20;

    private static Pattern compile(String regex, int flags) {
        try {
            int lines = (flags & NEWLINES) == 0 ? Pattern.DOTALL : 0;
            return Pattern.compile(regex, flags & ~NEWLINES | lines);
        } catch (java.util.regex.PatternSyntaxException e) {
            throw new RowException("bad_regex", "invalid regular expression: " + e.getDescription());
        }
    }

    // ---- translation ----

    private static String like(String pattern, List<@Nullable Object> a) {
        String escape = a.size() > 2 ? text(a, 2) : "\\";
        if (escape.codePointCount(0, escape.length()) > 1) {
            throw new RowException("bad_value", "the escape must be one character or empty");
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (!escape.isEmpty() && c == escape.charAt(0)) {
                if (++i == pattern.length()) {
                    throw new RowException("bad_value", "the pattern must not end with its escape character");
                }
                out.append(Pattern.quote(String.valueOf(pattern.charAt(i))));
            } else if (c == '%') {
                out.append(".*");
            } else if (c == '_') {
                out.append('.');
            } else {
                literal(out, c);
            }
        }
        return out.toString();
    }

    private static void literal(StringBuilder out, char c) {
        if ("\\.[]{}()*+?^$|&-~#".indexOf(c) >= 0) {
            out.append('\\');
        }
        out.append(c);
    }

    private static String similar(String pattern, List<@Nullable Object> a) {
        String escape = a.size() > 2 ? text(a, 2) : "\\";
        StringBuilder out = new StringBuilder("(?:");
        boolean inClass = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (!escape.isEmpty() && c == escape.charAt(0) && i + 1 < pattern.length()) {
                literal(out, pattern.charAt(++i));
            } else if (inClass) {
                inClass = c != ']';
                out.append(c);
            } else if (c == '%') {
                out.append(".*");
            } else if (c == '_') {
                out.append('.');
            } else if (".^$\\".indexOf(c) >= 0) {
                out.append('\\').append(c);
            } else {
                inClass = c == '[';
                out.append(c);
            }
        }
        return out.append(')').toString();
    }

    /** What PostgreSQL writes in another way: ends of words and of the text, character classes. */
    private static String regex(String pattern, List<@Nullable Object> a) {
        StringBuilder out = new StringBuilder();
        boolean inClass = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\' && i + 1 < pattern.length()) {
                out.append(escaped(pattern.charAt(++i)));
            } else if (c == '[' && inClass && i + 1 < pattern.length() && pattern.charAt(i + 1) == ':') {
                int end = pattern.indexOf(":]", i);
                out.append(classOf(end < 0 ? "" : pattern.substring(i + 2, end)));
                i = end < 0 ? i : end + 1;
            } else if (c == '[' && inClass) {
                out.append("\\[");
            } else if (c == '[') {
                inClass = true;
                out.append(c);
                i = opening(pattern, i, out);
            } else if (c == ']') {
                inClass = false;
                out.append(c);
            } else if (c == '&' && inClass) {
                out.append("\\&");
            } else {
                out.append(c == '$' && !inClass ? "(?!.)$" : String.valueOf(c));
            }
        }
        return out.toString();
    }

    /** Behind a bracket (and ^) a closing bracket stands for itself. */
    private static int opening(String pattern, int at, StringBuilder out) {
        int i = at;
        if (i + 1 < pattern.length() && pattern.charAt(i + 1) == '^') {
            out.append('^');
            i++;
        }
        if (i + 1 < pattern.length() && pattern.charAt(i + 1) == ']') {
            out.append("\\]");
            i++;
        }
        return i;
    }

    private static String escaped(char c) {
        return switch (c) {
            case 'm' -> "\\b(?=\\w)";
            case 'M' -> "\\b(?<=\\w)";
            case 'y' -> "\\b";
            case 'Y' -> "\\B";
            case 'A' -> "\\A";
            case 'Z' -> "\\z";
            default -> "\\" + c;
        };
    }

    private static String classOf(String name) {
        return switch (name) {
            case "alpha" -> "\\p{IsAlphabetic}";
            case "digit" -> "\\p{IsDigit}";
            case "alnum" -> "\\p{IsAlphabetic}\\p{IsDigit}";
            case "upper" -> "\\p{IsUppercase}";
            case "lower" -> "\\p{IsLowercase}";
            case "space" -> "\\s";
            case "punct" -> "\\p{Punct}";
            case "blank" -> " \\t";
            case "xdigit" -> "0-9a-fA-F";
            case "cntrl" -> "\\p{Cntrl}";
            case "print" -> "\\p{Print}";
            case "graph" -> "\\p{Graph}";
            default -> throw new RowException("bad_regex", "invalid regular expression: class " + name);
        };
    }

    // ---- functions ----

    private static List<@Nullable Object> groups(Matcher m) {
        List<@Nullable Object> out = new ArrayList<>();
        for (int g = Math.min(1, m.groupCount()); g <= m.groupCount(); g++) {
            out.add(m.group(g));
        }
        return out;
    }

    private static List<@Nullable Object> split(Matcher m, String s) {
        List<@Nullable Object> out = new ArrayList<>();
        int from = 0;
        while (m.find()) {
            // An empty match at either end, or right behind the last one, parts nothing.
            if (m.end() > m.start() || m.start() > from && m.start() < s.length()) {
                out.add(s.substring(from, m.start()));
                from = m.end();
            }
        }
        out.add(s.substring(from));
        return out;
    }

    private static String replace(Matcher m, List<@Nullable Object> a) {
        boolean all = a.size() > 3 && text(a, 3).contains("g");
        StringBuilder out = new StringBuilder();
        int from = 0;
        while (m.find()) {
            out.append(text(a, 0), from, m.start());
            replacement(out, text(a, 2), m);
            from = m.end();
            if (!all) {
                break;
            }
        }
        return out.append(text(a, 0).substring(from)).toString();
    }

    private static void replacement(StringBuilder out, String with, Matcher m) {
        for (int i = 0; i < with.length(); i++) {
            char c = with.charAt(i);
            if (c != '\\' || i + 1 == with.length()) {
                out.append(c);
                continue;
            }
            char next = with.charAt(++i);
            if (next == '&') {
                out.append(m.group());
            } else if (next >= '1' && next <= '9') {
                String group = next - '0' <= m.groupCount() ? m.group(next - '0') : null;
                out.append(group == null ? "" : group);
            } else {
                out.append(next == '\\' ? "\\" : "\\" + next);
            }
        }
    }

    private static int start(List<@Nullable Object> a, int at) {
        long from = a.size() > at && a.get(at) instanceof Long n ? n : 1;
        if (from < 1) {
            throw new RowException("bad_value", "the start position must be above 0");
        }
        String s = text(a, 0);
        int n = s.codePointCount(0, s.length());
        return from > n + 1L ? s.length() + 1 : s.offsetByCodePoints(0, (int) from - 1);
    }

    private static Long count(Matcher m, int from) {
        if (from > m.regionEnd()) {
            return 0L;
        }
        long n = m.find(from) ? 1 : 0;
        while (n > 0 && m.find()) {
            n++;
        }
        return n;
    }

    /** Moves to the match that arguments 2 (start) and 3 (which one) name. */
    private static boolean nth(Matcher m, List<@Nullable Object> a) {
        int from = start(a, 2);
        long which = a.size() > 3 && a.get(3) instanceof Long n ? n : 1;
        if (which < 1) {
            throw new RowException("bad_value", "the number of the match must be above 0");
        }
        boolean found = from <= m.regionEnd() && m.find(from);
        for (long i = 1; found && i < which; i++) {
            found = m.find();
        }
        return found;
    }

    private static @Nullable Object group(Matcher m, List<@Nullable Object> a, int at) {
        int g = a.size() > at && a.get(at) instanceof Long n ? n.intValue() : 0;
        return g <= m.groupCount() ? m.group(g) : null;
    }

    private static Long position(Matcher m, List<@Nullable Object> a) {
        boolean end = a.size() > 4 && a.get(4) instanceof Long n && n == 1;
        return text(a, 0).codePointCount(0, end ? m.end() : m.start()) + 1L;
    }

    /** {@code x [NOT] [I]LIKE ANY|ALL (patterns)}: the third argument says which, the fourth whether case counts. */
    private static @Nullable Object likeQuantified(List<@Nullable Object> a) {
        boolean any = text(a, 2).contains("any");
        boolean not = text(a, 2).contains("not");
        int flags = text(a, 2).contains("ilike") ? NO_CASE : 0;
        boolean unknown = false;
        for (Object pattern : (Collection<?>) java.util.Objects.requireNonNull(a.get(1))) {
            if (pattern == null) {
                unknown = true;
                continue;
            }
            boolean hit = compile(like(pattern.toString(), List.of()), flags)
                            .matcher(text(a, 0))
                            .matches()
                    != not;
            if (hit == any) {
                return any;
            }
        }
        return unknown ? null : (Object) !any;
    }
}
