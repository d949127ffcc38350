package dev.freshet.sql.parse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's operators that the parser does not know, or binds otherwise, as calls of functions. All but the power bind
 * alike: weaker than arithmetic, stronger than comparison, from left to right.
 */
public final class InfixOperators {
    private static final Map<String, String> NAMES = new LinkedHashMap<>();

    static {
        NAMES.put("||", "op_concat");
        NAMES.put("->", "op_json_get");
        NAMES.put("->>", "op_json_text");
        NAMES.put("#>", "op_json_path");
        NAMES.put("#>>", "op_json_path_text");
        NAMES.put("#-", "op_delete_path");
        NAMES.put("@>", "op_contains");
        NAMES.put("<@", "op_contained");
        NAMES.put("@?", "op_path_exists");
        NAMES.put("@@", "op_path_match");
        NAMES.put("?", "op_has");
        NAMES.put("?|", "op_has_any");
        NAMES.put("?&", "op_has_all");
        NAMES.put("&&", "op_overlap");
        NAMES.put("~", "op_match");
        NAMES.put("~*", "op_imatch");
        NAMES.put("!~", "op_match");
        NAMES.put("!~*", "op_imatch");
        NAMES.put("^@", "op_starts");
        NAMES.put("&", "op_bitand");
        NAMES.put("|", "op_bitor");
        NAMES.put("#", "op_bitxor");
        NAMES.put("<<", "op_shl");
        NAMES.put(">>", "op_shr");
        NAMES.put("<->", "op_l2");
        NAMES.put("<=>", "op_cosine");
        NAMES.put("<#>", "op_inner");
        NAMES.put("<+>", "op_l1");
    }

    private static final Set<String> ARITHMETIC = Set.of("+", "-", "*", "/", "%", "^");

    private final List<Token> tokens;
    private final Operands operands;
    private final List<List<Edits.Edit>> starts = new ArrayList<>();
    private final List<Edits.Edit> edits = new ArrayList<>();

    private InfixOperators(List<Token> tokens) {
        this.tokens = tokens;
        this.operands = new Operands(tokens);
    }

    /** How the operator behind a function's name is written, or null. */
    public static @Nullable String symbol(String function) {
        if (function.equals("op_power")) {
            return "^";
        }
        return NAMES.entrySet().stream()
                .filter(e -> e.getValue().equals(function))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /** Symbols of several characters, longest first. */
    static List<String> symbols() {
        return NAMES.keySet().stream()
                .filter(s -> s.length() > 1 && !s.equals(">>"))
                .sorted((a, b) -> b.length() - a.length())
                .toList();
    }

    static List<Edits.Edit> edits(List<Token> tokens) {
        InfixOperators all = new InfixOperators(tokens);
        all.weak();
        all.tight();
        all.prefix();
        List<Edits.Edit> out = new ArrayList<>();
        // Of several calls that begin at one place the outer ones come first.
        all.starts.reversed().forEach(out::addAll);
        out.addAll(all.edits);
        return out;
    }

    private @Nullable String name(int i) {
        Token t = tokens.get(i);
        if (t.isSymbol(">")
                && i + 1 < tokens.size()
                && tokens.get(i + 1).isSymbol(">")
                && t.end() == tokens.get(i + 1).start()) {
            return "op_shr";
        }
        return t.kind() == Token.Kind.SYMBOL ? NAMES.get(t.text()) : null;
    }

    private void weak() {
        Map<Integer, Integer> chains = new HashMap<>();
        for (int i = 1; i < tokens.size() - 1; i++) {
            String name = name(i);
            if (name == null || !operands.ends(i - 1)) {
                continue;
            }
            boolean shift = tokens.get(i).isSymbol(">");
            int width = shift ? 2 : 1;
            int last = operands.chainEnd(i + width);
            if (last <= i + width) {
                continue;
            }
            int first = operands.chainStart(i - 1);
            int before = first - 1;
            Integer outer = before > 0 ? chains.get(before) : null;
            int start = outer == null ? first : outer;
            chains.put(shift ? i + 1 : i, start);
            boolean negated = tokens.get(i).text().startsWith("!");
            call((negated ? "NOT " : "") + name + "(", start, i, i + width - 1, last);
            i += width - 1;
        }
    }

    /** {@code ^} and AT TIME ZONE. */
    private void tight() {
        List<List<Edits.Edit>> own = new ArrayList<>();
        int had = starts.size();
        Map<Integer, Integer> chains = new HashMap<>();
        for (int i = 1; i < tokens.size() - 1; i++) {
            boolean zone = tokens.get(i).is("AT")
                    && tokens.get(i + 1).is("TIME")
                    && i + 3 < tokens.size()
                    && tokens.get(i + 2).is("ZONE");
            if (!zone && !tokens.get(i).isSymbol("^") || !operands.ends(i - 1)) {
                continue;
            }
            int width = zone ? 3 : 1;
            int last = operands.primaryEnd(operands.signs(i + width));
            if (last <= i + width) {
                continue;
            }
            int first = operands.primaryStart(i - 1);
            Integer outer = first > 0 ? chains.get(first - 1) : null;
            int start = outer == null ? first : outer;
            chains.put(i + width - 1, start);
            if (zone) {
                turned(start, i, i + width - 1, last);
            } else {
                call("op_power(", start, i, i, last);
            }
        }
        // Tighter calls begin inside the weaker ones: they must come behind them at the same place.
        while (starts.size() > had) {
            own.add(starts.removeLast());
        }
        own.reversed().forEach(e -> starts.addFirst(e));
    }

    /** {@code x AT TIME ZONE z} is {@code timezone(z, x)}. */
    private void turned(int start, int op, int opEnd, int last) {
        call("op_at_zone_turned(", start, op, opEnd, last);
    }

    private void call(String open, int start, int op, int opEnd, int last) {
        int at = tokens.get(start).start();
        starts.add(List.of(new Edits.Edit(at, at, open)));
        edits.add(new Edits.Edit(tokens.get(op).start(), tokens.get(opEnd).end(), ","));
        int end = tokens.get(last - 1).end();
        edits.add(new Edits.Edit(end, end, ")"));
    }

    /** {@code ~ x}. */
    private void prefix() {
        for (int i = 0; i < tokens.size() - 1; i++) {
            if (tokens.get(i).isSymbol("~") && (i == 0 || !operands.ends(i - 1))) {
                int last = operands.primaryEnd(operands.signs(i + 1));
                if (last > i + 1) {
                    edits.add(
                            new Edits.Edit(tokens.get(i).start(), tokens.get(i).end(), "op_bitnot("));
                    int end = tokens.get(last - 1).end();
                    edits.add(new Edits.Edit(end, end, ")"));
                }
            }
        }
    }

    static boolean isArithmetic(Token t) {
        return t.kind() == Token.Kind.SYMBOL && ARITHMETIC.contains(t.text());
    }
}
