-- thing_add: one
-- in: n i64, pad str
INSERT INTO t_thing (rev, n, pad) VALUES (1, $n, $pad) RETURNING id;

-- thing_get: one
-- in: id i64
SELECT t.id, t.rev, t.n FROM t_thing AS t WHERE t.id = $id;

-- thing_set: exec
-- in: id i64, n i64
UPDATE t_thing SET n = $n, rev = rev + 1 WHERE id = $id;

-- thing_count: one
-- out: things i64, n i64
SELECT count(*) AS things, CAST(coalesce(sum(t.n), 0) AS BIGINT) AS n FROM t_thing AS t;
