package dev.freshet.meta;

import org.flywaydb.core.Flyway;

/** Brings a database to the current schema {@code freshet}: for tests and tools; the control plane does it at its start. */
public final class Migrations {
    private Migrations() {}

    /** Applies what is missing, as a superuser or an owner who may create roles. Returns the number of steps taken. */
    public static int apply(String jdbcUrl, String user, String password) {
        return Flyway.configure()
                .dataSource(jdbcUrl, user, password)
                .schemas("freshet")
                .locations("classpath:db/migration")
                .placeholderReplacement(false)
                .load()
                .migrate()
                .migrationsExecuted;
    }
}
