package dev.freshet.server.tenant;

import java.util.regex.Pattern;

/** What a tenant may be called, and what belongs to it in the database because of that. */
public final class TenantNames {
    /** Without underscores, so that hyphen to underscore loses nothing; short enough for a role name. */
    public static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{1,38}[a-z0-9]");

    private TenantNames() {}

    /** Whether the text may name a tenant. */
    public static boolean isValid(String id) {
        return ID.matcher(id).matches();
    }

    /** The database login of the tenant's workers. */
    public static String login(String id) {
        return "freshet_t_" + id.replace('-', '_');
    }

    /** The schema that this login owns. */
    public static String schema(String id) {
        return "t_" + id.replace('-', '_');
    }
}
