package dev.freshet.shell.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A script of sqllogictest, as its records for PostgreSQL. */
record LogicScript(String name, List<Step> steps) {
    private static final String SYSTEM = "postgresql";

    /** A record of the script. */
    sealed interface Step {
        String sql();

        record Statement(String sql, boolean fails) implements Step {}

        /** {@code hash} or {@code values} says what comes out; {@code types} has one of I, R, T per column. */
        record Query(
                String sql,
                String types,
                String sort,
                List<String> values,
                @Nullable String hash) implements Step {}
    }

    static LogicScript parse(String name, String text) {
        List<Step> steps = new ArrayList<>();
        for (String record : text.replace("\r", "").split("\n[ \t]*\n+")) {
            List<String> lines = new ArrayList<>();
            record.lines().filter(l -> !l.startsWith("#")).forEach(lines::add);
            while (!lines.isEmpty() && lines.getFirst().isBlank()) {
                lines.removeFirst();
            }
            if (!lines.isEmpty() && lines.getFirst().startsWith("halt")) {
                break;
            }
            Step step = wanted(lines) ? step(lines) : null;
            if (step != null) {
                steps.add(step);
            }
        }
        return new LogicScript(name, steps);
    }

    /** Takes the conditions off; false when they leave PostgreSQL out. */
    private static boolean wanted(List<String> lines) {
        boolean wanted = true;
        while (!lines.isEmpty() && lines.getFirst().matches("(skipif|onlyif) .*")) {
            String[] words = lines.removeFirst().split("\\s+");
            wanted &= words[0].equals("onlyif") == words[1].equals(SYSTEM);
        }
        return wanted && !lines.isEmpty();
    }

    private static @Nullable Step step(List<String> lines) {
        String[] words = lines.removeFirst().split("\\s+");
        return switch (words[0]) {
            case "statement" -> new Step.Statement(String.join("\n", lines), words[1].equals("error"));
            case "query" -> query(lines, words);
            default -> null;
        };
    }

    private static Step query(List<String> lines, String[] words) {
        int end = lines.indexOf("----");
        String sql = String.join("\n", end < 0 ? lines : lines.subList(0, end));
        List<String> values = end < 0 ? List.of() : List.copyOf(lines.subList(end + 1, lines.size()));
        String hash = null;
        if (values.size() == 1 && values.getFirst().matches("\\d+ values hashing to [0-9a-f]{32}")) {
            hash = values.getFirst().replaceFirst(".* ", "");
        }
        return new Step.Query(sql, words[1], words.length > 2 ? words[2] : "nosort", values, hash);
    }
}
