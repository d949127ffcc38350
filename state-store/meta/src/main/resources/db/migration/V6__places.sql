-- A worker may be a task of a cluster: what the cluster calls it. Its pid is 0 then.
ALTER TABLE freshet.deployment ADD COLUMN place text;
