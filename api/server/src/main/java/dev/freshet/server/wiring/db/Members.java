package dev.freshet.server.wiring.db;

import dev.freshet.server.access.Scope;
import dev.freshet.server.tenant.Role;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Our own record of who belongs where; a token proves only who someone is. */
@ApplicationScoped
public class Members {
    private final Database database;

    public Members(Database database) {
        this.database = database;
    }

    /** The caller's role in the scope's tenant; null when there is none, which looks like an absent tenant. */
    public Uni<@Nullable Role> roleIn(Scope scope) {
        return database.in(
                        scope,
                        session -> session.find(
                                MemberRow.class, new MemberRow.Key(scope.tenant(), scope.issuer(), scope.subject())))
                .map(member -> member == null ? null : Role.valueOf(member.role));
    }

    /** All memberships of the caller, by tenant. */
    public Uni<List<Membership>> of(Scope scope) {
        return database.in(
                scope,
                session -> session.createQuery(
                                "select new dev.freshet.server.wiring.db.Members$Membership(t.id, t.name, m.role, t.createdAt)"
                                        + " from MemberRow m join TenantRow t on t.id = m.tenantId"
                                        + " where m.issuer = :issuer and m.subject = :subject order by t.id",
                                Membership.class)
                        .setParameter("issuer", scope.issuer())
                        .setParameter("subject", scope.subject())
                        .getResultList());
    }

    /** Whether the caller may make tenants. */
    public Uni<Boolean> isPlatformAdmin(Scope scope) {
        return database.in(
                scope,
                session -> session.createNativeQuery(
                                "select count(*) from freshet.platform_admin where issuer = :issuer and subject = :subject",
                                Long.class)
                        .setParameter("issuer", scope.issuer())
                        .setParameter("subject", scope.subject())
                        .getSingleResult()
                        .map(count -> count > 0));
    }

    /** One tenant that the caller belongs to. */
    public record Membership(String tenant, String name, String role, java.time.Instant createdAt) {}
}
