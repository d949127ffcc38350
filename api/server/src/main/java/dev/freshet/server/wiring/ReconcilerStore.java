package dev.freshet.server.wiring;

import dev.freshet.server.deploy.Launcher;
import dev.freshet.server.pipeline.DesiredState;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the reconciler reads and writes, as the role that sees all tenants. Blocks; not for event loops. */
@ApplicationScoped
public class ReconcilerStore {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private final Pool pool;

    public ReconcilerStore(@ReactiveDataSource("reconciler") Pool pool) {
        this.pool = pool;
    }

    /** A pipeline with its ledger. */
    record Wanted(
            UUID uid,
            String tenant,
            String name,
            DesiredState desired,
            boolean deleting,
            boolean purge,
            int version,
            long attempt,
            @Nullable Long sloMs,
            String state,
            @Nullable String reasonCode,
            @Nullable String reason,
            Standing ledger,
            @Nullable Resting resting) {}

    /**
     * How a pipeline rests.
     *
     * @param spec the definition's spec, as JSON
     * @param seconds for how long
     */
    record Resting(String spec, double seconds) {}

    /** Its row in the ledger, zeros when there is none. */
    record Standing(
            long generation,
            int version,
            @Nullable Double leaseOver,
            @Nullable String endpoint,
            @Nullable String workerState,
            @Nullable String reasonCode,
            @Nullable String reason,
            @Nullable Long freshnessMs,
            long head,
            long lake) {}

    /** A deployment that has not ended, or did lately. */
    record Deployed(
            UUID pipeline,
            long generation,
            int version,
            long attempt,
            Launcher.@Nullable Handle handle,
            String state,
            @Nullable Integer exitCode,
            boolean progressed,
            @Nullable String reason,
            Instant startedAt,
            @Nullable Instant stopAt,
            @Nullable Instant endedAt) {}

    /** An operation that is not over. */
    record Open(
            UUID id,
            UUID pipeline,
            String type,
            String state,
            @Nullable Long goalEpoch,
            @Nullable Long goalGeneration) {}

    /** What a launch needs to know about a version. */
    record Recipe(String spec, String plan, byte[] wrappedKey, byte[] dbLogin) {}

    List<Wanted> pipelines() {
        List<Wanted> all = new ArrayList<>();
        for (Row row : query(
                "select p.uid, p.tenant_id, p.name, p.desired_state, p.delete_at is not null, p.purge, p.version, p.attempt,"
                        + " p.slo_ms, p.state, p.reason_code, p.reason, l.generation, l.version,"
                        + " case when l.lease_until > clock_timestamp() then null"
                        + " else extract(epoch from clock_timestamp() - l.lease_until)::float8 end,"
                        + " l.endpoint, l.worker_state, l.reason_code, l.reason, l.freshness_ms, l.head_epoch, l.lake_epoch,"
                        + " l.pipeline_uid is not null and l.lease_until is not null,"
                        + " case when l.worker_state = 'STOPPED' and l.reason_code = 'IDLE' and p.woken < l.generation"
                        + " and p.attempt = (select d.attempt from freshet.deployment d"
                        + " where d.pipeline_uid = p.uid and d.generation = l.generation) then p.spec end,"
                        + " extract(epoch from clock_timestamp() - l.heartbeat_at)::float8"
                        + " from freshet.pipeline p left join freshet.ledger l on l.pipeline_uid = p.uid"
                        + " where p.deleted_at is null",
                Tuple.tuple())) {
            all.add(wanted(row));
        }
        return all;
    }

    private static Wanted wanted(Row row) {
        return new Wanted(
                row.getUUID(0),
                row.getString(1),
                row.getString(2),
                DesiredState.valueOf(row.getString(3)),
                row.getBoolean(4),
                row.getBoolean(5),
                row.getInteger(6),
                row.getLong(7),
                row.getLong(8),
                row.getString(9),
                row.getString(10),
                row.getString(11),
                standing(row),
                row.getString(23) == null ? null : new Resting(row.getString(23), row.getDouble(24)));
    }

