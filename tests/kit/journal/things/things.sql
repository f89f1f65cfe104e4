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
