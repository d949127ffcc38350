-- How values of every type print.
CREATE TABLE v (id INT PRIMARY KEY, s SMALLINT, b BIGINT, r REAL, d DOUBLE PRECISION, n NUMERIC(20,5), c CHAR(4), v VARCHAR(5), t TEXT, y BYTEA, da DATE, ti TIME, ts TIMESTAMP, tz TIMESTAMP WITH TIME ZONE, u UUID, bo BOOLEAN);
INSERT INTO v VALUES (1, 1, 9223372036854775807, 1.5, 0.1, 1.5, 'ab', 'abc', 'a text', '\x00ff', '2026-02-28', '12:34:56.789', '2026-02-28 12:34:56.100', '2026-02-28 12:34:56+02', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', true);
INSERT INTO v VALUES (2, -32768, -9223372036854775808, 3.4e38, 1e300, -0.00001, '', '', '', '\x', '1969-12-31', '00:00', '1969-12-31 23:59:59.999999', '1969-12-31 23:59:59.999999Z', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', false);
INSERT INTO v (id) VALUES (3);
INSERT INTO v (id, d, r) VALUES (4, 'NaN', '-Infinity'), (5, 123456789012345680, 16777216), (6, 1e15, 1e6), (7, 0.0001, 0.00001);
INSERT INTO v (id, v) VALUES (8, 'abc  ');
INSERT INTO v (id, v) VALUES (9, 'abcdef');
INSERT INTO v (id, v) VALUES (10, 'abcde   ');
INSERT INTO v (id, c) VALUES (11, 'abcde');
INSERT INTO v (id, s) VALUES (12, 40000);
INSERT INTO v (id, s) VALUES (13, 2.5), (14, -2.5);
INSERT INTO v (id, t) VALUES (15, 'two
lines'), (16, ' blanks '), (17, 'comma, "quote"'), (18, '\.');
INSERT INTO v (id, bo) VALUES (19, 1);
INSERT INTO v (id, bo) VALUES (20, 'on');
INSERT INTO v (id, da) VALUES (21, '2026-02-30');
INSERT INTO v (id, t) VALUES (22, 5);
INSERT INTO v (id, ts) VALUES (23, DATE '2026-01-01');
SELECT * FROM v ORDER BY id;
SELECT id, d FROM v ORDER BY d, id;
SELECT id, t FROM v ORDER BY t DESC, id;
SELECT 1, 'x', NULL, 1.50, DATE '2026-01-01', TRUE, 1 + 1, count(*) FROM v;
SELECT CAST(1 AS BIGINT), id::TEXT, upper(t), id AS "Mixed Case", CASE WHEN id > 1 THEN 1 END FROM v WHERE id < 3;
SELECT sum(id), avg(id), min(t), max(da), bool_and(bo) FROM v;
VALUES (1, 'a'), (2, 'b');
