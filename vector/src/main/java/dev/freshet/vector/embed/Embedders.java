package dev.freshet.vector.embed;

import java.util.Optional;

/** The embedders that are built in, by the name that a pipeline document uses. */
public final class Embedders {
    private Embedders() {}

    public static Optional<Embedder> named(String name) {
        return name.equals(MiniLm.NAME) ? Optional.of(MiniLm.shared()) : Optional.empty();
    }
}
