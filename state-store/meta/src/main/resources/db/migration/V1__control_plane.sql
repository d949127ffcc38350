-- Control plane: who the tenants are, what they want to run, what ran. The ledger of what happened is V2's.
--
-- Every table is read and written under forced row-level security. The API's role sees the one tenant that the
-- first statement of its transaction names (app.tenant) and the memberships of its caller (app.issuer, app.subject);
-- the reconciler's role sees all tenants. Neither owns a table nor may pass the policies by.

CREATE SCHEMA IF NOT EXISTS freshet;

-- Roles belong to the cluster, not to the database, so another database may have made them before.
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

-- Vector types for the tenants' schemas, where the server has them.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') THEN
    CREATE EXTENSION IF NOT EXISTS vector SCHEMA public;
  END IF;
END $$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON SCHEMA freshet FROM PUBLIC;
GRANT USAGE ON SCHEMA freshet TO freshet_api, freshet_reconciler, freshet_worker;

CREATE TABLE freshet.tenant (
  id          text PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9-]{1,38}[a-z0-9]$'),
  name        text NOT NULL,
  wrapped_key bytea NOT NULL,             -- the tenant's data key, wrapped by the master key
  db_login    bytea NOT NULL,             -- password of role freshet_t_<id>, sealed with the data key
  created_at  timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE freshet.member (
  tenant_id  text NOT NULL REFERENCES freshet.tenant,
  issuer     text NOT NULL,
  subject    text NOT NULL,
  role       text NOT NULL CHECK (role IN ('VIEWER', 'EDITOR', 'OPERATOR', 'ADMIN')),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, issuer, subject)
);
CREATE INDEX member_by_subject ON freshet.member (issuer, subject);

CREATE TABLE freshet.platform_admin (
  issuer  text NOT NULL,
  subject text NOT NULL,
  PRIMARY KEY (issuer, subject)
);

CREATE TABLE freshet.pipeline (
  uid           uuid PRIMARY KEY,
  tenant_id     text NOT NULL REFERENCES freshet.tenant,
  name          text NOT NULL,
  description   text,
  tags          text NOT NULL,            -- JSON object
  spec          text NOT NULL,            -- JSON as the client wrote it, desired_state kept current
  desired_state text NOT NULL CHECK (desired_state IN ('RUNNING', 'PAUSED', 'STOPPED')),
  version       int NOT NULL,
  revision      bigint NOT NULL,          -- the ETag
  attempt       bigint NOT NULL DEFAULT 0, -- counts explicit starts; a later one forgets earlier failures
  slo_ms        bigint,
  created_at    timestamptz NOT NULL DEFAULT now(),
  updated_at    timestamptz NOT NULL DEFAULT now(),
  delete_at     timestamptz,              -- deletion asked for
  deleted_at    timestamptz,              -- worker gone, name free again
  purge         boolean NOT NULL DEFAULT false,
  -- observed by the reconciler
  state         text NOT NULL DEFAULT 'STOPPED',
  reason_code   text,
  reason        text,
  UNIQUE (tenant_id, uid)
);
CREATE UNIQUE INDEX pipeline_name ON freshet.pipeline (tenant_id, name) WHERE deleted_at IS NULL;

CREATE TABLE freshet.pipeline_version (
  tenant_id    text NOT NULL,
  pipeline_uid uuid NOT NULL,
  version      int NOT NULL,
  spec         text NOT NULL,
  normal_spec  text NOT NULL,             -- what the compiler made of it: defaults filled in
  plan         text NOT NULL,
  content_hash text NOT NULL,
  created_by   text NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, pipeline_uid, version),
  FOREIGN KEY (tenant_id, pipeline_uid) REFERENCES freshet.pipeline (tenant_id, uid)
);

CREATE TABLE freshet.deployment (
  id           uuid PRIMARY KEY,
  tenant_id    text NOT NULL,
  pipeline_uid uuid NOT NULL,
  version      int NOT NULL,
  generation   bigint NOT NULL,
  attempt      bigint NOT NULL,
  token        bytea NOT NULL,            -- the worker's HTTP token, sealed with the tenant's data key
  pid          bigint,
  process_start bigint,                   -- epoch ms, tells a pid from its later namesake
  state        text NOT NULL CHECK (state IN ('LAUNCHED', 'STOPPING', 'ENDED')),
  head_epoch   bigint NOT NULL DEFAULT 0, -- of the ledger at its launch: later progress tells a crash from a crash loop
  progressed   boolean NOT NULL DEFAULT false,
  exit_code    int,
  reason       text,
  started_at   timestamptz NOT NULL DEFAULT now(),
  stop_at      timestamptz,
  ended_at     timestamptz,
  UNIQUE (pipeline_uid, generation),
  FOREIGN KEY (tenant_id, pipeline_uid) REFERENCES freshet.pipeline (tenant_id, uid)
);
CREATE INDEX deployment_by_pipeline ON freshet.deployment (pipeline_uid, started_at);

