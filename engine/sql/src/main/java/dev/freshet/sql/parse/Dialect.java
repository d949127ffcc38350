package dev.freshet.sql.parse;

import java.util.ArrayList;
import java.util.List;

/** PostgreSQL's spellings that the parser does not know, as edits to what it knows. */
final class Dialect {
    private final List<Token> tokens;
    private final List<Edits.Edit> edits = new ArrayList<>();

    Dialect(List<Token> tokens) {
        this.tokens = tokens;
    }

    List<Edits.Edit> edits() {
        for (int i = 0; i < tokens.size() - 1; i++) {
            Token token = tokens.get(i);
            if (token.is("INTERVAL") && tokens.get(i + 1).kind() == Token.Kind.STRING) {
                interval(i);
            } else if (token.is("LATERAL")) {
                lateral(i);
            } else if (token.is("COLLATE") && tokens.get(i + 1).isName()) {
                // There is one collation.
                edits.add(new Edits.Edit(token.start(), tokens.get(i + 1).end(), " "));
            } else if (token.is("SUBSTRING") && tokens.get(i + 1).isSymbol("(")) {
                substring(i + 1);
            } else if (token.is("POSITION") && tokens.get(i + 1).isSymbol("(")) {
                position(i);
            } else if (token.is("CAST") && tokens.get(i + 1).isSymbol("(")) {
                CastTypes.quote(tokens, i + 1, edits);
            } else if (token.is("TIMESTAMPTZ") && tokens.get(i + 1).kind() == Token.Kind.STRING) {
                zoned(i, i + 1);
            } else if (token.is("TIMESTAMP")
                    && tokens.get(i + 1).is("WITH")
                    && i + 4 < tokens.size()
                    && tokens.get(i + 4).kind() == Token.Kind.STRING) {
                zoned(i, i + 4);
            }
        }
        edits.addAll(OrderedCalls.edits(tokens));
        edits.addAll(Slices.edits(tokens));
        edits.addAll(QuantifiedLike.edits(tokens));
        edits.addAll(InfixOperators.edits(tokens));
        edits.addAll(InfixCasts.edits(tokens));
        edits.addAll(Clauses.edits(tokens));
        return edits;
    }

    /** {@code INTERVAL '1 day'}: the standard wants the unit behind the text. */
    private void interval(int i) {
        Token next = i + 2 < tokens.size() ? tokens.get(i + 2) : tokens.getLast();
        String unit = next.kind() == Token.Kind.WORD ? IntervalText.unit(next.text()) : null;
        Token value = tokens.get(i + 1);
        IntervalText read =
                IntervalText.read(value.text().substring(1, value.text().length() - 1));
        if (unit != null || read == null) {
            return;
        }
        String standard = read.standard();
        if (standard == null) {
            throw new SqlTextException(
                    "not_supported",
                    value.start(),
                    "an interval of months and of days or less together is not supported yet",
                    "add two intervals one after the other");
        }
        edits.add(new Edits.Edit(tokens.get(i).start(), value.end(), standard));
    }

    /** {@code LATERAL f(…)}: a function in FROM is lateral anyway. */
    private void lateral(int i) {
        Token name = tokens.get(i + 1);
        boolean function =
                name.isName() && i + 2 < tokens.size() && tokens.get(i + 2).isSymbol("(");
        if (function && !name.is("TABLE")) {
            edits.add(new Edits.Edit(tokens.get(i).start(), tokens.get(i).end(), "       "));
        }
    }

    /** A literal with a zone is a cast: its text may have any form. */
    private void zoned(int first, int text) {
        edits.add(new Edits.Edit(
                tokens.get(first).start(),
                tokens.get(text).end(),
                "CAST(" + tokens.get(text).text() + " AS TIMESTAMP WITH LOCAL TIME ZONE)"));
    }

    /** {@code POSITION(x IN y)} as a plain call: the parser takes no bracket in front of IN. */
    private void position(int i) {
        Token found = null;
        int depth = 0;
        for (int j = i + 1; j < tokens.size() - 1; j++) {
            Token t = tokens.get(j);
            depth += t.isSymbol("(") ? 1 : t.isSymbol(")") ? -1 : 0;
            if (depth == 0) {
                break;
            }
            if (depth == 1 && t.is("FROM")) {
                return;
            }
            found = found == null && depth == 1 && t.is("IN") ? t : found;
        }
        if (found != null) {
            edits.add(new Edits.Edit(tokens.get(i).start(), tokens.get(i).end(), "\"position\""));
            edits.add(new Edits.Edit(found.start(), found.end(), ","));
        }
    }

    /** {@code SUBSTRING(x FOR n)} begins at 1; FROM a pattern and FOR an escape stay as they are. */
    private void substring(int open) {
        int depth = 0;
        for (int i = open; i < tokens.size() - 1; i++) {
            Token t = tokens.get(i);
            depth += t.isSymbol("(") ? 1 : t.isSymbol(")") ? -1 : 0;
            if (depth == 0 || depth == 1 && t.is("FROM")) {
                return;
            }
            if (depth == 1 && t.is("FOR")) {
                edits.add(new Edits.Edit(t.start(), t.end(), "FROM 1 FOR"));
                return;
            }
        }
    }
}
