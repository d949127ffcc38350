package dev.freshet.server.tenant;

/** What a member may do in a tenant; each role includes all before it. */
public enum Role {
    /** Read and validate. */
    VIEWER,
    /** Define pipelines, push rows. */
    EDITOR,
    /** Run, stop and replay. */
    OPERATOR,
    /** Members, keys, secrets. */
    ADMIN;

    /** Whether this role may do what asks for {@code needed}. */
    public boolean covers(Role needed) {
        return compareTo(needed) >= 0;
    }

    /** The word in the API: lower case. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
