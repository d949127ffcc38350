-- spec.idle: a pipeline whose worker stopped for want of work rests until somebody wakes it. The API writes the number of
-- the generation that it wants to be followed; a later one may rest again.
ALTER TABLE freshet.pipeline ADD COLUMN woken bigint NOT NULL DEFAULT 0;
