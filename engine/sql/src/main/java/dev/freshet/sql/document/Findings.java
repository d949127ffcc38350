package dev.freshet.sql.document;

import dev.freshet.spi.error.Diagnostic;
import dev.freshet.sql.Failure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with a document. */
public final class Findings {
    private final List<Diagnostic> all = new ArrayList<>();
    private final Map<String, Set<String>> asked = new LinkedHashMap<>();
    private boolean unreadable;
    private boolean invalid;

    /** Remembers which fields an object may have, so that the published schema can be held against it. */
    void asked(String pointer, Set<String> fields) {
        asked.computeIfAbsent(pointer, _ -> new LinkedHashSet<>()).addAll(fields);
    }

    public Map<String, Set<String>> asked() {
        return asked;
    }

    public void unreadable(String code, String pointer, Place place, String detail, @Nullable String hint) {
        unreadable = true;
        all.add(Diagnostic.error(code, pointer, detail, hint).at(place.line(), place.column()));
    }

    public void invalid(String code, String pointer, Place place, String detail, @Nullable String hint) {
        add(Diagnostic.error(code, pointer, detail, hint).at(place.line(), place.column()));
    }

    /** An error that makes the document invalid, or a warning. */
    public void add(Diagnostic diagnostic) {
        invalid |= diagnostic.severity() == Diagnostic.Severity.ERROR;
        all.add(diagnostic);
    }

    public void warn(String code, String pointer, Place place, String detail, @Nullable String hint) {
        all.add(new Diagnostic(
                Diagnostic.Severity.WARNING, code, pointer, place.line(), place.column(), 0, 0, detail, hint));
    }

    public List<Diagnostic> all() {
        return List.copyOf(all);
    }

    public @Nullable Failure failure() {
        return unreadable ? Failure.UNREADABLE : invalid ? Failure.INVALID : null;
    }
}
