-- A fork is a pipeline whose history begins with the content of another one at an epoch. Its ledger row stands just before
-- that epoch; the fork's first worker copies the content as one epoch and moves since_epoch there.
ALTER TABLE freshet.ledger ADD COLUMN fork_of uuid, ADD COLUMN fork_epoch bigint;

-- Prepares a fork: 'ok', 'ahead' (the parent has not reached the epoch) or 'expired' (its history there is merged away).
-- For the API's role, whose tenant is set.
CREATE FUNCTION freshet.fork(parent uuid, child uuid, child_name text, at bigint) RETURNS text
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  l freshet.ledger;
BEGIN
  SELECT * INTO l FROM freshet.ledger
   WHERE pipeline_uid = parent AND tenant_id = current_setting('app.tenant') FOR UPDATE;
  IF l.pipeline_uid IS NULL OR at > l.head_epoch THEN
    RETURN 'ahead';
  ELSIF at < greatest(1, l.since_epoch) THEN
    RETURN 'expired';
  END IF;
  INSERT INTO freshet.ledger (pipeline_uid, tenant_id, pipeline, head_epoch, lake_epoch, since_epoch, fork_of, fork_epoch)
    VALUES (child, l.tenant_id, child_name, at - 1, at - 1, at - 1, parent, at);
  INSERT INTO freshet.position (tenant_id, pipeline_uid, source, position, epoch)
    SELECT DISTINCT ON (source) l.tenant_id, child, source, place, at
      FROM (SELECT p.key AS source, p.value::text AS place, e.epoch
              FROM freshet.epoch e, jsonb_each(e.positions) p
             WHERE e.pipeline_uid = parent AND e.epoch <= at
            UNION ALL
            SELECT o.source, o.position, o.epoch FROM freshet.position o
             WHERE o.pipeline_uid = parent AND o.epoch <= at) moved
     ORDER BY source, epoch DESC;
  RETURN 'ok';
END $$;
REVOKE ALL ON FUNCTION freshet.fork(uuid, uuid, text, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION freshet.fork(uuid, uuid, text, bigint) TO freshet_api;
