package dev.freshet.sql.document;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one object of a document field by field; what was never asked for is an unknown field. Wrong types are noted and
 * the default is used, so that one look finds all slips.
 */
final class Fields {
    private final Tree.Mapping mapping;
    private final String pointer;
    private final Findings findings;
    private final Set<String> known = new LinkedHashSet<>();

    Fields(Tree.Mapping mapping, String pointer, Findings findings) {
        this.mapping = mapping;
        this.pointer = pointer;
        this.findings = findings;
    }

    static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    String pointer() {
        return pointer;
    }

    String pointer(String field) {
        return pointer + "/" + escape(field);
    }

    Place place() {
        return mapping.place();
    }

    /** Where a field's value stands, or the object itself. */
    Place place(String field) {
        Tree.Entry e = mapping.entries().get(field);
        return e == null ? mapping.place() : e.value().place();
    }

    boolean has(String field) {
        return mapping.entries().containsKey(field);
    }

    @Nullable
    Tree tree(String field) {
        known.add(field);
        Tree.Entry e = mapping.entries().get(field);
        return e == null || (e.value() instanceof Tree.Scalar s && s.value() == null) ? null : e.value();
    }

    private void wrong(String field, Tree found, String wanted) {
        findings.unreadable(
                "wrong_type",
                pointer(field),
                found.place(),
                field + " must be " + wanted + ", not " + found.kind(),
                remedy(wanted));
    }

    private static String remedy(String wanted) {
        return switch (wanted) {
            case "a text" -> "write it in quotes";
            case "a list of texts" -> "write [a, b], or one \"- a\" a line";
            case "an object" -> "write {name: value}, or its fields indented below it";
            case "true or false" -> "write it without quotes";
            default -> "write it with digits and without quotes";
        };
    }

    private void missing(String field, String wanted) {
        findings.invalid(
                "missing_field",
                pointer(field),
                mapping.place(),
                "'" + field + "' is missing",
                "add " + field + ": " + wanted);
    }

    @Nullable
    String text(String field) {
        Tree tree = tree(field);
        if (tree == null) {
            return null;
        }
        if (tree instanceof Tree.Scalar s && s.value() instanceof String text) {
            return text;
        }
        wrong(field, tree, "a text");
        return null;
    }

    /** A text; numbers are taken as written. */
    @Nullable
    String textOrNumber(String field) {
        return tree(field) instanceof Tree.Scalar s && s.value() instanceof Long n ? n.toString() : text(field);
    }

    String text(String field, String otherwise) {
        String found = text(field);
        return found == null ? otherwise : found;
    }

    String required(String field, String example) {
        if (tree(field) == null) {
            missing(field, example);
            return "";
        }
        return text(field, "");
    }

    @Nullable
    Long integer(String field, long least, long most) {
        Tree tree = tree(field);
        if (tree == null) {
            return null;
        }
        if (tree instanceof Tree.Scalar s && s.value() instanceof Long n) {
            if (n < least || n > most) {
                findings.invalid(
                        "out_of_range",
                        pointer(field),
                        tree.place(),
                        field + " must lie between " + least + " and " + most,
                        null);
                return least;
            }
            return n;
        }
        wrong(field, tree, "a whole number");
        return null;
    }

    long integer(String field, long otherwise, long least, long most) {
        Long found = integer(field, least, most);
        return found == null ? otherwise : found;
    }

    @Nullable
    Double number(String field, double least, double most) {
        Tree tree = tree(field);
        if (tree == null) {
            return null;
        }
        if (tree instanceof Tree.Scalar s && s.value() instanceof Number n) {
            if (!(n.doubleValue() >= least && n.doubleValue() <= most)) {
                findings.invalid(
                        "out_of_range",
                        pointer(field),
                        tree.place(),
                        field + " must lie between " + least + " and " + most,
                        null);
            }
            return n.doubleValue();
        }
        wrong(field, tree, "a number");
        return null;
    }

