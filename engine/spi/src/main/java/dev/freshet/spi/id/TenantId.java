package dev.freshet.spi.id;

/** Name of a tenant: {@code [a-z][a-z0-9-]{0,61}[a-z0-9]} or one letter. */
public record TenantId(String value) {
    public TenantId {
        if (!value.matches("[a-z]([a-z0-9-]{0,61}[a-z0-9])?")) {
            throw new IllegalArgumentException("'" + value + "' is not a tenant's name");
        }
    }

    /** The schema and role stem in Postgres: hyphens become underscores. */
    public String sqlName() {
        return value.replace('-', '_');
    }

    @Override
    public String toString() {
        return value;
    }
}
