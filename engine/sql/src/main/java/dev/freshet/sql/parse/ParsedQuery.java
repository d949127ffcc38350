package dev.freshet.sql.parse;

import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;

/** A query's tree, with the way from its positions to the text it came from. */
public final class ParsedQuery {
    private final SqlNode node;
    private final Edits edits;

    ParsedQuery(SqlNode node, Edits edits) {
        this.node = node;
        this.edits = edits;
    }

    public SqlNode node() {
        return node;
    }

    /** Index in the original text. */
    public int offset(SqlParserPos pos) {
        return edits.original(pos.getLineNum(), pos.getColumnNum());
    }

    public int offset(int line, int column) {
        return edits.original(line, column);
    }
}
