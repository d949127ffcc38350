package dev.freshet.meta;

/** How a worker reaches the ledger's database: JDBC address, the tenant's login and its password. */
public record DatabaseSettings(String url, String user, String password) {
    /** Without the password, so that it may be logged. */
    @Override
    public String toString() {
        return user + " at " + url;
    }
}
