package dev.freshet.server.startup;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.server.secrets.Envelope;
import dev.freshet.server.tenant.Seed;
import dev.freshet.server.tenant.TenantNames;
import dev.freshet.server.wiring.db.Tenants;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;

/** Makes the ready-made tenants and members. What is there already stays; a member's role follows the file. */
@ApplicationScoped
public class Seeder {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private final Pool pool;
    private final Settings settings;
    private final Envelope master;

    public Seeder(@ReactiveDataSource("reconciler") Pool pool, Settings settings, Envelope master) {
        this.pool = pool;
        this.settings = settings;
        this.master = master;
    }

    void sow() {
        if (settings.seed() == null) {
            return;
        }
        Seed seed = read();
        pool.withTransaction(connection -> Multi.createFrom()
                        .iterable(seed.tenants())
                        .onItem()
                        .transformToUniAndConcatenate(tenant -> tenant(connection, tenant))
                        .collect()
                        .last()
                        .chain(done -> Multi.createFrom()
                                .iterable(seed.members())
                                .onItem()
                                .transformToUniAndConcatenate(member -> member(connection, member))
                                .collect()
                                .last()))
                .await()
                .atMost(PATIENCE);
    }

    private Seed read() {
        ObjectMapper json = new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true);
        try {
            return json.readValue(
                    java.util.Objects.requireNonNull(settings.seed()).toFile(), Seed.class);
        } catch (IOException e) {
            throw new UncheckedIOException("FRESHET_SEED cannot be read", e);
        }
    }

    private Uni<Void> tenant(SqlConnection connection, Seed.Tenant tenant) {
        if (!TenantNames.isValid(tenant.id())) {
            throw new IllegalArgumentException("FRESHET_SEED: not a tenant name: " + tenant.id());
        }
        String password = HexFormat.of().formatHex(Envelope.randomBytes(24));
        byte[] wrapped = master.newWrappedKey(tenant.id());
        byte[] login = master.unwrap(tenant.id(), wrapped).sealText(password, Tenants.loginPlace(tenant.id()));
        return connection
                .preparedQuery("insert into freshet.tenant (id, name, wrapped_key, db_login) values ($1, $2, $3, $4)"
                        + " on conflict (id) do nothing")
                .execute(Tuple.of(tenant.id(), tenant.name(), Buffer.buffer(wrapped), Buffer.buffer(login)))
                .chain(inserted -> inserted.rowCount() == 0
                        ? Uni.createFrom().voidItem()
                        : connection
                                .preparedQuery("select freshet.create_tenant_login($1, $2)")
                                .execute(Tuple.of(tenant.id(), password))
                                .replaceWithVoid());
    }

    private static Uni<Void> member(SqlConnection connection, Seed.Member member) {
        Uni<Void> admin = member.platformAdmin()
                ? connection
                        .preparedQuery("insert into freshet.platform_admin (issuer, subject) values ($1, $2)"
                                + " on conflict do nothing")
                        .execute(Tuple.of(member.issuer(), member.subject()))
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
        String role = member.role();
        if (member.tenant() == null || role == null) {
            return admin;
        }
        return admin.chain(done -> connection
                .preparedQuery("insert into freshet.member (tenant_id, issuer, subject, role) values ($1, $2, $3, $4)"
                        + " on conflict (tenant_id, issuer, subject) do update set role = excluded.role")
                .execute(Tuple.of(member.tenant(), member.issuer(), member.subject(), role.toUpperCase(Locale.ROOT)))
                .replaceWithVoid());
    }
}
