package dev.freshet.sql.parse;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Clauses that the parser does not know, as edits to what it knows. */
final class Clauses {
    /** Offsets of GROUPS frames are told from those of ROWS by this being added. */
    private static final String GROUPS_MARK = "1000000000000";

    private final List<Token> tokens;
    private final List<Edits.Edit> edits = new ArrayList<>();

    private Clauses(List<Token> tokens) {
        this.tokens = tokens;
    }

    static List<Edits.Edit> edits(List<Token> tokens) {
        Clauses clauses = new Clauses(tokens);
        for (int i = 0; i < tokens.size() - 1; i++) {
            if (tokens.get(i).is("DISTINCT") && tokens.get(i + 1).is("ON")) {
                clauses.distinctOn(i);
            } else if (clauses.isRounds(i)) {
                clauses.edits.add(
                        new Edits.Edit(tokens.get(i).start(), tokens.get(i + 2).end(), ""));
            } else if (tokens.get(i).is("GROUPS") && clauses.isFrame(i)) {
                clauses.groups(i);
            }
        }
        return clauses.edits;
    }

    // ---- MAX ROUNDS ----

    private boolean isRounds(int i) {
        return i + 3 < tokens.size()
                && tokens.get(i).is("MAX")
                && tokens.get(i + 1).is("ROUNDS")
                && tokens.get(i + 2).kind() == Token.Kind.NUMBER
                && tokens.get(i + 3).is("AS");
    }

    /** The bound of each {@code name [(columns)] MAX ROUNDS n AS}. */
    static Map<String, Long> rounds(List<Token> tokens) {
        Clauses clauses = new Clauses(tokens);
        Map<String, Long> out = new HashMap<>();
        for (int i = 1; i < tokens.size() - 3; i++) {
            if (clauses.isRounds(i)) {
                int name = i - 1;
                while (name > 0
                        && !tokens.get(i - 1).isName()
                        && !tokens.get(name).isSymbol("(")) {
                    name--;
                }
                name -= tokens.get(name).isSymbol("(") ? 1 : 0;
                out.put(
                        tokens.get(Math.max(0, name)).name(),
                        Long.parseLong(tokens.get(i + 2).text()));
            }
        }
        return out;
    }

    // ---- DISTINCT ON ----

    /** {@code DISTINCT ON (k) … ORDER BY o} is the first row of each {@code k}: QUALIFY on a row number. */
    private void distinctOn(int at) {
        if (!tokens.get(at + 2).isSymbol("(")) {
            return;
        }
        int close = closing(at + 2);
        String keys = text(at + 3, close - 1);
        int end = end(close + 1);
        int order = find(close + 1, end, "ORDER");
        int tail = order < 0 ? firstOf(close + 1, end, "LIMIT", "OFFSET", "FETCH") : order;
        int insert = tail < 0 ? end : tail;
        String orderBy = order < 0 ? "" : " ORDER BY " + text(order + 2, orderEnd(order, end) - 1);
        edits.add(new Edits.Edit(
                tokens.get(at).start(),
                tokens.get(close).end(),
                " ".repeat(tokens.get(close).end() - tokens.get(at).start())));
        int place = tokens.get(insert).start();
        edits.add(
                new Edits.Edit(place, place, " QUALIFY ROW_NUMBER() OVER (PARTITION BY " + keys + orderBy + ") = 1 "));
    }

    private int orderEnd(int order, int end) {
        int tail = firstOf(order, end, "LIMIT", "OFFSET", "FETCH");
        return tail < 0 ? end : tail;
    }

    /** The token behind the SELECT that {@code from} stands in. */
    private int end(int from) {
        int depth = 0;
        for (int i = from; i < tokens.size(); i++) {
            Token t = tokens.get(i);
            depth += t.isSymbol("(") ? 1 : t.isSymbol(")") ? -1 : 0;
            boolean over = depth == 0 && (t.is("UNION") || t.is("INTERSECT") || t.is("EXCEPT") || t.isSymbol(";"));
            if (depth < 0 || over || t.kind() == Token.Kind.END) {
                return i;
            }
        }
        return tokens.size() - 1;
    }

    private int firstOf(int from, int end, String... words) {
        int best = -1;
        for (String word : words) {
            int found = find(from, end, word);
            best = found >= 0 && (best < 0 || found < best) ? found : best;
        }
        return best;
    }

    /** The word outside brackets, or -1. */
    private int find(int from, int end, String word) {
        int depth = 0;
        for (int i = from; i < end; i++) {
            Token t = tokens.get(i);
            depth += t.isSymbol("(") ? 1 : t.isSymbol(")") ? -1 : 0;
            if (depth == 0 && t.is(word)) {
                return i;
            }
        }
        return -1;
    }

    private int closing(int open) {
        int depth = 0;
        for (int i = open; i < tokens.size(); i++) {
            depth += tokens.get(i).isSymbol("(") ? 1 : tokens.get(i).isSymbol(")") ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw new SqlTextException("syntax_error", tokens.get(open).start(), "a bracket is not closed", null);
    }

    /** What was written from one token to another, both included. */
    private String text(int first, int last) {
        StringBuilder out = new StringBuilder();
        for (int i = first; i <= last; i++) {
            Token t = tokens.get(i);
            String text = t.kind() == Token.Kind.QUOTED ? '"' + t.text().replace("\"", "\"\"") + '"' : t.text();
            out.append(i == first ? "" : " ").append(text);
        }
        return out.toString();
    }

    // ---- GROUPS ----

    private boolean isFrame(int at) {
        Token next = tokens.get(at + 1);
        boolean bound = next.kind() == Token.Kind.NUMBER || next.is("UNBOUNDED") || next.is("CURRENT");
        return next.is("BETWEEN") || bound;
    }

    private void groups(int at) {
        edits.add(replaced(at, "ROWS"));
        boolean between = tokens.get(at + 1).is("BETWEEN");
        int lower = at + (between ? 2 : 1);
        bound(lower, "PRECEDING");
        int and = lower;
        while (between && !tokens.get(and).is("AND") && and < tokens.size() - 2) {
            and++;
        }
        if (between) {
            bound(and + 1, "FOLLOWING");
        } else {
            Token last = tokens.get(lower + 1);
            edits.add(replaced(at, "ROWS BETWEEN"));
            edits.removeIf(
                    e -> e.start() == tokens.get(at).start() && e.replacement().equals("ROWS"));
            edits.add(new Edits.Edit(last.end(), last.end(), " AND " + GROUPS_MARK + " FOLLOWING"));
        }
    }

    private void bound(int at, String direction) {
        Token t = tokens.get(at);
        if (t.is("CURRENT")) {
            edits.add(new Edits.Edit(t.start(), tokens.get(at + 1).end(), GROUPS_MARK + " " + direction));
        } else if (t.kind() == Token.Kind.NUMBER) {
            edits.add(replaced(at, Long.toString(Long.parseLong(GROUPS_MARK) + Long.parseLong(t.text()))));
        }
    }

    private Edits.Edit replaced(int at, String by) {
        return new Edits.Edit(tokens.get(at).start(), tokens.get(at).end(), by);
    }
}
