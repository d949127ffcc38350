-- The first platform admin is whoever signs in and brings the token that the operator gave to the service. A token works once,
-- for a day, and only while there is no platform admin.
CREATE TABLE freshet.admin_token (
  hash       bytea PRIMARY KEY,           -- SHA-256; the token itself is nowhere
  expires_at timestamptz NOT NULL,
  spent_at   timestamptz,
  issuer     text,                        -- who spent it
  subject    text
);
ALTER TABLE freshet.admin_token ENABLE ROW LEVEL SECURITY;
ALTER TABLE freshet.admin_token FORCE ROW LEVEL SECURITY;
CREATE POLICY reconciler_all ON freshet.admin_token TO freshet_reconciler USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON freshet.admin_token TO freshet_reconciler;
