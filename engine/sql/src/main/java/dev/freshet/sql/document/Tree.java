package dev.freshet.sql.document;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of a document with its place. */
public sealed interface Tree {
    Place place();

    /** What a user would call it in an error. */
    String kind();

    /** The value without its places: String, Boolean, Long, Double, null, List or Map. */
    @Nullable
    Object plain();

    /**
     * @param value String, Boolean, Long, Double or null
     * @param inside where the characters of a text stand in the document
     */
    record Scalar(@Nullable Object value, Place place, Inside inside) implements Tree {
        @Override
        public String kind() {
            return switch (value) {
                case null -> "null";
                case String _ -> "a text";
                case Boolean _ -> "a boolean";
                default -> "a number";
            };
        }

        @Override
        public @Nullable Object plain() {
            return value;
        }
    }

    record Sequence(List<Tree> items, Place place) implements Tree {
        @Override
        public String kind() {
            return "a list";
        }

        @Override
        public Object plain() {
            return items.stream().map(Tree::plain).toList();
        }
    }

    record Entry(String name, Place namePlace, Tree value) {}

    record Mapping(Map<String, Entry> entries, Place place) implements Tree {
        @Override
        public String kind() {
            return "an object";
        }

        @Override
        public Object plain() {
            Map<String, @Nullable Object> out = new LinkedHashMap<>();
            entries.forEach((name, e) -> out.put(name, e.value().plain()));
            return out;
        }
    }

    /** Maps a line and column inside a text to the document. */
    @FunctionalInterface
    interface Inside {
        Place at(int line, int column);
    }
}
