package dev.freshet.sql.parse;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One statement of the shell; positions are indexes in its text. */
public sealed interface ShellStatement {
    /** {@code text[from, to)}. */
    record Piece(int from, int to) {
        public String of(String text) {
            return text.substring(from, to);
        }
    }

    /** A statement that a pipeline's SQL may hold too. */
    record Define(Statement statement) implements ShellStatement {}

    record Query(Piece query) implements ShellStatement {}

    /** {@code analyze}: also runs it; {@code view} or {@code query} says of what. */
    record Explain(
            boolean analyze, @Nullable Token view, @Nullable Piece query) implements ShellStatement {}

    record Changes(Token relation) implements ShellStatement {}

    /** {@code columns} empty: all of the table's. */
    record Insert(Token table, List<Token> columns, boolean upsert, Source source) implements ShellStatement {
        public Insert {
            columns = List.copyOf(columns);
        }
    }

    /** Where inserted rows come from. */
    sealed interface Source {
        /** Rows of expressions. */
        record Values(List<List<Cell>> rows) implements Source {}

        record Select(Piece query) implements Source {}

        /** One row of defaults. */
        record Defaults() implements Source {}
    }

    /** An expression, and its tokens. */
    record Cell(Piece piece, List<Token> tokens) {
        public Cell {
            tokens = List.copyOf(tokens);
        }

        public boolean isDefault() {
            return tokens.size() == 1 && tokens.getFirst().is("DEFAULT");
        }
    }

    record Assignment(Token column, Cell value) {}

    /** {@code from} and {@code where} without their keywords. */
    record Update(
            Token table,
            @Nullable Token alias,
            List<Assignment> assignments,
            @Nullable Piece from,
            @Nullable Cell where)
            implements ShellStatement {
        public Update {
            assignments = List.copyOf(assignments);
        }
    }

    /** {@code using} and {@code where} without their keywords. */
    record Delete(
            Token table,
            @Nullable Token alias,
            @Nullable Piece using,
            @Nullable Cell where) implements ShellStatement {}

    record Drop(String kind, boolean ifExists, List<Token> names, boolean cascade) implements ShellStatement {
        public Drop {
            names = List.copyOf(names);
        }
    }

    record Begin() implements ShellStatement {}

    record Commit() implements ShellStatement {}

    record Rollback() implements ShellStatement {}
}
