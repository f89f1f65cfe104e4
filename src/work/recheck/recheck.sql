-- recheck_rules: many
-- What a city looks at again, the shortest first. Called by recheck.run, recheck.rules. Index: primary key.
-- in: n i64
SELECT r.days, r.share, r.least, r.within, r.source FROM recheck_rule AS r ORDER BY r.days LIMIT $n;

-- recheck_rule_set: exec
-- Called by recheck.rule. Index: primary key.
-- in: days i64, share i64, least i64, within i64, source str
INSERT INTO recheck_rule (days, share, least, within, source) VALUES ($days, $share, $least, $within, $source)
ON CONFLICT (days) DO UPDATE
SET share = excluded.share, least = excluded.least, within = excluded.within, source = excluded.source;

-- fold_recheck_rules: many
-- For `duban verify`. Index: primary key.
-- in: after i64, upto i64
-- out: owner i64
SELECT CAST(1 AS BIGINT) AS owner, r.days, r.share, r.least, r.within, r.source
FROM recheck_rule AS r
WHERE $after < 1 AND $upto >= 1
ORDER BY r.days
LIMIT 1000;

-- ---- Draws ----

-- draw_add: one
-- A promise. Called by recheck.run, recheck.batch.
-- in: on_day str, days i64, batch i64, promise str, share i64, least i64, within i64, promised_at i64
INSERT INTO recheck_draw (rev, on_day, days, batch, promise, share, least, within, state, listed, taken, promised_at)
VALUES (1, $on_day, $days, $batch, $promise, $share, $least, $within, 'promised', 0, 0, $promised_at)
RETURNING id;

-- draw_seed_add: exec
-- in: draw_id i64, sealed bytes
INSERT INTO recheck_seed (draw_id, sealed) VALUES ($draw_id, $sealed);

-- draw_seed: one
-- Index: primary key.
-- in: draw_id i64
SELECT s.sealed FROM recheck_seed AS s WHERE s.draw_id = $draw_id;

-- draw_seed_drop: exec
-- It is told, or of no use. Index: primary key.
-- in: draw_id i64
DELETE FROM recheck_seed WHERE draw_id = $draw_id;

-- draw_seeds: many
-- What is not told yet: a few each day. Called by recheck.renew. Index: primary keys.
-- in: n i64
SELECT s.draw_id, s.sealed, d.promise
FROM recheck_seed AS s
JOIN recheck_draw AS d ON d.id = s.draw_id
ORDER BY s.draw_id
LIMIT $n;

-- draw_seed_set: exec
-- The same under another key. Called by recheck.renew. Index: primary key.
-- in: draw_id i64, sealed bytes
UPDATE recheck_seed SET sealed = $sealed WHERE draw_id = $draw_id;

-- draw_there: one
-- Is one promised for this day? Called by recheck.run. Index: unique.
-- in: on_day str, days i64, batch i64
SELECT d.id FROM recheck_draw AS d WHERE d.on_day = $on_day AND d.days = $days AND d.batch = $batch;

-- draw_waiting: one
-- The oldest whose day has come, behind one that had to wait. Called by recheck.run. Index: recheck_draw_waits.
-- in: today str, after_day str, after_id i64
SELECT d.id, d.rev, d.on_day, d.days, d.batch, d.promise, d.share, d.least, d.within, d.state, d.seed, d.list, d.listed,
       d.taken, d.promised_at, d.drawn_at
FROM recheck_draw AS d
WHERE d.state = 'promised' AND d.on_day <= $today AND (d.on_day, d.id) > ($after_day, $after_id)
ORDER BY d.on_day, d.id
LIMIT 1;

-- draw_before: one
-- The day of the last one of the same interval that had its list: what was closed since is on the next one. One that
-- was void for a list too long had it, too, else no later one would ever be short enough. Index: unique.
-- in: days i64, on_day str, most i64
SELECT d.on_day
FROM recheck_draw AS d
WHERE d.days = $days AND d.batch = 0 AND d.on_day < $on_day
  AND (d.state = 'drawn' OR (d.state = 'void' AND d.listed > $most))
ORDER BY d.on_day DESC
LIMIT 1;

-- draw_set: exec
-- Drawn, or void. Index: primary key.
-- in: id i64, rev i64, state str, seed str?, list str?, listed i64, taken i64, drawn_at i64
UPDATE recheck_draw
SET rev = rev + 1, state = $state, seed = $seed, list = $list, listed = $listed, taken = $taken, drawn_at = $drawn_at
WHERE id = $id AND rev = $rev;

