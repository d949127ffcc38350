package dev.freshet.server.tenant;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ready-made tenants and members, as a file names them. */
public record Seed(List<Tenant> tenants, List<Member> members) {
    public Seed {
        tenants = tenants == null ? List.of() : List.copyOf(tenants);
        members = members == null ? List.of() : List.copyOf(members);
    }

    /** A tenant. */
    public record Tenant(String id, String name) {
        public Tenant {
            name = name == null ? id : name;
        }
    }

    /**
     * Who may do what where.
     *
     * @param tenant absent for one who only administers the platform
     * @param role viewer, editor, operator or admin
     */
    public record Member(
            String issuer,
            String subject,
            @Nullable String tenant,
            @Nullable String role,
            @JsonProperty("platform_admin") boolean platformAdmin) {}
}
