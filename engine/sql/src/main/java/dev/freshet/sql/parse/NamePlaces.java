package dev.freshet.sql.parse;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.sql.parser.SqlAbstractParserImpl;

/** Finds the unquoted words that can only be names where they stand, although the parser has them as keywords. */
final class NamePlaces {
    private static final Set<String> BEFORE_OPERAND = Set.of(
            "select",
            "distinct",
            "where",
            "and",
            "or",
            "not",
            "by",
            "on",
            "having",
            "when",
            "then",
            "else",
            "like",
            "ilike",
            "between",
            "in");
    private static final Set<String> AFTER_OPERAND = Set.of(
            "from", "and", "or", "as", "is", "like", "ilike", "between", "in", "then", "else", "end", "when", "asc",
            "desc", "where", "group", "order", "having", "union", "not", "limit", "nulls");
    private static final Set<String> UNIT_FIRST = Set.of(
            "extract",
            "timestampdiff",
            "timestampadd",
            "dateadd",
            "datediff",
            "datetime_trunc",
            "timestamp_trunc",
            "date_part");
    /** What may follow AS without being a label. */
    private static final Set<String> QUERY_START = Set.of("select", "values", "with", "table");

    private final List<Token> tokens;
    private final SqlAbstractParserImpl.Metadata words;

    private NamePlaces(List<Token> tokens, SqlAbstractParserImpl.Metadata words) {
        this.tokens = tokens;
        this.words = words;
    }

    /** Indexes of the words to be quoted. */
    static Set<Integer> find(List<Token> tokens, SqlAbstractParserImpl.Metadata words) {
        NamePlaces places = new NamePlaces(tokens, words);
        Set<Integer> out = new HashSet<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (places.isName(i)) {
                out.add(i);
            }
        }
        return out;
    }

    private Token at(int i) {
        return i >= 0 && i < tokens.size() ? tokens.get(i) : tokens.getLast();
    }

    private boolean isName(int i) {
        Token token = at(i);
        if (token.kind() != Token.Kind.WORD || !words.isKeyword(token.text().toUpperCase(Locale.ROOT))) {
            return false;
        }
        Token before = i == 0 ? tokens.getLast() : at(i - 1);
        Token after = at(i + 1);
        if (before.isSymbol(".")) {
            return true;
        }
        if (before.is("AS")) {
            return isLabel(i);
        }
        if (Reserved.is(token.text()) || before.is("NOT") && token.is("BETWEEN")) {
            return false;
        }
        return after.isSymbol(".") || isAggregate(token, before, after) || isOperand(i, before, after);
    }

    /** FIRST(x) and LAST(x), which the parser would take for steps in a pattern of MATCH_RECOGNIZE. */
    private static boolean isAggregate(Token token, Token before, Token after) {
        return (token.is("FIRST") || token.is("LAST"))
                && after.isSymbol("(")
                && !before.is("FETCH")
                && !before.is("NULLS");
    }

    private boolean isLabel(int i) {
        Token after = at(i + 1);
        String word = at(i).text().toLowerCase(Locale.ROOT);
        if (inCast(i) || (QUERY_START.contains(word) && !endsItem(after))) {
            return false;
        }
        return true;
    }

    private static boolean endsItem(Token t) {
        return t.isSymbol(",") || t.isSymbol(")") || t.is("FROM") || t.kind() == Token.Kind.END;
    }

    /** Whether the AS before {@code i} belongs to a CAST. */
    private boolean inCast(int i) {
        int depth = 0;
        for (int j = i - 1; j >= 0; j--) {
            if (at(j).isSymbol(")")) {
                depth++;
            } else if (at(j).isSymbol("(") && depth-- == 0) {
                return j > 0
                        && (at(j - 1).is("CAST")
                                || at(j - 1).is("TRY_CAST")
                                || at(j - 1).is("SAFE_CAST"));
            }
        }
        return false;
    }

    private boolean isOperand(int i, Token before, Token after) {
        boolean begins = before.kind() == Token.Kind.SYMBOL
                        && !before.isSymbol(")")
                        && !before.isSymbol("]")
                        && !before.isSymbol("::")
                || before.kind() == Token.Kind.WORD
                        && BEFORE_OPERAND.contains(before.text().toLowerCase(Locale.ROOT));
        boolean ends = after.kind() == Token.Kind.END
                || after.kind() == Token.Kind.SYMBOL && !after.isSymbol("(") && !after.isSymbol("[")
                || after.kind() == Token.Kind.WORD
                        && AFTER_OPERAND.contains(after.text().toLowerCase(Locale.ROOT));
        return begins && ends && !isUnit(i, before);
    }

    private boolean isUnit(int i, Token before) {
        return before.isSymbol("(") && UNIT_FIRST.contains(at(i - 2).text().toLowerCase(Locale.ROOT));
    }
}
