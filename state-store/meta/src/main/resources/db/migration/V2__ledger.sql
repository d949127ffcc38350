-- The ledger: what happened. One row per pipeline decides who may write (generation) and what is durable (head_epoch);
-- everything else hangs on it by (tenant_id, pipeline_uid), so that no tenant can attach a row to another's pipeline.
--
-- Workers log in as freshet_t_<tenant>, members of freshet_worker, and see their own tenant's rows only.

CREATE SCHEMA IF NOT EXISTS freshet;

DO $$
DECLARE wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['freshet_api', 'freshet_reconciler', 'freshet_worker'] LOOP
    BEGIN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS', wanted);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL;
    END;
  END LOOP;
END $$;
GRANT USAGE ON SCHEMA freshet TO freshet_api, freshet_reconciler, freshet_worker;

-- The tenant whose login this session uses; NULL for every other role. Tenant names hold no underscore, so the
-- mapping back is unique.
CREATE FUNCTION freshet.role_tenant() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN CASE WHEN starts_with(current_user::text, 'freshet_t_')
              THEN translate(substr(current_user::text, 11), '_', '-') END;

CREATE TABLE freshet.ledger (
  pipeline_uid    uuid PRIMARY KEY,
  tenant_id       text NOT NULL,
  pipeline        text NOT NULL,
  reserved        bigint NOT NULL DEFAULT 0,  -- last generation handed out
  generation      bigint NOT NULL DEFAULT 0,  -- the active one: only its owner commits
  version         int,                        -- definition version of the active owner
  owner           text,
  pid             bigint,
  endpoint        text,
  heartbeat_at    timestamptz,
  lease_until     timestamptz,
  head_epoch      bigint NOT NULL DEFAULT 0,  -- last durable epoch
  head_at         timestamptz,
  lake_epoch      bigint NOT NULL DEFAULT 0,  -- epochs up to here lie in Iceberg, later ones in hot_journal
  since_epoch     bigint NOT NULL DEFAULT 0,  -- history before it is merged into it
  hot_bytes       bigint NOT NULL DEFAULT 0,  -- stored bytes in hot_journal
  worker_state    text CHECK (worker_state IN ('REPLAYING', 'RUNNING', 'STOPPED', 'FAILED', 'DEGRADED')),
  reason_code     text,
  reason          text,
  freshness_ms    bigint,
  drain_requested boolean NOT NULL DEFAULT false,
  UNIQUE (tenant_id, pipeline_uid),
  CHECK (generation <= reserved),
  CHECK (0 <= since_epoch AND since_epoch <= lake_epoch AND lake_epoch <= head_epoch)
) WITH (fillfactor = 40, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

CREATE TABLE freshet.epoch (
  tenant_id    text NOT NULL,
  pipeline_uid uuid NOT NULL,
  epoch        bigint NOT NULL CHECK (epoch > 0),
  generation   bigint NOT NULL,
  version      int NOT NULL,
  commit_id    uuid NOT NULL,                 -- tells an owner whether an uncertain commit was its own
  positions    jsonb NOT NULL,                -- source -> position, only those that moved
  counts       jsonb NOT NULL,                -- {inputs: {table: rows}, outputs: {view: rows}, rejected, view_rejects}
  output_hash  text NOT NULL,
  ticks        jsonb NOT NULL,
  committed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (pipeline_uid, epoch),
  FOREIGN KEY (tenant_id, pipeline_uid) REFERENCES freshet.ledger (tenant_id, pipeline_uid) ON DELETE CASCADE
);

-- Where each source stands after head_epoch; the text is the connector's own.
CREATE TABLE freshet.position (
  tenant_id    text NOT NULL,
  pipeline_uid uuid NOT NULL,
  source       text NOT NULL,
  position     text NOT NULL,
  epoch        bigint NOT NULL,
  PRIMARY KEY (pipeline_uid, source),
  FOREIGN KEY (tenant_id, pipeline_uid) REFERENCES freshet.ledger (tenant_id, pipeline_uid) ON DELETE CASCADE
);

-- The columns of tables (J) and views (O) by definition version, so that anyone can read the batches of an epoch.
CREATE TABLE freshet.collection (
  tenant_id    text NOT NULL,
  pipeline_uid uuid NOT NULL,
  version      int NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('J', 'O')),
  name         text NOT NULL,
  columns      jsonb NOT NULL,
  PRIMARY KEY (pipeline_uid, version, kind, name),
  FOREIGN KEY (tenant_id, pipeline_uid) REFERENCES freshet.ledger (tenant_id, pipeline_uid) ON DELETE CASCADE
);

