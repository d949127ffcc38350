package dev.freshet.shell.sql;

import dev.freshet.core.expr.RowException;
import dev.freshet.core.plan.OrderedQuery;
import dev.freshet.core.read.OrderedRows;
import dev.freshet.spi.data.BatchBuilder;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Field;
import dev.freshet.spi.data.Schema;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.Values;
import dev.freshet.sql.document.Spelling;
import dev.freshet.sql.parse.ShellStatement;
import dev.freshet.sql.parse.ShellStatement.Assignment;
import dev.freshet.sql.parse.ShellStatement.Cell;
import dev.freshet.sql.parse.ShellStatement.Piece;
import dev.freshet.sql.parse.SqlTextException;
import dev.freshet.sql.parse.Token;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** INSERT, UPSERT, UPDATE and DELETE: each is done as a whole or not at all. */
final class RowStatements {
    private final Database database;
    private final Reader reader;

    RowStatements(Database database, Reader reader) {
        this.database = database;
        this.reader = reader;
    }

    private ShellTable table(Token name) {
        ShellTable table = database.table(name.name());
        if (table != null) {
            return table;
        }
        if (database.relation(name.name()) != null) {
            throw new SqlTextException(
                    "not_a_table", name.start(), "'" + name.name() + "' is no table: its rows are computed", null);
        }
        throw new SqlTextException(
                "unknown_table",
                name.start(),
                "there is no table '" + name.name() + "'",
                Spelling.hint(name.name(), database.names()));
    }

    private static int column(Schema schema, Token name) {
        int found = schema.indexOf(name.name());
        if (found < 0) {
            throw new SqlTextException(
                    "unknown_column",
                    name.start(),
                    "there is no column '" + name.name() + "'",
                    Spelling.hint(name.name(), schema.names()));
        }
        return found;
    }

    private static @Nullable Object assigned(@Nullable Object value, @Nullable Type from, Field column, int offset) {
        try {
            return Assigned.value(value, from instanceof Type.Text ? null : from, column);
        } catch (RowException e) {
            throw new SqlTextException(e.error().code(), offset, e.error().detail(), null);
        }
    }

    private static SqlTextException conflict(IllegalStateException e, int offset) {
        return new SqlTextException("duplicate_key", offset, String.valueOf(e.getMessage()), "UPSERT INTO replaces");
    }

    // ---- INSERT ----

    void insert(String text, ShellStatement.Insert statement) {
        ShellTable table = table(statement.table());
        ColumnBatch rows = new Inserted(text, table.schema(), statement).rows();
        try {
            table.insert(rows, statement.upsert());
        } catch (IllegalStateException e) {
            throw conflict(e, statement.table().start());
        }
    }

    /** The rows of one INSERT. */
    private final class Inserted {
        private final String text;
        private final Schema schema;
        private final ShellStatement.Insert statement;
        private final int[] targets;

        Inserted(String text, Schema schema, ShellStatement.Insert statement) {
            this.text = text;
            this.schema = schema;
            this.statement = statement;
            this.targets = targets();
        }

        private int[] targets() {
            if (statement.columns().isEmpty()) {
                return IntStream.range(0, schema.size()).toArray();
            }
            Set<Integer> seen = new HashSet<>();
            return statement.columns().stream()
                    .mapToInt(c -> {
                        int found = column(schema, c);
                        if (!seen.add(found)) {
                            throw new SqlTextException(
                                    "duplicate_column", c.start(), "column '" + c.name() + "' stands here twice", null);
                        }
                        return found;
                    })
                    .toArray();
        }

        ColumnBatch rows() {
            BatchBuilder out = new BatchBuilder(schema);
            switch (statement.source()) {
                case ShellStatement.Source.Defaults _ -> out.row(1, row(List.of(), 0));
                case ShellStatement.Source.Select s -> selected(s.query(), out);
                case ShellStatement.Source.Values v -> values(v.rows(), out);
            }
            return out.build();
        }

        private record Given(
                @Nullable Object value, @Nullable Type type, int offset) {}

        private @Nullable Object[] row(List<Given> given, int offset) {
            @Nullable Object[] row = new Object[schema.size()];
            boolean[] set = new boolean[schema.size()];
            for (int i = 0; i < given.size(); i++) {
                Given g = given.get(i);
                set[targets[i]] = true;
                row[targets[i]] = assigned(g.value(), g.type(), schema.field(targets[i]), g.offset());
            }
            for (int i = 0; i < row.length; i++) {
                if (!set[i]) {
                    assigned(null, null, schema.field(i), offset);
                }
            }
            return row;
        }

