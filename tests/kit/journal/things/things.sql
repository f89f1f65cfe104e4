-- Queries of the journal's own tests.

-- thing_add: one
-- in: name str?, n i64?, score f64?, open bool?, photo bytes?, phone str?
INSERT INTO t_thing (rev, name, n, score, open, photo, phone) VALUES (1, $name, $n, $score, $open, $photo, $phone)
RETURNING id;

-- thing_set: exec
-- in: id i64, n i64?, phone str?
UPDATE t_thing SET rev = rev + 1, n = $n, phone = $phone WHERE id = $id;

-- thing_fold: many
-- in: after i64, n i64
SELECT t.id, t.rev, t.name, t.n, t.score, t.open, t.photo, t.phone FROM t_thing AS t
WHERE t.id > $after ORDER BY t.id LIMIT $n;

-- part_add: exec
-- in: thing_id i64, n i64, kind str, word str, at i64
INSERT INTO t_part (thing_id, n, kind, word, at) VALUES ($thing_id, $n, $kind, $word, $at);

-- part_fold: many
-- in: after i64, upto i64
SELECT p.thing_id, p.n, p.kind, p.word, p.at, p.gone FROM t_part AS p
WHERE p.thing_id > $after AND p.thing_id <= $upto ORDER BY p.thing_id, p.n LIMIT 100000;

-- secret_add: exec
-- in: thing_id i64, sealed bytes
INSERT INTO t_secret (thing_id, sealed) VALUES ($thing_id, $sealed);

-- secret_fold: many
-- out: k i64
-- in: after i64, upto i64
SELECT p.thing_id, 1 AS k, p.sealed FROM t_secret AS p
WHERE p.thing_id > $after AND p.thing_id <= $upto ORDER BY p.thing_id LIMIT 100000;

-- visit_add: exec
-- in: thing_id i64, k i64, n i64, at i64
INSERT INTO t_visit (thing_id, k, n, at) VALUES ($thing_id, $k, $n, $at);

-- visit_fold: many
-- in: after i64, upto i64
SELECT p.thing_id, p.k, p.n, p.at FROM t_visit AS p
WHERE p.thing_id > $after AND p.thing_id <= $upto ORDER BY p.thing_id, p.k LIMIT 100000;

-- sum_add: exec
-- in: thing_id i64, parts i64
INSERT INTO t_sum (thing_id, parts) VALUES ($thing_id, $parts);

-- wrong_t_sum: many
-- in: n i64
SELECT p.thing_id FROM t_sum AS p
WHERE p.parts <> (SELECT count(*) FROM t_part AS x WHERE x.thing_id = p.thing_id AND x.n < 3) ORDER BY p.thing_id LIMIT $n;

-- choice_fold: many
-- in: after i64, upto i64
-- out: owner i64
SELECT q.owner, q.key, q.value FROM (SELECT 1 AS owner, c.key, c.value FROM t_choice AS c) AS q
WHERE q.owner > $after AND q.owner <= $upto ORDER BY q.key LIMIT 100000;
