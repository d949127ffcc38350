package dev.freshet.shell.sql;

import dev.freshet.core.expr.EvaluationContext;
import dev.freshet.core.expr.RowException;
import dev.freshet.core.plan.OrderedQuery;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.core.read.OneShot;
import dev.freshet.core.read.OrderedRows;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.sql.check.SqlObjects;
import dev.freshet.sql.parse.ShellStatement.Piece;
import dev.freshet.sql.parse.SqlTextException;
import dev.freshet.sql.query.QueryCompiler;
import java.util.LinkedHashMap;
import java.util.Map;

/** Queries that are read once: compiled against the shell's objects, run over its rows. */
final class Reader {
    private static final int REMEMBERED = 200;

    private final SqlObjects objects;
    private final Database database;
    private final Map<String, OrderedQuery> compiled = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, OrderedQuery> eldest) {
            return size() > REMEMBERED;
        }
    };

    Reader(SqlObjects objects, Database database) {
        this.objects = objects;
        this.database = database;
    }

    /** Tables or views are not what they were. */
    void forget() {
        compiled.clear();
    }

    OrderedQuery compile(String text, Piece piece) {
        String query = piece.of(text);
        OrderedQuery known = compiled.get(query);
        if (known == null) {
            known = new QueryCompiler(objects.catalog()).compileOrdered(text, piece.from(), piece.to());
            requireReadable(known.root(), piece.from());
            compiled.put(query, known);
        }
        return known;
    }

    OrderedQuery compile(Spliced spliced) {
        String sql = spliced.sql();
        try {
            return compile(sql, new Piece(0, sql.length()));
        } catch (SqlTextException e) {
            throw spliced.atItsPlace(e);
        }
    }

    private void requireReadable(PlanNode root, int offset) {
        for (String name : OneShot.reads(root)) {
            Database.View view = database.view(name);
            if (view != null && view.definition.local()) {
                throw new SqlTextException(
                        "local_view",
                        offset,
                        "view '" + name + "' is local: only other views can read it",
                        "create it without LOCAL");
            }
        }
    }

    /** Fails when a row cannot be computed, as PostgreSQL does. */
    OrderedRows run(OrderedQuery query, int offset) {
        return run(query, database.contents(OneShot.reads(query.root())), offset);
    }

    /** The same for a query that takes one relation row by row, as if it held these rows only. */
    OrderedRows runFor(OrderedQuery query, String relation, ColumnBatch rows, int offset) {
        return run(query, Map.of(relation, rows), offset);
    }

    private static OrderedRows run(OrderedQuery query, Map<String, ColumnBatch> rows, int offset) {
        try {
            return OneShot.run(query, rows, EvaluationContext.NONE, Map.of());
        } catch (RowException e) {
            throw new SqlTextException(e.error().code(), offset, e.error().detail(), null);
        } catch (IllegalArgumentException e) {
            throw new SqlTextException("not_supported", offset, String.valueOf(e.getMessage()), null);
        }
    }
}
