package dev.freshet.testkit.oracle;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Inserts, updates, deletes and duplicates over a few epochs. */
final class ScriptGenerator {
    private static final int MAX_EPOCHS = 4;
    private static final int FIRST_CHANGES = 30;
    private static final int MAX_CHANGES = 12;

    private final Choices choices;
    private final List<TableDef> tables;
    private final Map<String, List<List<@Nullable Object>>> seen = new HashMap<>();

    ScriptGenerator(Choices choices, List<TableDef> tables) {
        this.choices = choices;
        this.tables = tables;
    }

    List<List<Change>> epochs() {
        List<List<Change>> out = new ArrayList<>();
        int count = 1 + choices.next(MAX_EPOCHS);
        for (int e = 0; e < count; e++) {
            List<Change> epoch = new ArrayList<>();
            int changes = choices.next(e == 0 ? FIRST_CHANGES : MAX_CHANGES);
            for (int i = 0; i < changes; i++) {
                epoch.add(change());
            }
            out.add(epoch);
        }
        return out;
    }

    private Change change() {
        TableDef table = choices.of(tables);
        List<List<@Nullable Object>> known = seen.computeIfAbsent(table.name(), _ -> new ArrayList<>());
        int what = choices.next(10);
        if (what >= 7 && !known.isEmpty()) {
            return new Change(table.name(), true, choices.of(known));
        }
        if (what == 6 && !known.isEmpty()) {
            return new Change(table.name(), false, choices.of(known));
        }
        List<@Nullable Object> row = row(table);
        known.add(row);
        return new Change(table.name(), false, row);
    }

    private List<@Nullable Object> row(TableDef table) {
        List<@Nullable Object> out = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            Kind kind = table.columns().get(i).kind();
            Object value = kind.value(choices);
            while (value == null && i == 0 && table.keyed()) {
                value = kind.value(choices);
            }
            out.add(value);
        }
        return out;
    }
}
