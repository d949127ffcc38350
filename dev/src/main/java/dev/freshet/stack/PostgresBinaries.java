package dev.freshet.stack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** An unpacked PostgreSQL: {@code initdb}, {@code pg_ctl} and {@code postgres} with all of contrib, but no psql. */
record PostgresBinaries(Path root) {

    /** Of the archive on the class path. */
    static final String VERSION = "18.6.0";

    /** Name of the cache's part. */
    static String part() {
        return "postgres-%s-%s".formatted(VERSION, Os.current().platform());
    }

    /** The PostgreSQL whose archive stands on the class path, unpacked at the first use. */
    static PostgresBinaries bundled(Cache cache) {
        Os os = Os.current();
        Path root = cache.part(part(), folder -> unpack(os, folder));
        return new PostgresBinaries(root);
    }

    private static void unpack(Os os, Path folder) throws IOException {
        String name = "/postgres-%s.txz".formatted(os.platform());
        try (InputStream packed = PostgresBinaries.class.getResourceAsStream(name)) {
            if (packed == null) {
                throw new StackException("there is no bundled PostgreSQL for " + os.platform()
                        + ": name a database with FRESHET_DATABASE_URL (PostgreSQL 15 to 18 with pgvector)");
            }
            Archives.untar(packed, folder);
        }
    }

    String program(String name) {
        return root.resolve("bin").resolve(name).toString();
    }
}
