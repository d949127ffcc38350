package dev.freshet.bench;

import java.util.List;

/** All works, by name. */
final class Works {
    static final int DEFAULT_ROWS = 20_000_000;

    private Works() {}

    /** @param rows rows of the works whose size is free */
    static List<Work> all(int rows) {
        return List.of(
                new WordCount(rows),
                new JoinAggregate(),
                new PageRank(),
                new BreadthFirst(),
                new Degrees(),
                new Durable(rows / 10));
    }

    static Work named(String name, int rows) {
        return all(rows).stream()
                .filter(work -> work.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no work " + name));
    }
}