    private static Standing standing(Row row) {
        boolean leased = row.getBoolean(22);
        return new Standing(
                zero(row.getLong(12)),
                row.getInteger(13) == null ? 0 : row.getInteger(13),
                leased ? row.getDouble(14) : Double.valueOf(0),
                row.getString(15),
                row.getString(16),
                row.getString(17),
                row.getString(18),
                row.getLong(19),
                zero(row.getLong(20)),
                zero(row.getLong(21)));
    }

    private static long zero(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    /** By pipeline, oldest first. */
    Map<UUID, List<Deployed>> deployments() {
        Map<UUID, List<Deployed>> all = new HashMap<>();
        for (Row row : query(
                "select d.pipeline_uid, d.generation, d.version, d.attempt, d.pid, d.process_start, d.state, d.exit_code,"
                        + " d.progressed, d.reason, d.started_at, d.stop_at, d.ended_at, d.place from freshet.deployment d"
                        + " join freshet.pipeline p on p.uid = d.pipeline_uid and p.deleted_at is null"
                        + " where d.state <> 'ENDED' or (d.attempt = p.attempt and (d.ended_at > now() - interval '2 minutes'"
                        + " or d.exit_code in (70, 78))) order by d.generation",
                Tuple.tuple())) {
            all.computeIfAbsent(row.getUUID(0), uid -> new ArrayList<>()).add(deployed(row));
        }
        return all;
    }

    private static Deployed deployed(Row row) {
        Long pid = row.getLong(4);
        Long start = row.getLong(5);
        return new Deployed(
                row.getUUID(0),
                row.getLong(1),
                row.getInteger(2),
                row.getLong(3),
                pid == null
                        ? null
                        : new Launcher.Handle(
                                pid, start == null ? null : Instant.ofEpochMilli(start), row.getString(13)),
                row.getString(6),
                row.getInteger(7),
                row.getBoolean(8),
                row.getString(9),
                row.getOffsetDateTime(10).toInstant(),
                instant(row.getOffsetDateTime(11)),
                instant(row.getOffsetDateTime(12)));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    List<Open> operations() {
        List<Open> all = new ArrayList<>();
        for (Row row : query(
                "select id, pipeline_uid, type, state, goal_epoch, goal_generation from freshet.operation"
                        + " where state in ('PENDING', 'RUNNING') order by created_at",
                Tuple.tuple())) {
            all.add(new Open(
                    row.getUUID(0),
                    row.getUUID(1),
                    row.getString(2),
                    row.getString(3),
                    row.getLong(4),
                    row.getLong(5)));
        }
        return all;
    }

    void observed(UUID uid, String state, @Nullable String code, @Nullable String reason) {
        query(
                "update freshet.pipeline set state = $2, reason_code = $3, reason = $4 where uid = $1",
                Tuple.tuple().addValue(uid).addValue(state).addValue(code).addValue(reason));
    }

    void deleted(UUID uid) {
        query(
                "update freshet.pipeline set deleted_at = now(), state = 'STOPPED', reason_code = null, reason = null"
                        + " where uid = $1 and delete_at is not null",
                Tuple.of(uid));
    }

    /** Forgets all that was ever committed for a pipeline, its indexes included. */
    void purge(String tenant, UUID uid) {
        query("select freshet.purge_indexes($1, $2)", Tuple.of(tenant, uid));
        query("delete from freshet.ledger where pipeline_uid = $1", Tuple.of(uid));
    }

    void operation(UUID id, String state, @Nullable String error) {
        query(
                "update freshet.operation set state = $2, error = $3,"
                        + " finished_at = case when $2 = 'RUNNING' then null else now() end where id = $1",
                Tuple.tuple().addValue(id).addValue(state).addValue(error));
    }

    /** The next generation of a pipeline. */
    long reserve(UUID uid) {
        return query("select freshet.reserve($1)", Tuple.of(uid))
                .iterator()
                .next()
                .getLong(0);
    }

    Recipe recipe(Wanted wanted) {
        Row row = query(
                        "select v.normal_spec, v.plan, t.wrapped_key, t.db_login from freshet.pipeline_version v"
                                + " join freshet.tenant t on t.id = v.tenant_id"
                                + " where v.pipeline_uid = $1 and v.version = $2",
                        Tuple.of(wanted.uid(), wanted.version()))
                .iterator()
                .next();
        return new Recipe(
                row.getString(0),
                row.getString(1),
                row.getBuffer(2).getBytes(),
                row.getBuffer(3).getBytes());
    }

    /** The tenant's connections: name to (connector, settings). */
    Map<String, String[]> connections(String tenant) {
        Map<String, String[]> all = new HashMap<>();
        for (Row row : query(
                "select name, connector, settings from freshet.connection where tenant_id = $1", Tuple.of(tenant))) {
            all.put(row.getString(0), new String[] {row.getString(1), row.getString(2)});
        }
        return all;
    }

    /** A sealed secret. */
    record Sealed(String name, long version, byte[] bytes) {}

    List<Sealed> secrets(String tenant) {
        List<Sealed> all = new ArrayList<>();
        for (Row row :
                query("select name, version, sealed from freshet.secret where tenant_id = $1", Tuple.of(tenant))) {
            all.add(new Sealed(
                    row.getString(0), row.getLong(1), row.getBuffer(2).getBytes()));
        }
        return all;
    }

    void launching(Wanted wanted, long generation, byte[] token) {
        query(
                "insert into freshet.deployment (id, tenant_id, pipeline_uid, version, generation, attempt, token, state,"
                        + " head_epoch) values ($1, $2, $3, $4, $5, $6, $7, 'LAUNCHED', $8)",
                Tuple.tuple()
                        .addValue(UUID.randomUUID())
                        .addValue(wanted.tenant())
                        .addValue(wanted.uid())
                        .addValue(wanted.version())
                        .addValue(generation)
                        .addValue(wanted.attempt())
                        .addValue(Buffer.buffer(token))
                        .addValue(wanted.ledger().head()));
    }

    void launched(UUID uid, long generation, Launcher.Handle handle) {
        Long start = handle.start() == null ? null : handle.start().toEpochMilli();
        query(
                "update freshet.deployment set pid = $3, process_start = $4, place = $5 where pipeline_uid = $1 and generation = $2",
                Tuple.tuple()
                        .addValue(uid)
                        .addValue(generation)
                        .addValue(handle.pid())
                        .addValue(start)
                        .addValue(handle.place()));
    }

    void stopping(UUID uid, long generation) {
        query(
                "update freshet.deployment set state = 'STOPPING', stop_at = now()"
                        + " where pipeline_uid = $1 and generation = $2 and state = 'LAUNCHED'",
                Tuple.of(uid, generation));
    }

    void ended(UUID uid, long generation, @Nullable Integer exitCode, @Nullable String reason) {
        query(
                "update freshet.deployment d set state = 'ENDED', exit_code = coalesce(d.exit_code, $3),"
                        + " reason = coalesce(d.reason, $4), ended_at = now(),"
                        + " progressed = coalesce((select l.head_epoch > d.head_epoch and l.generation >= d.generation"
                        + " from freshet.ledger l where l.pipeline_uid = d.pipeline_uid), false)"
                        + " where d.pipeline_uid = $1 and d.generation = $2 and d.state <> 'ENDED'",
                Tuple.tuple()
                        .addValue(uid)
                        .addValue(generation)
                        .addValue(exitCode)
                        .addValue(reason));
    }

    void forgetOldReplies() {
        OffsetDateTime dayAgo = OffsetDateTime.now(ZoneOffset.UTC).minusHours(24);
        query("delete from freshet.idempotency where created_at < $1", Tuple.of(dayAgo));
    }

    /** The sealed token of a deployment. */
    byte @Nullable [] token(UUID uid, long generation) {
        RowSet<Row> rows = query(
                "select token from freshet.deployment where pipeline_uid = $1 and generation = $2",
                Tuple.of(uid, generation));
        return rows.size() == 0 ? null : rows.iterator().next().getBuffer(0).getBytes();
    }

    byte[] wrappedKey(String tenant) {
        return query("select wrapped_key from freshet.tenant where id = $1", Tuple.of(tenant))
                .iterator()
                .next()
                .getBuffer(0)
                .getBytes();
    }

    private RowSet<Row> query(String sql, Tuple arguments) {
        return pool.preparedQuery(sql).execute(arguments).await().atMost(PATIENCE);
    }
}
