package dev.freshet.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Rows under headings, padded to the widest cell. Not thread-safe. */
public final class Table {
    private static final int WIDEST = 120;

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... headings) {
        this(Arrays.asList(headings));
    }

    public Table(List<String> headings) {
        this.headings = List.copyOf(headings);
    }

    /** Items as rows, a column for each path such as {@code status.state}; its last part, upper case, is the heading. */
    public static Table of(JsonNode items, String... paths) {
        Table table = new Table(Arrays.stream(paths).map(path -> heading(path)).toList());
        items.forEach(item ->
                table.add(Arrays.stream(paths).map(path -> cell(at(item, path))).toList()));
        return table;
    }

    /** Items as rows under the names that occur in them, in order of appearance. */
    public static Table ofAll(JsonNode items) {
        Set<String> names = new LinkedHashSet<>();
        items.forEach(item -> item.fieldNames().forEachRemaining(names::add));
        return ofNames(items, List.copyOf(names));
    }

    /** Items as rows, with these fields under their own names. */
    public static Table ofNames(JsonNode items, List<String> names) {
        Table table = new Table(names);
        items.forEach(item ->
                table.add(names.stream().map(name -> cell(item.path(name))).toList()));
        return table;
    }

    /** Adds a row. */
    public Table add(List<String> row) {
        rows.add(row.stream().map(Table::clip).toList());
        return this;
    }

    /** Adds a row. */
    public Table add(String... row) {
        return add(Arrays.asList(row));
    }

    /** A value as a cell: text bare, objects as JSON, null and absent empty. */
    public static String cell(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        return printable(value.isValueNode() ? value.asText() : value.toString());
    }

    /** Without control characters, so that data cannot drive the terminal. */
    public static String printable(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static JsonNode at(JsonNode item, String path) {
        JsonNode node = item;
        for (String part : path.split("\\.")) {
            node = node.path(part);
        }
        return node;
    }

    private static String heading(String path) {
        return path.substring(path.lastIndexOf('.') + 1).replace('_', ' ').toUpperCase(Locale.ROOT);
    }

    private static String clip(String cell) {
        return cell.length() <= WIDEST ? cell : cell.substring(0, WIDEST - 1) + "…";
    }

    /** All lines, each ended by a newline. */
    @Override
    public String toString() {
        if (headings.isEmpty()) {
            return "(none)\n";
        }
        int[] widths = widths();
        StringBuilder text = new StringBuilder();
        line(text, headings, widths);
        rows.forEach(row -> line(text, row, widths));
        return text.toString();
    }

    private int[] widths() {
        int[] widths = headings.stream().mapToInt(String::length).toArray();
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    private static void line(StringBuilder text, List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            line.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
