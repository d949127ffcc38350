package dev.freshet.shell.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Values;
import dev.freshet.sql.parse.SqlTextException;
import dev.freshet.stack.TestPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same script in the shell and in PostgreSQL: every query prints the same CSV, what fails in one fails in the other,
 * and after every epoch the changes told so far add up to each view.
 */
class PostgresScriptsTest {
    private final Session session = new Session(_ -> {});
    private final Map<String, Map<List<@Nullable Object>, Long>> folded = new LinkedHashMap<>();

    @ParameterizedTest
    @ValueSource(strings = {"rows", "views", "transactions", "types"})
    void printsWhatPostgresPrints(String script) throws IOException, SQLException {
        TestPostgres server = TestPostgres.shared();
        int queries = 0;
        try (PostgresTwin postgres = new PostgresTwin(server.connect(server.createDatabase()))) {
            for (ScriptReader.Piece piece : statements(script)) {
                String text = piece.text().replaceFirst(";\\s*$", "");
                String where = script + ".sql line " + piece.line() + ": " + text;
                if (isQuery(text)) {
                    compare(postgres, text, where);
                    queries++;
                } else {
                    change(postgres, text, where);
                }
            }
        }
        assertThat(queries).isGreaterThan(3);
    }

    private static List<ScriptReader.Piece> statements(String script) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(PostgresScriptsTest.class.getResourceAsStream(script + ".sql"), script)) {
            ScriptReader reader =
                    new ScriptReader(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
            List<ScriptReader.Piece> out = new ArrayList<>();
            for (ScriptReader.Piece p = reader.next(); p != null; p = reader.next()) {
                out.add(p);
            }
            return out;
        }
    }

    private static boolean isQuery(String text) {
        String word = code(text).strip().toUpperCase(Locale.ROOT);
        return word.startsWith("SELECT") || word.startsWith("WITH") || word.startsWith("VALUES");
    }

    private static String code(String text) {
        return text.replaceAll("(?m)--.*$", " ");
    }

    private void compare(PostgresTwin postgres, String query, String where) throws IOException {
        String theirs = null;
        try {
            theirs = postgres.csv(code(query));
        } catch (SQLException e) {
            theirs = null;
        }
        String ours = null;
        String failure = "";
        try {
            ours = print(query);
        } catch (SqlTextException e) {
            failure = String.valueOf(e.getMessage());
        }
        if (theirs == null) {
            assertThat(ours).as("PostgreSQL fails: %s", where).isNull();
            return;
        }
        assertThat(ours).as("%s: %s", where, failure).isNotNull();
        boolean ordered = query.toUpperCase(Locale.ROOT).contains("ORDER BY");
        assertThat(lines(ours, ordered)).as(where).isEqualTo(lines(theirs, ordered));
    }

    private String print(String query) {
        StringBuilder out = new StringBuilder();
        Result result = session.execute(query);
        new Printer(out, Printer.Format.CSV, "").result(Objects.requireNonNull(result));
        return out.toString();
    }

    /** The header stays first. */
    private static List<String> lines(@Nullable String csv, boolean ordered) {
        List<String> lines = new ArrayList<>(Arrays.asList(Objects.toString(csv).split("\n")));
        if (!ordered) {
            lines.subList(1, lines.size()).sort(null);
        }
        return lines;
    }

    private void change(PostgresTwin postgres, String text, String where) {
        String theirs = postgres.run(text);
        String ours = null;
        try {
            session.execute(text);
        } catch (SqlTextException e) {
            ours = String.valueOf(e.getMessage());
        }
        assertThat(ours == null)
                .as("%s: here %s, PostgreSQL %s", where, ours, theirs)
                .isEqualTo(theirs == null);
        String[] words = text.strip().split("\\s+");
        if (ours != null) {
            return;
        }
        if (words[0].equalsIgnoreCase("CREATE") && words[1].equalsIgnoreCase("VIEW")) {
            folded.put(words[2], new HashMap<>());
        } else if (words[0].equalsIgnoreCase("DROP")) {
            folded.clear();
        }
        if (!session.inTransaction()) {
            folded.keySet().forEach(this::fold);
        }
    }

    private void fold(String view) {
        Map<List<@Nullable Object>, Long> sum = Objects.requireNonNull(folded.get(view));
        add(sum, Objects.requireNonNull(session.execute("CHANGES " + view)));
        Map<List<@Nullable Object>, Long> now = new HashMap<>();
        ColumnBatch rows = Objects.requireNonNull(session.rows(view));
        Result shown = Objects.requireNonNull(session.execute("SELECT * FROM " + view));
        for (int i = 0; i < rows.size(); i++) {
            now.merge(Values.row(shown.schema(), rows, i), rows.weight(i), Long::sum);
        }
        assertThat(sum).as("changes of %s so far", view).isEqualTo(now);
    }

    private static void add(Map<List<@Nullable Object>, Long> sum, Result changes) {
        for (int i = 0; i < changes.rows().size(); i++) {
            List<@Nullable Object> row = new ArrayList<>(Values.row(changes.schema(), changes.rows(), i));
            long weight = (Long) Objects.requireNonNull(row.removeLast());
            assertThat(weight).isNotZero();
            sum.merge(row, weight, Long::sum);
            sum.remove(row, 0L);
        }
    }
}
