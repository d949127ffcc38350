package dev.freshet.shell.sql;

import dev.freshet.core.expr.PgText;
import dev.freshet.spi.data.ColumnBatch;
import dev.freshet.spi.data.Type;
import dev.freshet.spi.data.Values;
import dev.freshet.sql.parse.SqlTextException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a script's queries as views: with half of the rows gone the views are made, then rows come and go over several
 * epochs until all are back, and only then the views are compared with what the script expects.
 */
final class LogicRun {
    private static final int VIEWS_AT_ONCE = 60;

    private final Session session = new Session(_ -> {});
    private final List<String> tables = new ArrayList<>();
    private final List<LogicScript.Step.Query> waiting = new ArrayList<>();
    private final Map<String, Integer> unsupported = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();
    private final Set<String> undropped = new LinkedHashSet<>();
    private final Arbiter arbiter = new Arbiter();
    private final String name;
    private int passed;
    private int dialect;
    /** A statement could not be carried out: what is read afterwards means nothing. */
    private boolean contaminated;

    /**
     * What came of a script.
     *
     * @param dialect answers that are PostgreSQL's, but not the script's
     * @param unsupported queries by reason
     */
    record Verdict(int passed, int dialect, List<String> wrong, Map<String, Integer> unsupported) {}

    private LogicRun(String name) {
        this.name = name;
    }

    static Verdict of(LogicScript script, int mostQueries) {
        LogicRun run = new LogicRun(script.name());
        int queries = 0;
        for (LogicScript.Step step : script.steps()) {
            switch (step) {
                case LogicScript.Step.Statement s -> run.statement(s);
                case LogicScript.Step.Query q -> {
                    if (queries++ < mostQueries) {
                        run.waiting.add(q);
                    }
                }
            }
            if (run.waiting.size() >= VIEWS_AT_ONCE) {
                run.compare();
            }
        }
        run.compare();
        run.close();
        return new Verdict(run.passed, run.dialect, run.wrong, run.unsupported);
    }

