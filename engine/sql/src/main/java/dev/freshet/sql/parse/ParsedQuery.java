package dev.freshet.sql.parse;

import java.util.Map;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/** A query's tree, with the way from its positions to the text it came from. */
public final class ParsedQuery {
    private final SqlNode node;
    private final Edits edits;
    private final Map<String, Long> rounds;

    ParsedQuery(SqlNode node, Edits edits, Map<String, Long> rounds) {
        this.rounds = Map.copyOf(rounds);
        this.node = node;
        this.edits = edits;
    }

    public SqlNode node() {
        return node;
    }

    /** MAX ROUNDS by the name of the relation. */
    public Map<String, Long> rounds() {
        return rounds;
    }

    /** Index in the original text. */
    public int offset(SqlParserPos pos) {
        return edits.original(pos.getLineNum(), pos.getColumnNum());
    }

    public int offset(int line, int column) {
        return edits.original(line, column);
    }
}