-- draw_row: one
-- Of a batch: one of its cases is within reach. Called by recheck.get, recheck.draw. Index: primary keys.
-- in: id i64, scope i64
SELECT d.id, d.rev, d.on_day, d.days, d.batch, d.promise, d.share, d.least, d.within, d.state, d.seed, d.list, d.listed,
       d.taken, d.promised_at, d.drawn_at, b.name AS batch_name
FROM recheck_draw AS d
LEFT JOIN recheck_batch AS b ON b.id = d.batch
WHERE d.id = $id
  AND (d.batch = 0 OR EXISTS (
        SELECT 1 FROM recheck_member AS m JOIN case_reach AS r ON r.case_id = m.case_id AND r.reach = $scope WHERE m.batch_id = d.batch));

-- draw_fold: many
-- Whole rows for `duban verify`, and for `duban draw verify`. Index: primary key.
-- in: after i64, n i64
SELECT d.id, d.rev, d.on_day, d.days, d.batch, d.promise, d.share, d.least, d.within, d.state, d.seed, d.list, d.listed,
       d.taken, d.promised_at, d.drawn_at
FROM recheck_draw AS d
WHERE d.id > $after
ORDER BY d.id
LIMIT $n;

-- draw_list: many
-- The newest first; of batches those of which a case is within reach. Called by recheck.draws. Index: primary keys.
-- in: before i64, scope i64, n i64
SELECT d.id, d.on_day, d.days, d.batch, d.promise, d.state, d.seed, d.listed, d.taken, d.promised_at, d.drawn_at,
       b.name AS batch_name
FROM recheck_draw AS d
LEFT JOIN recheck_batch AS b ON b.id = d.batch
WHERE d.id < $before
  AND (d.batch = 0 OR EXISTS (
        SELECT 1 FROM recheck_member AS m JOIN case_reach AS r ON r.case_id = m.case_id AND r.reach = $scope WHERE m.batch_id = d.batch))
ORDER BY d.id DESC
LIMIT $n;

-- draw_told: many
-- Promised within a time, as the seal has it: printed on the bulletin. Index: recheck_draw_promised, unique of event.
-- in: from_at i64, upto_at i64, position i64, n i64
SELECT d.id, d.on_day, d.days, d.batch, d.promise
FROM recheck_draw AS d
JOIN event AS e ON e.kind = 'recheck_draw' AND e.aggregate = d.id AND e.rev = 1 AND e.pos <= $position
WHERE d.promised_at >= $from_at AND d.promised_at < $upto_at
ORDER BY d.promised_at, d.id
LIMIT $n;

-- draw_lost: one
-- The first draw from `first` to `last` that was promised and is not there. Called by `duban draw verify`. Index: unique of event.
-- in: first i64, last i64
SELECT e.aggregate, e.payload
FROM event AS e
WHERE e.kind = 'recheck_draw' AND e.rev = 1 AND e.aggregate >= $first AND e.aggregate <= $last
  AND NOT EXISTS (SELECT 1 FROM recheck_draw AS d WHERE d.id = e.aggregate)
ORDER BY e.aggregate
LIMIT 1;

-- draw_said: many
-- What the journal has of a draw. Called by `duban draw verify`. Index: unique of event.
-- in: aggregate i64, n i64
SELECT e.rev, e.type, e.payload
FROM event AS e
WHERE e.kind = 'recheck_draw' AND e.aggregate = $aggregate
ORDER BY e.rev
LIMIT $n;

-- ---- Lists ----

-- closed_between: many
-- What was closed as proven or by who found it, in a time. Called by the draw. Index: case_reach_state.
-- in: from_at i64, upto_at i64, n i64
-- unscoped: the draw is of the whole city
SELECT DISTINCT c.id, c.unit_id, u.code, c.ended_at
FROM place AS p
CROSS JOIN case_reach AS r
JOIN cases AS c ON c.id = r.case_id
LEFT JOIN unit AS u ON u.id = c.unit_id
WHERE p.parent_id IS NULL AND r.reach = p.id * 2 AND r.state = 9 AND r.due >= $from_at AND r.due < $upto_at
  AND c.kind IN (1, 3) AND c.ended_at IS NOT NULL
ORDER BY c.id
LIMIT $n;