-- One batch per (epoch, collection): J input of a table, O output of a view, V rows that views could not compute.
CREATE TABLE freshet.hot_journal (
  tenant_id    text NOT NULL,
  pipeline_uid uuid NOT NULL,
  epoch        bigint NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('J', 'O', 'V')),
  collection   text NOT NULL,
  row_count    int NOT NULL,
  codec        smallint NOT NULL,             -- 0 plain, 1 Zstandard
  raw_bytes    int NOT NULL,                  -- size once unpacked
  bytes        bytea NOT NULL,                -- a batch in format 1, which carries its own checksum
  PRIMARY KEY (pipeline_uid, epoch, kind, collection),
  FOREIGN KEY (tenant_id, pipeline_uid) REFERENCES freshet.ledger (tenant_id, pipeline_uid) ON DELETE CASCADE
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
        toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 4000);
ALTER TABLE freshet.hot_journal ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- Bad records. INPUT: never became a row, append-only. VIEW: a row that a view cannot compute; one line per distinct
-- (view, code, detail, row) whose weight follows the view, HEALED once it is zero.
CREATE TABLE freshet.rejected (
  id           bigint GENERATED ALWAYS AS IDENTITY,
  tenant_id    text NOT NULL,
  pipeline_uid uuid NOT NULL,
  epoch        bigint NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('INPUT', 'VIEW')),
  source       text NOT NULL,                 -- source, table or view
  code         text NOT NULL,
  detail       text NOT NULL,
  origin       jsonb NOT NULL,
  payload      bytea NOT NULL,
  weight       bigint NOT NULL DEFAULT 1,
  state        text NOT NULL DEFAULT 'OPEN' CHECK (state IN ('OPEN', 'REPLAYED', 'DISCARDED', 'HEALED')),
  healed_epoch bigint,
  digest       bytea,                         -- of a VIEW line's content
  PRIMARY KEY (pipeline_uid, id),
  CHECK ((kind = 'VIEW') = (digest IS NOT NULL)),
  FOREIGN KEY (tenant_id, pipeline_uid) REFERENCES freshet.ledger (tenant_id, pipeline_uid) ON DELETE CASCADE
);
CREATE UNIQUE INDEX rejected_view ON freshet.rejected (pipeline_uid, digest) WHERE kind = 'VIEW';
CREATE INDEX rejected_input_epoch ON freshet.rejected (pipeline_uid, epoch) WHERE kind = 'INPUT';

-- Answers kept under idempotency keys, written with the epoch that holds their effect; good for 24 hours.
CREATE TABLE freshet.stored_reply (
  tenant_id    text NOT NULL,
  scope        text NOT NULL,                 -- the public path
  key          text NOT NULL,
  pipeline_uid uuid NOT NULL,
  epoch        bigint NOT NULL,
  body_sha256  text NOT NULL,
  status       int NOT NULL,
  body         text NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, scope, key),
  FOREIGN KEY (tenant_id, pipeline_uid) REFERENCES freshet.ledger (tenant_id, pipeline_uid) ON DELETE CASCADE
);
CREATE INDEX stored_reply_age ON freshet.stored_reply (created_at);

-- Results of costly or non-deterministic calls, shared by all pipelines of a tenant.
CREATE TABLE freshet.memo (
  tenant_id  text NOT NULL,
  function   text NOT NULL,
  sha256     bytea NOT NULL,
  failed     boolean NOT NULL,
  bytes      bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, function, sha256)
);

-- Values above 64 KiB, stored once per tenant as a file named by its hash.
CREATE TABLE freshet.object (
  tenant_id  text NOT NULL,
  sha256     bytea NOT NULL,
  size       bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, sha256)
);

-- The catalog: where the current metadata file of each of a pipeline's Iceberg tables lies.
CREATE TABLE freshet.lake_table (
  tenant_id         text NOT NULL,
  pipeline_uid      uuid NOT NULL,
  name              text NOT NULL,
  metadata_location text NOT NULL,
  generation        bigint NOT NULL,          -- who wrote it
  updated_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (pipeline_uid, name),
  FOREIGN KEY (tenant_id, pipeline_uid) REFERENCES freshet.ledger (tenant_id, pipeline_uid) ON DELETE CASCADE
);

-- Saved operator states; their bytes are rows of the Iceberg table snapshot_state.
CREATE TABLE freshet.snapshot (
  tenant_id    text NOT NULL,
  pipeline_uid uuid NOT NULL,
  epoch        bigint NOT NULL,
  snapshot_id  uuid NOT NULL,
  generation   bigint NOT NULL,
  parts        int NOT NULL,
  bytes        bigint NOT NULL,
  sha256       text NOT NULL,                 -- over the parts' names and hashes, in order
  created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (pipeline_uid, epoch, snapshot_id),
  FOREIGN KEY (tenant_id, pipeline_uid) REFERENCES freshet.ledger (tenant_id, pipeline_uid) ON DELETE CASCADE
);

