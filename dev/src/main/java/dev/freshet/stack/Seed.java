package dev.freshet.stack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ready-made tenants and their members, as the control plane reads them at its start. */
record Seed(List<Tenant> tenants, List<Member> members) {

    /** A tenant to be there. */
    record Tenant(String id, String name) {}

    /** A subject with its role in a tenant; the platform's admin has neither. */
    record Member(
            String issuer,
            String subject,
            @Nullable String tenant,
            @Nullable String role,
            boolean platformAdmin) {}

    static String json(String issuer) {
        Map<String, Tenant> tenants = new LinkedHashMap<>();
        List<Member> members = new ArrayList<>();
        for (Identity identity : Identity.ALL) {
            if (identity.tenant() != null) {
                tenants.put(identity.tenant(), tenant(identity.tenant()));
            }
            members.add(member(issuer, identity, identity.userSubject()));
            members.add(member(issuer, identity, identity.clientSubject()));
        }
        return Json.text(new Seed(List.copyOf(tenants.values()), members));
    }

    private static Tenant tenant(String id) {
        return new Tenant(id, Character.toUpperCase(id.charAt(0)) + id.substring(1));
    }

    private static Member member(String issuer, Identity identity, String subject) {
        return new Member(issuer, subject, identity.tenant(), identity.role(), identity.platformAdmin());
    }
}