CREATE TABLE freshet.operation (
  id           uuid PRIMARY KEY,
  tenant_id    text NOT NULL,
  pipeline_uid uuid NOT NULL,
  pipeline     text NOT NULL,
  type         text NOT NULL,
  state        text NOT NULL CHECK (state IN ('PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED')),
  goal_epoch   bigint,                    -- CHECKPOINT: the head it saw
  goal_generation bigint,                 -- RESTART: a worker newer than this one
  error        text,                      -- JSON problem
  created_by   text NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  finished_at  timestamptz,
  FOREIGN KEY (tenant_id, pipeline_uid) REFERENCES freshet.pipeline (tenant_id, uid)
);
CREATE INDEX operation_by_pipeline ON freshet.operation (pipeline_uid, created_at);
CREATE INDEX operation_open ON freshet.operation (state) WHERE state IN ('PENDING', 'RUNNING');

CREATE TABLE freshet.connection (
  tenant_id  text NOT NULL REFERENCES freshet.tenant,
  name       text NOT NULL,
  connector  text NOT NULL,
  settings   text NOT NULL,               -- JSON object, secrets only by reference
  description text,
  revision   bigint NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, name)
);

CREATE TABLE freshet.secret (
  tenant_id  text NOT NULL REFERENCES freshet.tenant,
  name       text NOT NULL,
  version    bigint NOT NULL,
  sealed     bytea NOT NULL,              -- AES-256-GCM under the data key, bound to tenant, name and version
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, name)
);

CREATE TABLE freshet.idempotency (
  tenant_id  text NOT NULL,
  path       text NOT NULL,
  key        text NOT NULL,
  body_hash  text NOT NULL,
  status     int NOT NULL,
  headers    text NOT NULL,               -- JSON object
  body       text,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, path, key)
);

CREATE TABLE freshet.audit_event (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant_id  text NOT NULL,
  at         timestamptz NOT NULL DEFAULT now(),
  actor      text NOT NULL,
  action     text NOT NULL,
  target     text NOT NULL
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['member', 'pipeline', 'pipeline_version', 'deployment', 'operation', 'connection',
                           'secret', 'idempotency', 'audit_event', 'tenant', 'platform_admin'] LOOP
    EXECUTE format('ALTER TABLE freshet.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE freshet.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY reconciler_all ON freshet.%I TO freshet_reconciler USING (true) WITH CHECK (true)', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON freshet.%I TO freshet_reconciler', t);
  END LOOP;
  -- current_setting without missing_ok: a transaction that forgot to name its tenant fails, it does not see all.
  FOREACH t IN ARRAY ARRAY['pipeline', 'pipeline_version', 'deployment', 'operation', 'connection', 'secret',
                           'idempotency', 'audit_event'] LOOP
    EXECUTE format($p$CREATE POLICY api_tenant ON freshet.%I TO freshet_api
                      USING (tenant_id = current_setting('app.tenant'))
                      WITH CHECK (tenant_id = current_setting('app.tenant'))$p$, t);
  END LOOP;
END $$;

CREATE POLICY api_tenant ON freshet.member TO freshet_api
  USING (tenant_id = current_setting('app.tenant')
         OR (issuer = current_setting('app.issuer') AND subject = current_setting('app.subject')))
  WITH CHECK (tenant_id = current_setting('app.tenant'));
CREATE POLICY api_tenant ON freshet.tenant TO freshet_api
  USING (id = current_setting('app.tenant')
         OR id IN (SELECT m.tenant_id FROM freshet.member m
                   WHERE m.issuer = current_setting('app.issuer') AND m.subject = current_setting('app.subject')))
  WITH CHECK (id = current_setting('app.tenant'));
CREATE POLICY api_self ON freshet.platform_admin FOR SELECT TO freshet_api
  USING (issuer = current_setting('app.issuer') AND subject = current_setting('app.subject'));

GRANT SELECT, INSERT ON freshet.tenant, freshet.audit_event, freshet.pipeline_version TO freshet_api;
GRANT SELECT, INSERT, UPDATE, DELETE ON freshet.member, freshet.connection, freshet.secret, freshet.idempotency TO freshet_api;
GRANT SELECT, INSERT, UPDATE ON freshet.pipeline, freshet.operation TO freshet_api;
GRANT SELECT ON freshet.deployment, freshet.platform_admin TO freshet_api;

-- Makes (or gives a new password to) the database login of a tenant's workers and the schema it owns.
-- The only way by which the API's role, which may create neither roles nor schemas, gets them.
CREATE FUNCTION freshet.create_tenant_login(tenant text, password text) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  login text := 'freshet_t_' || replace(tenant, '-', '_');
  home  text := 't_' || replace(tenant, '-', '_');
BEGIN
  IF tenant !~ '^[a-z][a-z0-9-]{1,38}[a-z0-9]$' THEN
    RAISE EXCEPTION 'not a tenant name: %', tenant;
  END IF;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = login) THEN
    EXECUTE format('ALTER ROLE %I LOGIN PASSWORD %L', login, password);
  ELSE
    EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS IN ROLE freshet_worker PASSWORD %L',
                   login, password);
  END IF;
  -- An owner that is no superuser must be a member of the role to give it a schema.
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    EXECUTE format('GRANT %I TO %I', login, current_user);
  END IF;
  EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION %I', home, login);
  EXECUTE format('ALTER ROLE %I IN DATABASE %I SET search_path = %I, public', login, current_database(), home);
END $$;
REVOKE ALL ON FUNCTION freshet.create_tenant_login(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION freshet.create_tenant_login(text, text) TO freshet_api, freshet_reconciler;
