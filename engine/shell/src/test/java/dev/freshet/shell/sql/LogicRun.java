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
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
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
    private final String name;
    private int passed;
    /** A statement could not be carried out: what is read afterwards means nothing. */
    private boolean contaminated;

    /** What came of a script; {@code unsupported} counts queries by reason. */
    record Verdict(int passed, List<String> wrong, Map<String, Integer> unsupported) {}

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
        return new Verdict(run.passed, run.wrong, run.unsupported);
    }

    private void statement(LogicScript.Step.Statement s) {
        String[] words = s.sql().strip().toUpperCase(Locale.ROOT).split("[\\s(]+");
        compare();
        try {
            session.execute(
                    words[0].equals("CREATE") && words[1].equals("TABLE")
                            ? s.sql().replaceAll("(?i)\\bUNIQUE\\b", "")
                            : s.sql());
            if (words[0].equals("CREATE") && words[1].equals("TABLE")) {
                tables.add(s.sql().strip().split("[\\s(]+")[2].toLowerCase(Locale.ROOT));
            } else if (words[0].equals("DROP") && words[1].equals("TABLE")) {
                tables.remove(s.sql().strip().split("[\\s(;]+")[2].toLowerCase(Locale.ROOT));
            }
            if (s.fails()) {
                wrong.add(name + ": should fail: " + s.sql());
            }
        } catch (SqlTextException e) {
            if (!s.fails()) {
                unsupported.merge("statement: " + e.getMessage(), 1, Integer::sum);
                contaminated = true;
            }
        }
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
        List<List<String>> shown = new ArrayList<>();
        for (int row : rows.order()) {
            List<String> line = new ArrayList<>();
            for (int c = 0; c < rows.schema().size(); c++) {
                char type = c < q.types().length() ? q.types().charAt(c) : 'T';
                line.add(value(
                        rows.schema().type(c),
                        Values.get(rows.schema().type(c), rows.rows().column(c), row),
                        type));
            }
            shown.add(line);
        }
        List<String> values = sorted(shown, q.sort());
        boolean same =
                q.hash() == null ? values.equals(q.values()) : md5(values).equals(q.hash());
        if (contaminated) {
            unsupported.merge("after a statement that is not supported", 1, Integer::sum);
        } else if (same) {
            passed++;
        } else {
            wrong.add(name + ": " + q.sql() + "\n  got " + values.subList(0, Math.min(20, values.size()))
                    + "\n  expected " + q.values());
        }
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

    private static String value(Type type, @Nullable Object value, char as) {
        if (value == null) {
            return "NULL";
        }
        if (value instanceof Boolean b) {
            return b ? "1" : "0";
        }
        if (value instanceof Number && as != 'T') {
            BigDecimal exact = new BigDecimal(PgText.format(type, value));
            return as == 'I'
                    ? exact.setScale(0, RoundingMode.DOWN).toPlainString()
                    : exact.setScale(3, RoundingMode.HALF_EVEN).toPlainString();
        }
        String text = PgText.format(type, value);
        return text.isEmpty() ? "(empty)" : text;
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
