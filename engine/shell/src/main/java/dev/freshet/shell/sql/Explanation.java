package dev.freshet.shell.sql;

import dev.freshet.core.circuit.Circuit;
import dev.freshet.core.plan.PlanNode;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.sql.check.SqlObjects;
import dev.freshet.sql.document.Spelling;
import dev.freshet.sql.parse.ShellStatement;
import dev.freshet.sql.parse.SqlTextException;
import dev.freshet.sql.parse.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** EXPLAIN: the plan as a tree, with what each operator keeps. */
final class Explanation {
    private static final Schema SCHEMA = Schema.of(new Field("QUERY PLAN", Type.TEXT.notNull()));

    private final SqlObjects objects;
    private final Database database;
    private final Reader reader;

    Explanation(SqlObjects objects, Database database, Reader reader) {
        this.objects = objects;
        this.database = database;
        this.reader = reader;
    }

    Result of(String sql, ShellStatement.Explain explain) {
        List<String> lines = new ArrayList<>();
        Token name = explain.view();
        ShellStatement.Piece query = explain.query();
        if (name != null) {
            Database.View view = view(name);
            text().append(lines, view.definition.root(), 0);
            if (explain.analyze()) {
                stats(lines, view.circuit.stats());
            }
        } else if (query != null) {
            PlanNode root = reader.compile(sql, query).root();
            text().append(lines, root, 0);
            if (explain.analyze()) {
                stats(lines, database.runOnce(root).stats());
            }
        }
        BatchBuilder out = new BatchBuilder(SCHEMA);
        lines.forEach(l -> out.row(1, l));
        return new Result(SCHEMA, out.build(), IntStream.range(0, lines.size()).toArray());
    }

    private PlanText text() {
        return new PlanText(List.copyOf(objects.tables().values()));
    }

    private Database.View view(Token name) {
        Database.@Nullable View view = database.view(name.name());
        if (view == null) {
            throw new SqlTextException(
                    "unknown_view",
                    name.start(),
                    "there is no view '" + name.name() + "'",
                    Spelling.hint(name.name(), objects.views().keySet()));
        }
        return view;
    }

    private static void stats(List<String> lines, List<Circuit.Stats> stats) {
        lines.add("");
        for (Circuit.Stats s : stats) {
            lines.add("%s: touched %,d rows in the last epoch, %,d in all; keeps %,d rows, %,d bytes"
                    .formatted(s.kind(), s.touched(), s.totalTouched(), s.stateRows(), s.stateBytes()));
        }
    }
}