    private void close() {
        try {
            arbiter.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void statement(LogicScript.Step.Statement s) {
        String[] words = s.sql().strip().toUpperCase(Locale.ROOT).split("[\\s(;]+");
        compare();
        if (words[0].equals("DROP") && words[1].equals("VIEW")) {
            dropView(words[words.length - 1]);
            return;
        }
        try {
            // A key that is unique is not ours to watch.
            boolean creates = words[0].equals("CREATE") && words[1].equals("TABLE");
            session.execute(creates ? s.sql().replaceAll("(?i)\\bUNIQUE\\b", "") : s.sql());
            if (creates) {
                tables.add(words[2].toLowerCase(Locale.ROOT));
            } else if (words[0].equals("DROP") && words[1].equals("TABLE")) {
                tables.remove(words[2].toLowerCase(Locale.ROOT));
            }
            if (s.fails()) {
                wrong.add(name + ": should fail: " + s.sql());
            } else {
                arbiter.carriedOut(s.sql());
            }
        } catch (SqlTextException e) {
            if (!s.fails()) {
                unsupported.merge("statement: " + e.getMessage(), 1, Integer::sum);
                contaminated = true;
            }
        }
    }

    /** The scripts drop views that other views still read, which go next: such a one waits for them. */
    private void dropView(String view) {
        undropped.add(view);
        List<String> gone = new ArrayList<>();
        for (String v : undropped) {
            try {
                session.execute("DROP VIEW IF EXISTS " + v);
                gone.add(v);
            } catch (SqlTextException e) {
                // It is read still.
            }
        }
        gone.forEach(undropped::remove);
    }

    private void compare() {
        if (waiting.isEmpty()) {
            return;
        }
        Map<String, ColumnBatch> away = takeAway(0);
        Map<String, LogicScript.Step.Query> views = new LinkedHashMap<>();
        for (LogicScript.Step.Query q : waiting) {
            String view = "v" + views.size();
            try {
                session.execute("CREATE VIEW " + view + columns(q) + " AS " + q.sql());
                views.put(view, q);
            } catch (SqlTextException e) {
                unsupported.merge(reason(e), 1, Integer::sum);
            }
        }
        waiting.clear();
        Map<String, ColumnBatch> others = takeAway(1);
        giveBack(away);
        giveBack(others);
        views.forEach(this::judge);
        views.keySet().forEach(v -> session.execute("DROP VIEW " + v));
    }

    /** Unnamed columns have one name, which a view cannot. */
    private static String columns(LogicScript.Step.Query q) {
        return IntStream.range(0, q.types().length())
                .mapToObj(c -> "c" + c)
                .collect(Collectors.joining(", ", " (", ")"));
    }

    private static String reason(SqlTextException e) {
        return e.code() + ": " + String.valueOf(e.getMessage()).replaceAll("'[^']*'|\\d+", "…");
    }

    private Map<String, ColumnBatch> takeAway(int odd) {
        Map<String, ColumnBatch> out = new LinkedHashMap<>();
        for (String table : tables) {
            ColumnBatch rows = session.rows(table);
            if (rows != null) {
                int[] half = new int[(rows.size() + 1 - odd) / 2];
                for (int i = 0; i < half.length; i++) {
                    half[i] = 2 * i + odd;
                }
                ColumnBatch gone = rows.gather(half, half.length);
                session.change(table, gone.negated());
                out.put(table, gone);
            }
        }
        return out;
    }

    private void giveBack(Map<String, ColumnBatch> rows) {
        rows.forEach(session::change);
    }

    private void judge(String view, LogicScript.Step.Query q) {
        Result rows;
        try {
            boolean ordered = q.sort().equals("nosort");
            rows = Objects.requireNonNull(session.execute(ordered ? q.sql() : "SELECT * FROM " + view));
        } catch (SqlTextException e) {
            unsupported.merge(reason(e), 1, Integer::sum);
            return;
        }
        List<String> values = values(rows, q);
        if (contaminated) {
            unsupported.merge("after a statement that is not supported", 1, Integer::sum);
        } else if (q.hash() == null ? values.equals(q.values()) : md5(values).equals(q.hash())) {
            passed++;
        } else if (agrees(arbiter.ask(q.sql()), values, q)) {
            dialect++;
        } else {
            wrong.add(name + ": " + q.sql() + "\n  got " + values.subList(0, Math.min(20, values.size()))
                    + "\n  expected " + q.values());
        }
    }

    private static List<String> values(Result rows, LogicScript.Step.Query q) {
        List<List<String>> shown = new ArrayList<>();
        for (int row : rows.order()) {
            List<String> line = new ArrayList<>();
            for (int c = 0; c < rows.schema().size(); c++) {
                Type type = rows.schema().type(c);
                Object value = Values.get(type, rows.rows().column(c), row);
                line.add(shown(
                        value == null ? null : PgText.format(type, value),
                        type instanceof Type.Bool,
                        type instanceof Type.Text,
                        as(q, c)));
            }
            shown.add(line);
        }
        return sorted(shown, q.sort());
    }

    private static char as(LogicScript.Step.Query q, int column) {
        return column < q.types().length() ? q.types().charAt(column) : 'T';
    }

    /** A row that cannot be computed is not there; PostgreSQL has no answer then. */
    private static boolean agrees(Arbiter.@Nullable Saying saying, List<String> values, LogicScript.Step.Query q) {
        if (saying == null || saying.rows() == null) {
            return saying != null;
        }
        List<List<String>> shown = new ArrayList<>();
        for (List<@Nullable String> row : saying.rows()) {
            List<String> line = new ArrayList<>();
            for (int c = 0; c < row.size(); c++) {
                line.add(shown(row.get(c), saying.bools()[c], saying.texts()[c], as(q, c)));
            }
            shown.add(line);
        }
        return sorted(shown, q.sort()).equals(values);
    }

    private static List<String> sorted(List<List<String>> rows, String sort) {
        if (sort.equals("rowsort")) {
            rows.sort((a, b) -> {
                for (int i = 0; i < a.size(); i++) {
                    int c = a.get(i).compareTo(b.get(i));
                    if (c != 0) {
                        return c;
                    }
                }
                return 0;
            });
        }
        List<String> values = new ArrayList<>();
        rows.forEach(values::addAll);
        if (sort.equals("valuesort")) {
            values.sort(null);
        }
        return values;
    }

    /** As the scripts write a value of a column of type {@code as}. */
    private static String shown(@Nullable String value, boolean bool, boolean text, char as) {
        if (value == null) {
            return "NULL";
        }
        if (bool) {
            return value.startsWith("t") ? "1" : "0";
        }
        if (as == 'T' || !text && !value.matches("-?[0-9.]+([eE][-+]?[0-9]+)?")) {
            return value.isEmpty() ? "(empty)" : value;
        }
        BigDecimal exact = new BigDecimal(text ? leadingDigits(value) : value);
        return as == 'I'
                ? exact.setScale(0, RoundingMode.DOWN).toPlainString()
                : exact.setScale(3, RoundingMode.HALF_EVEN).toPlainString();
    }

    /** A text in a column that a script calls a number. */
    private static String leadingDigits(String text) {
        Matcher m = Pattern.compile("-?\\d+").matcher(text);
        return m.lookingAt() ? m.group() : "0";
    }

    private static String md5(List<String> values) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            values.forEach(v -> digest.update((v + "\n").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
