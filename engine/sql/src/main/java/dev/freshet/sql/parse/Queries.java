package dev.freshet.sql.parse;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.config.Lex;
import org.apache.calcite.sql.parser.SqlAbstractParserImpl;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.parser.babel.SqlBabelParserImpl;
import org.apache.calcite.sql.validate.SqlConformance;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.jspecify.annotations.Nullable;

/**
 * Parses queries. Calcite's parser reserves words that PostgreSQL takes as names; where one stands as a name, it is
 * quoted before parsing, and where the parser still complains, the words around the complaint are quoted one by one as
 * long as that gets it further.
 */
public final class Queries {
    private static final SqlConformance CONFORMANCE = SqlConformanceEnum.BABEL;
    private static final SqlParser.Config CONFIG = SqlParser.config()
            .withLex(Lex.ORACLE)
            .withParserFactory(SqlBabelParserImpl.FACTORY)
            .withQuoting(Quoting.DOUBLE_QUOTE)
            .withUnquotedCasing(Casing.TO_LOWER)
            .withQuotedCasing(Casing.UNCHANGED)
            .withIdentifierMaxLength(1024)
            .withConformance(CONFORMANCE);
    private static final SqlAbstractParserImpl.Metadata WORDS =
            SqlParser.create("", CONFIG).getMetadata();
    private static final int MAX_TRIES = 200;

    private final String sql;
    private final int from;
    private final int to;
    private final List<Token> tokens;
    private final List<Edits.Edit> fixed = new ArrayList<>();
    private int tries;

    private Queries(String sql, int from, int to) {
        this.sql = sql;
        this.from = from;
        this.to = to;
        this.tokens = shifted(Lexer.tokens(sql.substring(from, to)), from);
    }

    private static List<Token> shifted(List<Token> tokens, int by) {
        return tokens.stream()
                .map(t -> new Token(t.kind(), t.text(), t.start() + by, t.end() + by))
                .toList();
    }

    /** The query in {@code [from, to)} of a text; throws {@link SqlTextException} with an index in the text. */
    public static ParsedQuery parse(String sql, int from, int to) {
        Queries queries = new Queries(sql, from, to);
        queries.fixed.addAll(new Dialect(queries.tokens).edits());
        return queries.search(NamePlaces.find(queries.tokens, WORDS));
    }

    /** Quotes more and more words while that moves the parser's complaint further on. */
    private ParsedQuery search(Set<Integer> quoted) {
        Attempt best = attempt(quoted);
        while (best.parsed == null && tries < MAX_TRIES) {
            Attempt better = improve(best);
            if (better == null) {
                throw best.mistake();
            }
            best = better;
        }
        if (best.parsed == null) {
            throw best.mistake();
        }
        return best.parsed;
    }

    private @Nullable Attempt improve(Attempt failed) {
        int near = tokenAt(failed.offset);
        Attempt best = null;
        for (int i = near; i >= Math.max(0, near - 4); i--) {
            Token token = tokens.get(i);
            if (token.kind() == Token.Kind.WORD
                    && !Reserved.is(token.text())
                    && !failed.quoted.contains(i)
                    && WORDS.isKeyword(token.text().toUpperCase(Locale.ROOT))) {
                Set<Integer> more = new HashSet<>(failed.quoted);
                more.add(i);
                Attempt next = attempt(more);
                if (next.parsed != null) {
                    return next;
                }
                if (next.offset > failed.offset && (best == null || next.offset > best.offset)) {
                    best = next;
                }
            }
        }
        return best;
    }

    private int tokenAt(int offset) {
        int found = 0;
        for (int i = 0; i < tokens.size() && tokens.get(i).start() <= offset; i++) {
            found = i;
        }
        return found;
    }

    private Attempt attempt(Set<Integer> quoted) {
        tries++;
        List<Edits.Edit> edits = new ArrayList<>(fixed);
        for (int i : quoted) {
            Token t = tokens.get(i);
            edits.add(new Edits.Edit(t.start(), t.end(), "\"" + t.name() + "\""));
        }
        Edits applied = new Edits(sql, from, to, edits);
        try {
            return new Attempt(
                    quoted,
                    to,
                    new ParsedQuery(
                            SqlParser.create(applied.result(), CONFIG).parseQuery(), applied, Clauses.rounds(tokens)),
                    "");
        } catch (SqlParseException e) {
            SqlParserPos pos = e.getPos();
            int offset = pos == null ? from : applied.original(pos.getLineNum(), pos.getColumnNum());
            return new Attempt(quoted, offset, null, String.valueOf(e.getMessage()));
        }
    }

    private final class Attempt {
        final Set<Integer> quoted;
        final int offset;
        final @Nullable ParsedQuery parsed;
        final String message;

        Attempt(Set<Integer> quoted, int offset, @Nullable ParsedQuery parsed, String message) {
            this.quoted = quoted;
            this.offset = offset;
            this.parsed = parsed;
            this.message = message;
        }

        SqlTextException mistake() {
            return SyntaxMistakes.explain(message, offset, tokens.get(tokenAt(offset)));
        }
    }
}