-- How far each sink is, as last reported; the truth is in the sink itself.
CREATE TABLE freshet.sink_progress (
  tenant_id    text NOT NULL,
  pipeline_uid uuid NOT NULL,
  sink         text NOT NULL,
  epoch        bigint NOT NULL,
  state        text NOT NULL,
  detail       text,
  reported_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (pipeline_uid, sink),
  FOREIGN KEY (tenant_id, pipeline_uid) REFERENCES freshet.ledger (tenant_id, pipeline_uid) ON DELETE CASCADE
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['ledger', 'epoch', 'position', 'collection', 'hot_journal', 'rejected', 'stored_reply',
                           'memo', 'object', 'lake_table', 'snapshot', 'sink_progress'] LOOP
    EXECUTE format('ALTER TABLE freshet.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE freshet.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY reconciler_all ON freshet.%I TO freshet_reconciler USING (true) WITH CHECK (true)', t);
    EXECUTE format($p$CREATE POLICY api_tenant ON freshet.%I TO freshet_api
                      USING (tenant_id = current_setting('app.tenant'))
                      WITH CHECK (tenant_id = current_setting('app.tenant'))$p$, t);
    EXECUTE format($p$CREATE POLICY worker_tenant ON freshet.%I TO freshet_worker
                      USING (tenant_id = (SELECT freshet.role_tenant()))
                      WITH CHECK (tenant_id = (SELECT freshet.role_tenant()))$p$, t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON freshet.%I TO freshet_reconciler', t);
    EXECUTE format('GRANT SELECT ON freshet.%I TO freshet_worker, freshet_api', t);
  END LOOP;
END $$;

-- A worker hands out no generation, renames nothing and changes no epoch that it wrote.
GRANT UPDATE (generation, version, owner, pid, endpoint, heartbeat_at, lease_until, head_epoch, head_at, lake_epoch,
              since_epoch, hot_bytes, worker_state, reason_code, reason, freshness_ms, drain_requested)
  ON freshet.ledger TO freshet_worker;
GRANT INSERT, DELETE ON freshet.epoch, freshet.hot_journal, freshet.snapshot TO freshet_worker;
GRANT INSERT ON freshet.collection, freshet.rejected, freshet.object TO freshet_worker;
GRANT INSERT, UPDATE, DELETE ON freshet.position, freshet.stored_reply, freshet.lake_table, freshet.sink_progress
  TO freshet_worker;
GRANT INSERT, DELETE ON freshet.memo TO freshet_worker;
GRANT UPDATE (epoch, weight, state, healed_epoch) ON freshet.rejected TO freshet_worker;
GRANT UPDATE (drain_requested) ON freshet.ledger TO freshet_api;
GRANT UPDATE (state) ON freshet.rejected TO freshet_api;

-- Hands out the next generation; makes the pipeline's ledger row at the first call. NULL: no such pipeline.
CREATE FUNCTION freshet.reserve(uid uuid) RETURNS bigint LANGUAGE sql VOLATILE
BEGIN ATOMIC
  INSERT INTO freshet.ledger AS l (pipeline_uid, tenant_id, pipeline, reserved)
    SELECT reserve.uid, known.tenant_id, known.name, 1
      FROM (SELECT p.tenant_id, p.name FROM freshet.pipeline p WHERE p.uid = reserve.uid
            UNION ALL
            SELECT k.tenant_id, k.pipeline FROM freshet.ledger k WHERE k.pipeline_uid = reserve.uid) known
      LIMIT 1
    ON CONFLICT (pipeline_uid) DO UPDATE SET reserved = l.reserved + 1, pipeline = excluded.pipeline
    RETURNING reserved;
END;

-- Makes a reserved generation the active one and thereby fences the one before at once. True when it is active now,
-- also when it was already; false when a later one is.
CREATE FUNCTION freshet.activate(uid uuid, gen bigint, def_version int, new_owner text, new_pid bigint,
                                 new_endpoint text) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  UPDATE freshet.ledger l
     SET generation = gen, version = def_version, owner = new_owner, pid = new_pid, endpoint = new_endpoint,
         heartbeat_at = clock_timestamp(), lease_until = clock_timestamp() + interval '10 s',
         worker_state = 'RUNNING', reason_code = NULL, reason = NULL, drain_requested = false
   WHERE l.pipeline_uid = uid AND l.generation <= gen AND gen <= l.reserved;
  RETURN FOUND;
END $$;

-- Extends the lease of the active generation. NULL: a later one is active (or the pipeline is gone); else whether the
-- control plane asked for a drain.
CREATE FUNCTION freshet.heartbeat(uid uuid, gen bigint, state text, code text, why text, freshness bigint)
  RETURNS boolean LANGUAGE sql VOLATILE
BEGIN ATOMIC
  UPDATE freshet.ledger l
     SET heartbeat_at = clock_timestamp(), lease_until = clock_timestamp() + interval '10 s',
         worker_state = heartbeat.state, reason_code = heartbeat.code, reason = heartbeat.why,
         freshness_ms = heartbeat.freshness
   WHERE l.pipeline_uid = heartbeat.uid AND l.generation = heartbeat.gen
   RETURNING l.drain_requested;
END;

-- The first statement of the transaction that makes an epoch durable: takes the row lock, checks owner, order and the
-- server's durability, then writes. Answers 'ok', 'gone', 'inactive', 'superseded' or 'out_of_order'; only after 'ok'
-- may the caller commit.
CREATE FUNCTION freshet.commit_epoch(
    uid uuid, gen bigint, e bigint, commit_uuid uuid, def_version int,
    sources text[], places text[], epoch_counts jsonb, hash text, epoch_ticks jsonb,
    kinds text[], names text[], row_counts int[], codecs int[], raw_sizes int[], batches bytea[],
    OUT outcome text, OUT active bigint, OUT head bigint, OUT at timestamptz)
  LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  l freshet.ledger;
BEGIN
  IF 'off' IN (current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit')) THEN
    RAISE EXCEPTION 'the database does not keep what it confirms: fsync, full_page_writes and synchronous_commit must be on'
      USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  SELECT * INTO l FROM freshet.ledger WHERE pipeline_uid = uid FOR UPDATE;
  active := l.generation;
  head := l.head_epoch;
  outcome := CASE WHEN l.pipeline_uid IS NULL THEN 'gone'
                  WHEN l.generation > gen THEN 'superseded'
                  WHEN l.generation < gen THEN 'inactive'
                  WHEN l.head_epoch <> e - 1 THEN 'out_of_order'
                  ELSE 'ok' END;
  IF outcome <> 'ok' THEN
    RETURN;
  END IF;
  at := clock_timestamp();
  INSERT INTO freshet.epoch (tenant_id, pipeline_uid, epoch, generation, version, commit_id, positions, counts,
                             output_hash, ticks, committed_at)
    VALUES (l.tenant_id, uid, e, gen, def_version, commit_uuid,
            coalesce((SELECT jsonb_object_agg(s, p::jsonb) FROM unnest(sources, places) AS u(s, p)), '{}'),
            epoch_counts, hash, epoch_ticks, at);
  IF cardinality(sources) > 0 THEN
    INSERT INTO freshet.position AS old (tenant_id, pipeline_uid, source, position, epoch)
      SELECT l.tenant_id, uid, s, p, e FROM unnest(sources, places) AS u(s, p)
      ON CONFLICT (pipeline_uid, source) DO UPDATE SET position = excluded.position, epoch = excluded.epoch;
  END IF;
  INSERT INTO freshet.hot_journal (tenant_id, pipeline_uid, epoch, kind, collection, row_count, codec, raw_bytes, bytes)
    SELECT l.tenant_id, uid, e, k, n, r, c, z, b
      FROM unnest(kinds, names, row_counts, codecs, raw_sizes, batches) AS u(k, n, r, c, z, b);
  UPDATE freshet.ledger
     SET head_epoch = e, head_at = at,
         hot_bytes = hot_bytes + coalesce((SELECT sum(length(b)) FROM unnest(batches) AS u(b)), 0)
   WHERE pipeline_uid = uid;
END $$;

REVOKE ALL ON FUNCTION freshet.reserve(uuid), freshet.activate(uuid, bigint, int, text, bigint, text),
    freshet.heartbeat(uuid, bigint, text, text, text, bigint),
    freshet.commit_epoch(uuid, bigint, bigint, uuid, int, text[], text[], jsonb, text, jsonb, text[], text[], int[],
                         int[], int[], bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION freshet.reserve(uuid) TO freshet_reconciler;
GRANT EXECUTE ON FUNCTION freshet.activate(uuid, bigint, int, text, bigint, text),
    freshet.heartbeat(uuid, bigint, text, text, text, bigint),
    freshet.commit_epoch(uuid, bigint, bigint, uuid, int, text[], text[], jsonb, text, jsonb, text[], text[], int[],
                         int[], int[], bytea[]) TO freshet_worker;