    boolean flag(String field, boolean otherwise) {
        Tree tree = tree(field);
        if (tree == null) {
            return otherwise;
        }
        if (tree instanceof Tree.Scalar s && s.value() instanceof Boolean b) {
            return b;
        }
        wrong(field, tree, "true or false");
        return otherwise;
    }

    <E extends Enum<E>> E choice(String field, Class<E> type, E otherwise) {
        String found = text(field);
        if (found == null) {
            return otherwise;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(found)) {
                return constant;
            }
        }
        List<String> names =
                Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
        findings.invalid(
                "unknown_value",
                pointer(field),
                place(field),
                "'" + found + "' is not a " + field.replace('_', ' '),
                Spelling.hint(found.toUpperCase(Locale.ROOT), names));
        return otherwise;
    }

    /** A list of texts; empty when absent. */
    List<String> texts(String field) {
        Tree tree = tree(field);
        if (tree == null) {
            return List.of();
        }
        if (!(tree instanceof Tree.Sequence sequence)) {
            wrong(field, tree, "a list of texts");
            return List.of();
        }
        List<String> out = new ArrayList<>();
        for (int i = 0; i < sequence.items().size(); i++) {
            Tree item = sequence.items().get(i);
            if (item instanceof Tree.Scalar s && s.value() instanceof String text) {
                out.add(text);
            } else {
                wrong(field + "/" + i, item, "a text");
            }
        }
        return out;
    }

    /** Where item {@code i} of a list field stands. */
    Place place(String field, int i) {
        Tree.Entry e = mapping.entries().get(field);
        return e != null
                        && e.value() instanceof Tree.Sequence s
                        && i < s.items().size()
                ? s.items().get(i).place()
                : place(field);
    }

    @Nullable
    Fields object(String field) {
        Tree tree = tree(field);
        if (tree == null) {
            return null;
        }
        if (tree instanceof Tree.Mapping m) {
            return new Fields(m, pointer(field), findings);
        }
        wrong(field, tree, "an object");
        return null;
    }

    /** The objects of a map by name; each must be closed by the caller. */
    Map<String, Fields> objects(String field) {
        Map<String, Fields> out = new LinkedHashMap<>();
        Fields map = object(field);
        if (map != null) {
            for (String name : map.mapping.entries().keySet()) {
                Fields one = map.object(name);
                if (one == null && map.tree(name) == null) {
                    map.wrong(name, map.value(name), "an object");
                }
                if (one != null) {
                    out.put(name, one);
                }
            }
        }
        return out;
    }

    private Tree value(String field) {
        Tree.Entry e = mapping.entries().get(field);
        return e == null ? mapping : e.value();
    }

    Map<String, Tree.Entry> entries() {
        return mapping.entries();
    }

    Map<String, String> textMap(String field) {
        Map<String, String> out = new LinkedHashMap<>();
        Fields map = object(field);
        if (map != null) {
            for (String name : map.mapping.entries().keySet()) {
                out.put(name, map.text(name, ""));
            }
        }
        return out;
    }

    /** Fields not asked for so far, plain. They count as known from here on. */
    Map<String, Object> rest() {
        Map<String, Object> out = new LinkedHashMap<>();
        mapping.entries().forEach((name, e) -> {
            Object plain = e.value().plain();
            if (known.add(name) && plain != null) {
                out.put(name, plain);
            }
        });
        return out;
    }

    /** Notes every field that nobody asked for. */
    void close() {
        findings.asked(pointer, known);
        for (Tree.Entry e : mapping.entries().values()) {
            if (!known.contains(e.name())) {
                unknown(e.name(), known);
            }
        }
    }

    void unknown(String name, Set<String> among) {
        Tree.Entry e = mapping.entries().get(name);
        findings.unreadable(
                "unknown_field",
                pointer(name),
                e == null ? mapping.place() : e.namePlace(),
                "unknown field '" + name + "'",
                Spelling.hint(name, among));
    }
}
