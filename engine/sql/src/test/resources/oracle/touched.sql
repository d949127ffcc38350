-- Filters, expressions, unions.
SELECT id, b * 2 AS x, UPPER(a) AS y FROM t WHERE k >= 0;
SELECT id FROM t WHERE b > 3 UNION ALL SELECT id FROM u;
-- Joins.
SELECT t.id, u.v FROM t JOIN u ON t.k = u.k;
SELECT t.id, u.v FROM t LEFT JOIN u ON t.k = u.k;
SELECT t.id, u.v FROM t RIGHT JOIN u ON t.k = u.k;
SELECT t.id, u.id AS i FROM t FULL JOIN u ON t.k = u.k;
SELECT t.id, u.id AS i FROM t JOIN u ON t.k = u.k AND t.b > u.v;
SELECT t.id, u.id AS i FROM t LEFT JOIN u ON t.k IS NOT DISTINCT FROM u.k;
SELECT id, t.a, v FROM t JOIN u USING (id);
SELECT t.id, one.n FROM t CROSS JOIN (SELECT COUNT(*) AS n FROM u) AS one;
SELECT t.id, x.v FROM t CROSS JOIN LATERAL (SELECT v FROM u WHERE u.k = t.k ORDER BY v, id LIMIT 2) AS x;
SELECT t.id, x.e FROM t CROSS JOIN UNNEST(ARRAY[t.id, t.k]) AS x(e);
SELECT a.id, c.id AS i FROM t AS a, u AS b, t AS c WHERE a.k = b.k AND b.id = c.id;
-- costs the other side: no key finds the partners.
SELECT t.id, u.id AS i FROM t JOIN u ON t.id < u.v - 1000000000;
-- costs the other side: no key finds the partners.
SELECT id FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.v > t.id + 1000000000);
SELECT t.id, u.v FROM t ASOF JOIN u MATCH_CONDITION t.at >= u.at ON t.k = u.k;
SELECT t.id, u.v FROM t LEFT ASOF JOIN u MATCH_CONDITION t.at >= u.at ON t.k = u.k;
SELECT t.id, u.v FROM t JOIN u ON t.k = u.k AND u.at BETWEEN t.at - INTERVAL '1' SECOND AND t.at + INTERVAL '1' SECOND;
SELECT t.id, u.id AS i, u.v FROM t NATURAL JOIN u;
SELECT t.id, x.e, x.n FROM t CROSS JOIN UNNEST(ARRAY[t.id, t.k]) WITH ORDINALITY AS x(e, n);
SELECT t.id, x.n FROM t JOIN (VALUES (1, 'a'), (3, 'b')) AS x(i, n) ON x.i = t.id % 7;
-- Subqueries.
SELECT id FROM t WHERE k IN (SELECT k FROM u);
SELECT id FROM t WHERE k NOT IN (SELECT k FROM u WHERE v < 0);
SELECT id FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.k = t.k AND u.v > t.b);
SELECT id FROM t WHERE NOT EXISTS (SELECT 1 FROM u WHERE u.k = t.k);
SELECT id, (SELECT MAX(v) FROM u WHERE u.k = t.k) AS m FROM t;
SELECT id, (SELECT COUNT(*) FROM u WHERE u.k = t.k) AS m FROM t;
-- costs all rows when the one value changes: each is compared with it.
SELECT id FROM t WHERE b > (SELECT AVG(v) FROM u);
SELECT id FROM t WHERE k <= ALL (SELECT id FROM u);
WITH c AS (SELECT k, COUNT(*) AS n FROM t GROUP BY k) SELECT c.k, c.n FROM c WHERE n > 1;
-- Aggregates.
SELECT k, COUNT(*) AS n, SUM(b) AS s, AVG(b) AS g, SUM(d) AS f FROM t GROUP BY k;
SELECT k, MIN(b) AS s, MAX(d) AS m, MIN(a) AS x FROM t GROUP BY k HAVING COUNT(*) > 0;
SELECT COUNT(*) AS n, SUM(b) AS s, MIN(b) AS x FROM t;
SELECT k, COUNT(DISTINCT a) AS n, SUM(DISTINCT b) AS s FROM t GROUP BY k;
SELECT k, STDDEV(d) AS s, VARIANCE(b) AS v, CORR(b, d) AS c, COVAR_POP(b, d) AS p, REGR_SLOPE(b, d) AS r FROM t GROUP BY k;
SELECT k, BOOL_AND(ok) AS a, BOOL_OR(ok) AS o, BIT_AND(id) AS x, BIT_OR(id) AS y, BIT_XOR(id) AS z FROM t GROUP BY k;
SELECT k, PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY d) AS c, PERCENTILE_DISC(0.9) WITHIN GROUP (ORDER BY b) AS p FROM t GROUP BY k;
SELECT k, MODE() WITHIN GROUP (ORDER BY a) AS m FROM t GROUP BY k;
SELECT k, FIRST_VALUE(a ORDER BY b, id) AS x, LAST_VALUE(a ORDER BY b, id) AS y FROM t GROUP BY k;
SELECT k, ARG_MIN(a, b) AS x, ARG_MAX(a, b) AS y FROM t GROUP BY k;
SELECT k, MIN(b) FILTER (WHERE ok) AS x, MAX(d) FILTER (WHERE NOT ok) AS y, MIN(at) AS z FROM t GROUP BY k;
SELECT k, SUM(b) FILTER (WHERE d > 3) AS x, AVG(DISTINCT d) AS y, ANY_VALUE(a) AS z FROM t GROUP BY k;
SELECT k, EVERY(ok) AS x, COUNTIF(ok) AS y, MEDIAN(d) AS z FROM t GROUP BY k;
SELECT k, COVAR_SAMP(b, d) AS a, REGR_COUNT(b, d) AS b, REGR_AVGX(b, d) AS c, REGR_SXY(b, d) AS e, REGR_INTERCEPT(b, d) AS f, REGR_R2(b, d) AS g FROM t GROUP BY k;
SELECT k, STDDEV_POP(b) AS x, VAR_POP(d) AS y, VAR_SAMP(id) AS z FROM t GROUP BY k;
SELECT k, APPROX_COUNT_DISTINCT(a) AS x FROM t GROUP BY k;
SELECT k, COUNT(*) FILTER (WHERE ok) AS x FROM t GROUP BY k;
SELECT k, a, COUNT(*) AS n, SUM(b) AS s FROM t GROUP BY ROLLUP (k, a);
SELECT k, ok, COUNT(*) AS n FROM t GROUP BY CUBE (k, ok);
SELECT k, a, SUM(b) AS x FROM t GROUP BY GROUPING SETS ((k), (a), ());
-- costs the group: the value is made of all its rows.
SELECT k, STRING_AGG(a, ',' ORDER BY id) AS s, ARRAY_AGG(id ORDER BY id) AS r FROM t GROUP BY k;
-- costs the group: the value is made of all its rows.
SELECT k, JSON_AGG(id ORDER BY id) AS s FROM t GROUP BY k;
-- costs the group: the value is made of all its rows.
SELECT k, JSONB_OBJECT_AGG(CAST(id AS VARCHAR), a ORDER BY id) AS s FROM t GROUP BY k;
-- costs the group: the value is made of all its rows.
SELECT k, MAP_AGG(id, a) AS s FROM t GROUP BY k;
-- Sets.
SELECT k FROM t INTERSECT ALL SELECT k FROM u;
SELECT k, a FROM t EXCEPT SELECT k, s FROM u;
SELECT DISTINCT k, ok FROM t;
SELECT k FROM t UNION SELECT k FROM u;
SELECT k FROM t INTERSECT SELECT k FROM u;
SELECT k FROM t EXCEPT ALL SELECT k FROM u;
-- Order.
SELECT id, b FROM t ORDER BY b DESC, id LIMIT 10;
SELECT id, b FROM t ORDER BY b, id LIMIT 10 OFFSET 5;
SELECT DISTINCT ON (k) k, id, b FROM t ORDER BY k, b DESC, id;
SELECT id, b FROM t QUALIFY ROW_NUMBER() OVER (PARTITION BY k ORDER BY b, id) <= 2;
-- OVER.
SELECT id, k, ROW_NUMBER() OVER (PARTITION BY k ORDER BY id) AS n FROM t;
SELECT id, RANK() OVER (PARTITION BY k ORDER BY b) AS r, DENSE_RANK() OVER (PARTITION BY k ORDER BY b) AS d FROM t;
SELECT k, id FROM (SELECT k, id, ROW_NUMBER() OVER (PARTITION BY k ORDER BY b, id) AS n FROM t) AS x WHERE n <= 3;
SELECT id, LAG(b) OVER (PARTITION BY k ORDER BY id) AS l, LEAD(b, 2) OVER (PARTITION BY k ORDER BY id) AS m FROM t;
SELECT id, FIRST_VALUE(b) OVER (PARTITION BY k ORDER BY id ROWS 1 PRECEDING) AS f FROM t;
SELECT id, SUM(b) OVER (PARTITION BY k ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS s FROM t;
SELECT id, COUNT(*) OVER (PARTITION BY k ORDER BY id RANGE BETWEEN 3 PRECEDING AND 3 FOLLOWING) AS s FROM t;
SELECT id, MIN(b) OVER (PARTITION BY k ORDER BY id GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS s FROM t;
SELECT id, NTH_VALUE(b, 2) OVER (PARTITION BY k ORDER BY id ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING) AS f FROM t;
SELECT id, LAST_VALUE(b) OVER (PARTITION BY k ORDER BY id ROWS BETWEEN CURRENT ROW AND 2 FOLLOWING) AS f FROM t;
SELECT id, AVG(d) OVER (PARTITION BY k ORDER BY at RANGE BETWEEN INTERVAL '2' SECOND PRECEDING AND CURRENT ROW) AS f FROM t;
-- costs the partition: sums are made from its first row on.
SELECT id, SUM(b) OVER (PARTITION BY k ORDER BY id) AS s FROM t;
SELECT id, COUNT(*) OVER (PARTITION BY k) AS s FROM t;
SELECT id, MAX(id) OVER (PARTITION BY k) AS s FROM t;
-- costs the partition: the frame of each row behind the change is read again.
SELECT id, MIN(id) OVER (PARTITION BY k ORDER BY id) AS s FROM t;
-- costs the partition when its number of rows changes.
SELECT id, NTILE(4) OVER (PARTITION BY k ORDER BY id) AS n FROM t;
-- Windows in time.
SELECT TUMBLE_START(at, INTERVAL '1' MINUTE) AS s, COUNT(*) AS n FROM t GROUP BY TUMBLE(at, INTERVAL '1' MINUTE);
SELECT window_start, COUNT(*) AS n FROM TABLE(HOP(TABLE t, DESCRIPTOR(at), INTERVAL '1' MINUTE, INTERVAL '3' MINUTE)) GROUP BY window_start;
SELECT window_end, COUNT(*) AS n FROM TABLE(CUMULATE(TABLE t, DESCRIPTOR(at), INTERVAL '1' HOUR, INTERVAL '6' HOUR)) GROUP BY window_end;
SELECT k, window_start, COUNT(*) AS n FROM TABLE(SESSION(TABLE t, DESCRIPTOR(at), DESCRIPTOR(k), INTERVAL '1' SECOND)) GROUP BY k, window_start;
SELECT k, SESSION_START(at, INTERVAL '1' SECOND) AS s, COUNT(*) AS n FROM t GROUP BY k, SESSION(at, INTERVAL '1' SECOND);
SELECT id, window_start FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(at), INTERVAL '1' MINUTE));
-- Shape.
SELECT * FROM (SELECT k, a, b FROM t) PIVOT (SUM(b) FOR a IN ('a1' AS x, 'a2' AS y));
SELECT * FROM (SELECT id, k, id AS j FROM t) UNPIVOT (val FOR name IN (k AS 'k', j AS 'j'));
-- Recursion: a tree of ten branches each.
WITH RECURSIVE r(n) AS (VALUES (0) UNION SELECT e.child FROM e JOIN r ON e.parent = r.n) SELECT n FROM r;
WITH RECURSIVE r(n, d) AS (SELECT 0, 0 UNION SELECT e.child, r.d + 1 FROM e JOIN r ON e.parent = r.n) SELECT n, MIN(d) AS d FROM r GROUP BY n;
