package dev.freshet.stack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Options of a command: flags, and options that take the next word (or what follows {@code =}) as their value. */
final class Arguments {

    /** The command line cannot be understood. */
    static final class Wrong extends RuntimeException {
        Wrong(String message) {
            super(message);
        }
    }

    private final Set<String> flags = new HashSet<>();
    private final Map<String, String> values = new HashMap<>();

    private Arguments() {}

    /** Reads words that may hold those flags and those options with values, and nothing else. */
    static Arguments parse(List<String> words, Set<String> flags, Set<String> options) {
        Arguments arguments = new Arguments();
        List<String> rest = new ArrayList<>(words);
        while (!rest.isEmpty()) {
            String word = rest.removeFirst();
            List<String> halves = Arrays.asList(word.split("=", 2));
            if (flags.contains(word)) {
                arguments.flags.add(word);
            } else if (options.contains(halves.getFirst()) && halves.size() == 2) {
                arguments.values.put(halves.getFirst(), halves.getLast());
            } else if (options.contains(word) && !rest.isEmpty()) {
                arguments.values.put(word, rest.removeFirst());
            } else {
                throw new Wrong("do not understand " + word);
            }
        }
        return arguments;
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }

    Optional<String> value(String option) {
        return Optional.ofNullable(values.get(option));
    }
}
