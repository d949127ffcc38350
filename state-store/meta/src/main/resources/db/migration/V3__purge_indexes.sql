-- Purging a pipeline drops its indexes from the tenant's schema too. The view of an index says in its comment whose it is:
-- the tables' fingerprint, then the pipeline's uid, a slash and the index's name.
CREATE FUNCTION freshet.purge_indexes(tenant text, uid uuid) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  home    text := 't_' || replace(tenant, '-', '_');
  index   record;
  dropped integer := 0;
BEGIN
  IF to_regnamespace(quote_ident(home)) IS NULL THEN
    RETURN 0;
  END IF;
  FOR index IN
    SELECT c.relname AS name FROM pg_class c
    WHERE c.relnamespace = to_regnamespace(quote_ident(home)) AND c.relkind = 'v'
      AND obj_description(c.oid, 'pg_class') LIKE '% ' || uid::text || '/%'
  LOOP
    EXECUTE format('DROP VIEW %I.%I', home, index.name);
    EXECUTE format('DROP TABLE IF EXISTS %I.%I, %I.%I', home, index.name || '_chunks', home, index.name || '_vectors');
    dropped := dropped + 1;
  END LOOP;
  IF to_regclass(format('%I.sink_progress', home)) IS NOT NULL THEN
    EXECUTE format('DELETE FROM %I.sink_progress WHERE sink LIKE %L', home, uid::text || '/%');
  END IF;
  RETURN dropped;
END $$;
REVOKE ALL ON FUNCTION freshet.purge_indexes(text, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION freshet.purge_indexes(text, uuid) TO freshet_reconciler;
