package dev.freshet.sql;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The connection of an entry that names none: the only one that the document itself names for that connector, else the only
 * one that the tenant has for it.
 */
public record ConnectionChoice(Definition.Spec spec, Map<String, String> stored) {
    private static final Set<String> CONNECTING = Set.of("kafka", "postgres");
    private static final Set<String> INLINE = Set.of("connection", "bootstrap_servers", "url");

    /** Whether an entry needs a connection that it does not have. */
    public static boolean lacking(String connector, @Nullable String named, Map<String, Object> settings) {
        return CONNECTING.contains(connector)
                && named == null
                && INLINE.stream().noneMatch(settings::containsKey);
    }

    /** Null where there is none, or more than one. */
    public @Nullable String of(String connector) {
        List<String> here = Stream.concat(
                        spec.sources().values().stream()
                                .filter(s -> s.connector().equals(connector))
                                .map(Definition.Source::connection),
                        spec.sinks().values().stream()
                                .filter(s -> s.connector().equals(connector))
                                .map(Definition.SinkEntry::connection))
                .filter(java.util.Objects::nonNull)
                .distinct()
                .toList();
        if (here.size() == 1) {
            return here.getFirst();
        }
        List<String> fitting = stored.entrySet().stream()
                .filter(e -> e.getValue().equals(connector))
                .map(Map.Entry::getKey)
                .toList();
        return here.isEmpty() && fitting.size() == 1 ? fitting.getFirst() : null;
    }
}
