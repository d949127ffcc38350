package dev.freshet.core.expr;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * SQL/JSON paths in lax mode: {@code $ .key ."key" .* [n] [last] [n to m] [*] ? (filter)} and the methods {@code size() type()
 * double() abs()}. Filters have {@code == != <> < <= > >= && || ! exists() starts with like_regex} over paths from {@code @} or
 * {@code $} and constants.
 */
final class JsonPath {
    private interface Step {
        void apply(@Nullable Object root, @Nullable Object item, List<@Nullable Object> out);
    }

    /** A path, or one predicate over the whole. */
    private interface Operand {
        List<@Nullable Object> values(@Nullable Object root, @Nullable Object item);
    }

    private interface Filter {
        /** Null is unknown. */
        @Nullable
        Boolean test(@Nullable Object root, @Nullable Object item);
    }

    private final String text;
    private int at;
    private final Operand whole;

    private JsonPath(String text) {
        this.text = text;
        String start = text.strip();
        if (start.startsWith("lax ")) {
            at = text.indexOf("lax ") + 4;
        } else if (start.startsWith("strict ")) {
            at = text.indexOf("strict ") + 7;
        }
        this.whole = expression();
        blanks();
        if (at < text.length()) {
            throw error();
        }
    }

    /** Throws a {@link RowException}. */
    static JsonPath parse(String text) {
        return new JsonPath(text);
    }

    List<@Nullable Object> select(@Nullable Object json) {
        return whole.values(json, json);
    }

    private RowException error() {
        return new RowException("bad_value", "syntax error in the JSON path '" + text + "' at character " + (at + 1));
    }

    // ---- reading ----

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private boolean accept(String symbol) {
        blanks();
        if (text.startsWith(symbol, at)) {
            at += symbol.length();
            return true;
        }
        return false;
    }

    private void expect(String symbol) {
        if (!accept(symbol)) {
            throw error();
        }
    }

    private Operand expression() {
        int start = at;
        Operand path = operand();
        blanks();
        if (at == text.length()) {
            return path;
        }
        at = start;
        Filter filter = or();
        return (root, item) -> java.util.Collections.singletonList(filter.test(root, item));
    }

    private Filter or() {
        Filter left = and();
        while (accept("||")) {
            Filter a = left;
            Filter b = and();
            left = (root, item) -> either(a.test(root, item), b.test(root, item), true);
        }
        return left;
    }

    private Filter and() {
        Filter left = not();
        while (accept("&&")) {
            Filter a = left;
            Filter b = not();
            left = (root, item) -> either(a.test(root, item), b.test(root, item), false);
        }
        return left;
    }

    /** OR where {@code decides} is true, AND where it is false. */
    private static @Nullable Boolean either(@Nullable Boolean a, @Nullable Boolean b, boolean decides) {
        if (a != null && a == decides || b != null && b == decides) {
            return decides;
        }
        return a == null || b == null ? null : (Boolean) !decides;
    }

    private Filter not() {
        if (accept("!") && !accept("=")) {
            expect("(");
            Filter inner = or();
            expect(")");
            return (root, item) -> {
                Boolean b = inner.test(root, item);
                return b == null ? null : (Boolean) !b;
            };
        }
        if (accept("exists")) {
            expect("(");
            Operand inner = operand();
            expect(")");
            return (root, item) -> !inner.values(root, item).isEmpty();
        }
        if (accept("(")) {
            Filter inner = or();
            expect(")");
            return inner;
        }
        return comparison();
    }

    private Filter comparison() {
        Operand left = operand();
        for (String op : List.of("==", "!=", "<>", "<=", ">=", "<", ">", "=")) {
            if (accept(op)) {
                Operand right = operand();
                return (root, item) -> compare(op, left.values(root, item), right.values(root, item));
            }
        }
        if (accept("starts with")) {
            String prefix = string();
            return (root, item) ->
                    left.values(root, item).stream().anyMatch(v -> v instanceof String s && s.startsWith(prefix));
        }
        if (accept("like_regex")) {
            String regex = string();
            boolean noCase = accept("flag") && string().contains("i");
            Predicate<String> p = Pattern.compile(regex, noCase ? Pattern.CASE_INSENSITIVE : 0)
                    .asPredicate();
            return (root, item) -> left.values(root, item).stream().anyMatch(v -> v instanceof String s && p.test(s));
        }
        throw error();
    }

    private Operand operand() {
        blanks();
        if (at >= text.length()) {
            throw error();
        }
        char c = text.charAt(at);
        if (c == '$' || c == '@') {
            at++;
            List<Step> steps = steps();
            return (root, item) -> run(steps, root, c == '$' ? root : item);
        }
        Object constant = c == '"' ? string() : word();
        return (_, _) -> java.util.Collections.singletonList(constant);
    }

    private @Nullable Object word() {
        int start = at;
        while (at < text.length() && "+-.".indexOf(text.charAt(at)) >= 0
                || at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
            at++;
        }
        String word = text.substring(start, at);
        try {
            return switch (word) {
                case "true" -> true;
                case "false" -> false;
                case "null" -> null;
                default -> new BigDecimal(word);
            };
        } catch (NumberFormatException e) {
            throw error();
        }
    }

