package dev.freshet.sql.parse;

/** The parser's complaints in plain words. */
final class SyntaxMistakes {
    private SyntaxMistakes() {}

    static SqlTextException explain(String message, int offset, Token found) {
        if (message.startsWith("Encountered") || message.startsWith("Incorrect syntax")) {
            String shown = found.kind() == Token.Kind.END ? "the end of the query" : "'" + found.text() + "'";
            String hint = Reserved.is(found.text()) && found.kind() == Token.Kind.WORD
                    ? found.text() + " is a reserved word: as a name it needs double quotes"
                    : null;
            return new SqlTextException("syntax_error", offset, "syntax error at " + shown, hint);
        }
        if (message.startsWith("Lexical error")) {
            return new SqlTextException("syntax_error", offset, "a character that SQL does not know", null);
        }
        String first = message.lines().findFirst().orElse("syntax error");
        return new SqlTextException("syntax_error", offset, first, null);
    }
}