-- closed_of_batch: many
-- What of a batch is closed. Called by the draw. Index: primary keys.
-- in: batch_id i64, n i64
-- unscoped: the draw is of the whole batch
SELECT c.id, c.unit_id, u.code, c.ended_at
FROM recheck_member AS m
JOIN cases AS c ON c.id = m.case_id
LEFT JOIN unit AS u ON u.id = c.unit_id
WHERE m.batch_id = $batch_id AND c.state = 9 AND c.ended_at IS NOT NULL
ORDER BY c.id
LIMIT $n;

-- item_add: exec
-- in: draw_id i64, case_id i64, stratum str
INSERT INTO recheck_item (draw_id, case_id, stratum) VALUES ($draw_id, $case_id, $stratum);

-- item_all: many
-- A list whole. Called by `duban draw verify`. Index: primary key.
-- unscoped: the verifier looks at every row
-- in: draw_id i64, n i64
SELECT i.case_id, i.stratum FROM recheck_item AS i WHERE i.draw_id = $draw_id ORDER BY i.case_id LIMIT $n;

-- item_list: many
-- A list as far as it is within reach. Called by recheck.draw. Index: primary keys.
-- in: draw_id i64, scope i64, skip i64, n i64
SELECT i.case_id, i.stratum, c.no, k.n AS drawn, k.id AS look, k.state
FROM recheck_item AS i
JOIN case_reach AS r ON r.case_id = i.case_id AND r.reach = $scope
JOIN cases AS c ON c.id = i.case_id
LEFT JOIN recheck AS k ON k.draw_id = i.draw_id AND k.case_id = i.case_id
WHERE i.draw_id = $draw_id
ORDER BY k.n NULLS LAST, i.case_id
LIMIT $n OFFSET $skip;

-- ---- Looks ----

-- relook_add: one
-- in: draw_id i64, n i64, case_id i64, unit_id i64?, stratum str, closed_at i64, due str
INSERT INTO recheck (rev, draw_id, n, case_id, unit_id, stratum, closed_at, due, state, words)
VALUES (1, $draw_id, $n, $case_id, $unit_id, $stratum, $closed_at, $due, 'waiting', '')
RETURNING id;

-- relook_set: exec
-- What was seen. Index: primary key.
-- in: id i64, rev i64, state str, looked_at i64, looked_by i64?, looked_unit i64?, words str
UPDATE recheck
SET rev = rev + 1, state = $state, looked_at = $looked_at, looked_by = $looked_by, looked_unit = $looked_unit, words = $words
WHERE id = $id AND rev = $rev;

-- relook_row: one
-- One look within reach. Index: primary key, that of case_reach.
-- in: id i64, scope i64
SELECT k.id, k.rev, k.draw_id, k.n, k.case_id, k.unit_id, k.stratum, k.closed_at, k.due, k.state, k.looked_at, k.looked_by,
       k.looked_unit, k.words
FROM recheck AS k
JOIN case_reach AS r ON r.case_id = k.case_id AND r.reach = $scope
WHERE k.id = $id;

-- relook_fold: many
-- Whole rows for `duban verify`. Index: primary key.
-- unscoped: the verifier looks at every row
-- in: after i64, n i64
SELECT k.id, k.rev, k.draw_id, k.n, k.case_id, k.unit_id, k.stratum, k.closed_at, k.due, k.state, k.looked_at, k.looked_by,
       k.looked_unit, k.words
FROM recheck AS k
WHERE k.id > $after
ORDER BY k.id
LIMIT $n;

-- relook_drawn: many
-- What a draw took, in its order. Called by `duban draw verify`. Index: unique.
-- unscoped: the verifier looks at every row
-- in: draw_id i64, n i64
SELECT k.n, k.case_id, k.stratum FROM recheck AS k WHERE k.draw_id = $draw_id ORDER BY k.n LIMIT $n;

-- relook_moot: many
-- Looks that wait at cases which somebody has opened again. Called by recheck.run. Index: recheck_state.
-- unscoped: the program tidies its own list
-- in: n i64
SELECT k.id, k.rev, k.draw_id, k.n, k.case_id, k.unit_id, k.stratum, k.closed_at, k.due, k.state, k.looked_at, k.looked_by,
       k.looked_unit, k.words
FROM recheck AS k
JOIN cases AS c ON c.id = k.case_id
WHERE k.state = 'waiting' AND c.state <> 9
ORDER BY k.id
LIMIT $n;

