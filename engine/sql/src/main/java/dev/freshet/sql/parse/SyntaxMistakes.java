package dev.freshet.sql.parse;

import dev.freshet.sql.document.Spelling;
import java.util.List;

/** The parser's complaints in plain words. */
final class SyntaxMistakes {
    private static final String GENERAL = "look just before it: a comma, a bracket or a keyword may be missing";
    private static final List<String> KEYWORDS = List.of(
            "SELECT",
            "DISTINCT",
            "FROM",
            "WHERE",
            "GROUP",
            "HAVING",
            "ORDER",
            "LIMIT",
            "JOIN",
            "LEFT",
            "UNION",
            "LATERAL",
            "TABLE",
            "UNNEST",
            "INTERVAL",
            "BETWEEN",
            "WITH");

    private SyntaxMistakes() {}

    static SqlTextException explain(String message, int offset, Token found) {
        if (message.startsWith("Encountered") || message.startsWith("Incorrect syntax")) {
            String shown = found.kind() == Token.Kind.END ? "the end of the query" : "'" + found.text() + "'";
            String hint = Reserved.is(found.text()) && found.kind() == Token.Kind.WORD
                    ? found.text() + " is a reserved word: as a name it needs double quotes"
                    : expected(found);
            return new SqlTextException("syntax_error", offset, "syntax error at " + shown, hint);
        }
        if (message.startsWith("Lexical error")) {
            return new SqlTextException("syntax_error", offset, "a character that SQL does not know", GENERAL);
        }
        String first = message.lines().findFirst().orElse("syntax error");
        return new SqlTextException("syntax_error", offset, first, GENERAL);
    }

    /** A keyword that is spelled nearly so, or where to look. */
    private static String expected(Token found) {
        String meant = found.kind() == Token.Kind.WORD ? Spelling.nearest(found.text(), KEYWORDS) : null;
        return meant == null ? GENERAL : "did you mean " + meant + "?";
    }
}
