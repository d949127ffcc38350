package dev.freshet.server.access;

import dev.freshet.server.tenant.Role;
import java.util.List;
import java.util.Set;

/**
 * One verb on one path template.
 *
 * @param template such as {@code /api/v1/tenants/{tenant}/pipelines/{pipeline}}
 * @param queries names of the query parameters that it knows
 * @param consumes media types of the body; empty: takes no body
 * @param produces media types of the answer
 */
public record Route(
        String verb,
        String template,
        String scope,
        Role role,
        int maxBytes,
        Access.Handling handling,
        Set<String> queries,
        List<String> consumes,
        List<String> produces) {

    /** The template's parts between slashes. */
    public List<String> segments() {
        return List.of(template.substring(1).split("/"));
    }

    /** Whether the path names a tenant. */
    public boolean inTenant() {
        return template.startsWith("/api/v1/tenants/{tenant}/") || template.equals("/api/v1/tenants/{tenant}");
    }
}