-- relook_list: many
-- Looks in one state, the next due first; keyset. Called by recheck.list. Index: recheck_state.
-- in: scope i64, state str, unit i64, after_due str, after_id i64, n i64
SELECT k.id, k.case_id, k.unit_id, k.due, k.state, k.closed_at, k.looked_at, d.days, c.no, c.address, c.class_id, c.place_id,
       b.name AS batch_name
FROM recheck AS k
JOIN case_reach AS r ON r.case_id = k.case_id AND r.reach = $scope
JOIN cases AS c ON c.id = k.case_id
JOIN recheck_draw AS d ON d.id = k.draw_id
LEFT JOIN recheck_batch AS b ON b.id = d.batch
WHERE k.state = $state AND ($unit = 0 OR k.unit_id = $unit)
  AND (k.due > $after_due OR (k.due = $after_due AND k.id > $after_id))
ORDER BY k.due, k.id
LIMIT $n;

-- relook_each: each
-- All looks within reach, by case, in the order they were taken. Called by recheck.rates. Index: case_reach.
-- in: scope i64, days i64, batch i64
SELECT k.case_id, k.stratum, k.state, k.closed_at, k.looked_at
FROM recheck AS k
JOIN case_reach AS r ON r.case_id = k.case_id AND r.reach = $scope
JOIN recheck_draw AS d ON d.id = k.draw_id
WHERE ($days = 0 OR d.days = $days) AND ($batch = 0 OR d.batch = $batch)
ORDER BY k.case_id, k.closed_at, k.id;

-- item_counts: many
-- How many of each unit were on the lists, within reach. Called by recheck.rates. Index: primary keys.
-- in: scope i64, days i64, batch i64, n i64
-- out: listed i64
SELECT i.stratum, count(*) AS listed
FROM recheck_item AS i
JOIN case_reach AS r ON r.case_id = i.case_id AND r.reach = $scope
JOIN recheck_draw AS d ON d.id = i.draw_id
WHERE ($days = 0 OR d.days = $days) AND ($batch = 0 OR d.batch = $batch)
GROUP BY i.stratum
ORDER BY i.stratum
LIMIT $n;

-- ---- Batches ----

-- batch_add: one
-- in: name str, source str, cases i64, made_at i64, made_by i64
INSERT INTO recheck_batch (rev, name, source, cases, made_at, made_by)
VALUES (1, $name, $source, $cases, $made_at, $made_by)
RETURNING id;

-- batch_named: one
-- Index: unique.
-- in: name str
SELECT b.id FROM recheck_batch AS b WHERE b.name = $name;

-- batch_case: one
-- A closed case within reach by its number. Called by recheck.batch. Index: cases_no.
-- in: no str, scope i64
SELECT c.id, c.state
FROM cases AS c
JOIN case_reach AS r ON r.case_id = c.id AND r.reach = $scope
WHERE c.no = $no
ORDER BY c.id
LIMIT 1;

-- member_add: exec
-- in: batch_id i64, case_id i64
INSERT INTO recheck_member (batch_id, case_id) VALUES ($batch_id, $case_id) ON CONFLICT (batch_id, case_id) DO NOTHING;

-- batch_fold: many
-- For `duban verify`. Index: primary key.
-- in: after i64, n i64
SELECT b.id, b.rev, b.name, b.source, b.cases, b.made_at, b.made_by
FROM recheck_batch AS b
WHERE b.id > $after
ORDER BY b.id
LIMIT $n;

-- fold_members: many
-- For `duban verify`. Index: primary key.
-- unscoped: the verifier looks at every row
-- in: after i64, upto i64
SELECT m.batch_id AS owner, m.case_id
FROM recheck_member AS m
WHERE m.batch_id > $after AND m.batch_id <= $upto
ORDER BY m.batch_id, m.case_id
LIMIT 100000;

-- batch_list: many
-- Those of which a case is within reach, the newest first. Called by recheck.rates. Index: primary keys.
-- in: scope i64, n i64
SELECT b.id, b.name, b.cases, b.made_at FROM recheck_batch AS b
WHERE EXISTS (
  SELECT 1 FROM recheck_member AS m JOIN case_reach AS r ON r.case_id = m.case_id AND r.reach = $scope WHERE m.batch_id = b.id)
ORDER BY b.id DESC LIMIT $n;