    private String string() {
        blanks();
        if (at >= text.length() || text.charAt(at) != '"') {
            throw error();
        }
        StringBuilder out = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
            at += text.charAt(at) == '\\' ? 1 : 0;
            out.append(at < text.length() ? text.charAt(at) : '\\');
        }
        expect("\"");
        return out.toString();
    }

    private List<Step> steps() {
        List<Step> out = new ArrayList<>();
        while (true) {
            if (accept(".*")) {
                out.add((_, item, to) -> each(item, v -> members(v, to)));
            } else if (accept(".")) {
                out.add(member());
            } else if (accept("[")) {
                out.add(subscript());
            } else if (accept("?")) {
                expect("(");
                Filter filter = or();
                expect(")");
                out.add((root, item, to) -> each(item, v -> {
                    if (Boolean.TRUE.equals(filter.test(root, v))) {
                        to.add(v);
                    }
                }));
            } else {
                return out;
            }
        }
    }

    private Step member() {
        String name = text.startsWith("\"", at) ? string() : name();
        if (accept("()")) {
            return method(name);
        }
        return (_, item, to) -> each(item, v -> {
            if (v instanceof Map<?, ?> m && m.containsKey(name)) {
                to.add(m.get(name));
            }
        });
    }

    private Step method(String name) {
        return switch (name) {
            case "size" -> (_, item, to) -> to.add(BigDecimal.valueOf(item instanceof List<?> l ? l.size() : 1));
            case "type" -> (_, item, to) -> to.add(JsonFunctions.typeOf(item));
            case "double" -> (_, item, to) -> each(item, v -> to.add(new BigDecimal(String.valueOf(v))));
            case "abs" -> (_, item, to) -> each(item, v -> to.add(new BigDecimal(String.valueOf(v)).abs()));
            default -> throw error();
        };
    }

    private String name() {
        int start = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "_$".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        if (start == at) {
            throw error();
        }
        return text.substring(start, at);
    }

    private Step subscript() {
        if (accept("*")) {
            expect("]");
            return (_, item, to) -> each(item, to::add);
        }
        long from = index();
        long to = accept("to") ? index() : from;
        expect("]");
        return (_, item, out) -> {
            List<?> l = item instanceof List<?> some ? some : java.util.Collections.singletonList(item);
            long end = to < 0 ? l.size() + to : to;
            for (long i = from < 0 ? l.size() + from : from; i >= 0 && i <= end && i < l.size(); i++) {
                out.add(l.get((int) i));
            }
        };
    }

    /** The last element counts as -1. */
    private long index() {
        boolean last = accept("last");
        boolean minus = last && accept("-");
        blanks();
        int start = at;
        while (at < text.length() && Character.isDigit(text.charAt(at))) {
            at++;
        }
        if (start == at && (!last || minus)) {
            throw error();
        }
        long n = start == at ? 0 : Long.parseLong(text.substring(start, at));
        return last ? -1 - n : n;
    }

    // ---- running ----

    private static List<@Nullable Object> run(List<Step> steps, @Nullable Object root, @Nullable Object item) {
        List<@Nullable Object> now = new ArrayList<>();
        now.add(item);
        for (Step step : steps) {
            List<@Nullable Object> next = new ArrayList<>();
            now.forEach(v -> step.apply(root, v, next));
            now = next;
        }
        return now;
    }

    private interface Body {
        void of(@Nullable Object item);
    }

    /** Lax: an array stands for its elements. */
    private static void each(@Nullable Object item, Body body) {
        if (item instanceof List<?> l) {
            l.forEach(body::of);
        } else {
            body.of(item);
        }
    }

    private static void members(@Nullable Object item, List<@Nullable Object> to) {
        if (item instanceof Map<?, ?> m) {
            to.addAll(m.values());
        }
    }

    /** True when any pair compares so; unknown when none does and one cannot be compared. */
    private static @Nullable Boolean compare(String op, List<@Nullable Object> a, List<@Nullable Object> b) {
        boolean unknown = false;
        List<@Nullable Object> left = new ArrayList<>();
        List<@Nullable Object> right = new ArrayList<>();
        a.forEach(v -> each(v, left::add));
        b.forEach(v -> each(v, right::add));
        for (Object x : left) {
            for (Object y : right) {
                Boolean hit = compare(op, x, y);
                if (hit != null && hit) {
                    return true;
                }
                unknown |= hit == null;
            }
        }
        return unknown ? null : (Boolean) false;
    }

    private static @Nullable Boolean compare(String op, @Nullable Object x, @Nullable Object y) {
        boolean equality = op.equals("==") || op.equals("=");
        boolean inequality = op.equals("!=") || op.equals("<>");
        if (x == null || y == null) {
            return x == y ? (Boolean) (!inequality && !op.equals("<") && !op.equals(">")) : (Boolean) inequality;
        }
        Integer c = order(x, y);
        if (c == null) {
            return null;
        }
        return equality ? c == 0 : inequality ? c != 0 : ordered(op, c);
    }

    private static boolean ordered(String op, int c) {
        return switch (op) {
            case "<" -> c < 0;
            case "<=" -> c <= 0;
            case ">" -> c > 0;
            default -> c >= 0;
        };
    }

    private static @Nullable Integer order(Object x, Object y) {
        if (x instanceof Number m && y instanceof Number n) {
            return JsonFunctions.decimal(m).compareTo(JsonFunctions.decimal(n));
        }
        if (x instanceof String s && y instanceof String t) {
            return s.compareTo(t);
        }
        return x instanceof Boolean b && y instanceof Boolean c ? (Integer) Boolean.compare(b, c) : null;
    }
}