        private void requireCount(int given, int offset) {
            boolean fits = statement.columns().isEmpty() ? given <= targets.length : given == targets.length;
            if (!fits) {
                throw new SqlTextException(
                        "wrong_columns", offset, given + " values for " + targets.length + " columns", null);
            }
        }

        private void selected(Piece piece, BatchBuilder out) {
            OrderedQuery query = reader.compile(text, piece);
            requireCount(query.schema().size(), piece.from());
            OrderedRows result = reader.run(query, piece.from());
            for (int i : result.order()) {
                List<Given> given = new ArrayList<>();
                for (int c = 0; c < query.schema().size(); c++) {
                    Type type = query.schema().type(c);
                    given.add(new Given(Values.get(type, result.rows().column(c), i), type, piece.from()));
                }
                out.row(1, row(given, piece.from()));
            }
        }

        private void values(List<List<Cell>> rows, BatchBuilder out) {
            List<Cell> hard = new ArrayList<>();
            List<List<@Nullable Constant>> constants = new ArrayList<>();
            for (List<Cell> row : rows) {
                requireCount(row.size(), row.getFirst().piece().from());
                List<@Nullable Constant> known = new ArrayList<>();
                for (Cell cell : row) {
                    Constant constant = constant(cell);
                    known.add(constant);
                    if (constant == null) {
                        hard.add(cell);
                    }
                }
                constants.add(known);
            }
            List<Constant> computed = hard.isEmpty() ? List.of() : computed(hard);
            int next = 0;
            for (int r = 0; r < rows.size(); r++) {
                List<Given> given = new ArrayList<>();
                for (int c = 0; c < rows.get(r).size(); c++) {
                    Constant known = constants.get(r).get(c);
                    Constant value = known == null ? computed.get(next++) : known;
                    given.add(new Given(
                            value.value(),
                            value.type(),
                            rows.get(r).get(c).piece().from()));
                }
                out.row(1, row(given, rows.get(r).getFirst().piece().from()));
            }
        }

        /** All expressions that need the compiler, at once. */
        private List<Constant> computed(List<Cell> cells) {
            Spliced sql = new Spliced(text).add("SELECT ");
            for (int i = 0; i < cells.size(); i++) {
                sql.add(i == 0 ? "(" : ", (").add(cells.get(i).piece()).add(") AS c" + i);
            }
            OrderedQuery query = reader.compile(sql);
            ColumnBatch row = reader.run(query, cells.getFirst().piece().from()).rows();
            List<Constant> out = new ArrayList<>();
            for (int i = 0; i < cells.size(); i++) {
                Type type = query.schema().type(i);
                out.add(new Constant(Values.get(type, row.column(i), 0), type));
            }
            return out;
        }
    }

    private static @Nullable Constant constant(Cell cell) {
        try {
            return Constant.of(cell);
        } catch (RowException e) {
            throw new SqlTextException(
                    e.error().code(), cell.piece().from(), e.error().detail(), null);
        }
    }

    // ---- UPDATE and DELETE ----

    void delete(String text, ShellStatement.Delete statement) {
        ShellTable table = table(statement.table());
        ColumnBatch byKey = statement.using() == null ? found(table, statement.where()) : null;
        if (byKey != null) {
            table.delete(byKey);
            return;
        }
        String alias = alias(statement.table(), statement.alias());
        Spliced sql = new Spliced(text).add("SELECT " + alias + ".*");
        from(sql, table, alias, statement.using(), statement.where());
        OrderedQuery query = reader.compile(sql);
        ColumnBatch found = reader.run(query, statement.table().start()).rows();
        table.delete(once(table, found));
    }

    /** Joined rows come once per match: a row is taken as often as the table has it. */
    private static ColumnBatch once(ShellTable table, ColumnBatch found) {
        ColumnBatch rows =
                new ColumnBatch(found.columns().subList(0, table.schema().size()), null, found.size());
        Set<List<@Nullable Object>> seen = new HashSet<>();
        int[] kept = new int[rows.size()];
        long[] weights = new long[rows.size()];
        int n = 0;
        for (int i = 0; i < rows.size(); i++) {
            if (seen.add(Values.row(table.schema(), rows, i))) {
                int slot = table.relation().rows().find(rows, i);
                weights[n] = slot < 0 ? 0 : table.relation().rows().weight(slot);
                kept[n++] = i;
            }
        }
        return rows.gather(kept, n).withWeights(java.util.Arrays.copyOf(weights, n));
    }

