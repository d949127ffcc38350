package dev.freshet.server.wiring.db;

import dev.freshet.server.access.Problems;
import dev.freshet.server.access.Scope;
import dev.freshet.server.secrets.Envelope;
import dev.freshet.server.tenant.Role;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HexFormat;
import org.hibernate.reactive.mutiny.Mutiny;

/** Makes tenants: the row, its keys, its first admin, its database login and schema, in one transaction. */
@ApplicationScoped
public class Tenants {
    private final Envelope master;

    public Tenants(Envelope master) {
        this.master = master;
    }

    /** Makes the scope's tenant with the scope's caller as admin; 409 when the id is taken. */
    public Uni<Void> create(Mutiny.Session session, Scope scope, String name) {
        String password = HexFormat.of().formatHex(Envelope.randomBytes(24));
        return session.find(TenantRow.class, scope.tenant())
                .invoke(taken -> {
                    if (taken != null) {
                        throw Problems.conflict("exists", "The tenant '" + scope.tenant() + "' exists already.")
                                .refusal();
                    }
                })
                .chain(free -> session.persist(row(scope.tenant(), name, password)))
                .chain(saved -> session.persist(admin(scope)))
                .chain(saved -> session.flush())
                .chain(flushed -> session.createNativeQuery(
                                "select cast(freshet.create_tenant_login(:tenant, :password) as text)", String.class)
                        .setParameter("tenant", scope.tenant())
                        .setParameter("password", password)
                        .getSingleResult())
                .replaceWithVoid();
    }

    /** The tenant's own envelope. */
    public Uni<Envelope> envelope(Mutiny.Session session, Scope scope) {
        return session.find(TenantRow.class, scope.tenant()).map(row -> master.unwrap(row.id, row.wrappedKey));
    }

    /** Where the sealed password of a tenant's login belongs. */
    public static String loginPlace(String tenant) {
        return Envelope.secretPlace(tenant, "db-login", 1);
    }

    private TenantRow row(String tenant, String name, String password) {
        TenantRow row = new TenantRow();
        row.id = tenant;
        row.name = name;
        row.createdAt = DatabaseTime.now();
        row.wrappedKey = master.newWrappedKey(tenant);
        row.dbLogin = master.unwrap(tenant, row.wrappedKey).sealText(password, loginPlace(tenant));
        return row;
    }

    private static MemberRow admin(Scope scope) {
        MemberRow row = new MemberRow();
        row.tenantId = scope.tenant();
        row.issuer = scope.issuer();
        row.subject = scope.subject();
        row.role = Role.ADMIN.name();
        row.createdAt = DatabaseTime.now();
        return row;
    }
}