    private static String alias(Token table, @Nullable Token alias) {
        return Spliced.quoted((alias == null ? table : alias).name());
    }

    private static void from(Spliced sql, ShellTable table, String alias, @Nullable Piece more, @Nullable Cell where) {
        sql.add(" FROM " + Spliced.quoted(table.name()) + " AS " + alias);
        if (more != null) {
            sql.add(", ").add(more);
        }
        if (where != null) {
            sql.add(" WHERE ").add(where.piece());
        }
    }

    /** The one row that {@code WHERE key = constant …} names; null when the condition is something else. */
    private static @Nullable ColumnBatch found(ShellTable table, @Nullable Cell where) {
        return where == null ? null : KeyLookup.find(table, where);
    }

    void update(String text, ShellStatement.Update statement) {
        ShellTable table = table(statement.table());
        int[] targets = statement.assignments().stream()
                .mapToInt(a -> column(table.schema(), a.column()))
                .toArray();
        if (IntStream.of(targets).distinct().count() < targets.length) {
            throw new SqlTextException("duplicate_column", statement.table().start(), "a column is set twice", null);
        }
        boolean rowByRow = statement.from() == null
                && statement.assignments().stream()
                        .flatMap(a -> a.value().tokens().stream())
                        .noneMatch(t -> t.is("SELECT"));
        ColumnBatch byKey = rowByRow ? found(table, statement.where()) : null;
        String alias = alias(statement.table(), statement.alias());
        Spliced sql = new Spliced(text).add("SELECT " + alias + ".*");
        List<@Nullable Constant> constants = new ArrayList<>();
        for (Assignment a : statement.assignments()) {
            Constant constant = constant(a.value());
            constants.add(constant);
            if (constant == null) {
                sql.add(", (").add(a.value().piece()).add(") AS c" + constants.size());
            }
        }
        from(sql, table, alias, statement.from(), byKey == null ? statement.where() : null);
        OrderedQuery query = reader.compile(sql);
        OrderedRows found = byKey == null
                ? reader.run(query, statement.table().start())
                : reader.runFor(query, table.name(), byKey, statement.table().start());
        apply(table, new Setting(targets, constants, statement.assignments()), query.schema(), found.rows());
    }

    private record Setting(int[] targets, List<@Nullable Constant> constants, List<Assignment> assignments) {}

    private static void apply(ShellTable table, Setting set, Schema seen, ColumnBatch found) {
        Schema schema = table.schema();
        BatchBuilder old = new BatchBuilder(schema);
        BatchBuilder fresh = new BatchBuilder(schema);
        Set<List<@Nullable Object>> done = new HashSet<>();
        for (int i = 0; i < found.size(); i++) {
            List<@Nullable Object> row = Values.row(seen, found, i);
            @Nullable Object[] before = row.subList(0, schema.size()).toArray();
            if (!done.add(java.util.Arrays.asList(before.clone()))) {
                continue;
            }
            @Nullable Object[] after = before.clone();
            int next = schema.size();
            for (int a = 0; a < set.targets().length; a++) {
                Constant constant = set.constants().get(a);
                Object value = constant == null ? row.get(next) : constant.value();
                Type type = constant == null ? seen.type(next) : constant.type();
                next += constant == null ? 1 : 0;
                int column = set.targets()[a];
                int offset = set.assignments().get(a).value().piece().from();
                after[column] = assigned(value, type, schema.field(column), offset);
            }
            long copies = Math.max(1, copies(table, schema, before));
            add(old, before, copies);
            add(fresh, after, copies);
        }
        try {
            table.update(old.build(), fresh.build());
        } catch (IllegalStateException e) {
            throw conflict(e, set.assignments().getFirst().column().start());
        }
    }

    private static void add(BatchBuilder out, @Nullable Object[] row, long copies) {
        out.row(copies, row);
    }

    private static long copies(ShellTable table, Schema schema, @Nullable Object[] row) {
        ColumnBatch one = new BatchBuilder(schema).row(1, row).build();
        int slot = table.relation().rows().find(one, 0);
        return slot < 0 ? 1 : table.relation().rows().weight(slot);
    }
}
