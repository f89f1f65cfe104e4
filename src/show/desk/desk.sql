-- What pages offer for choosing, and how far the log is sealed.

-- pick_places: many
-- The deepest places below one, street by street. Called by desk.report. Index: place_above by above_id.
-- in: above_id i64, day str
-- out: id i64, parent_code str?
SELECT p.id, p.name, p.short_name, u.name AS parent_name, u.code AS parent_code
FROM place_above AS a
JOIN place AS p ON p.id = a.place_id
LEFT JOIN place AS u ON u.id = p.parent_id
WHERE a.above_id = $above_id AND p.valid_from <= $day AND (p.valid_to IS NULL OR p.valid_to > $day)
  AND NOT EXISTS (SELECT 1 FROM place AS x WHERE x.parent_id = p.id AND (x.valid_to IS NULL OR x.valid_to > $day))
ORDER BY u.sort NULLS FIRST, u.id NULLS FIRST, p.sort, p.id
LIMIT 3000;

-- pick_top: many
-- The place above all others. Called by desk.report for a post whose scope is a unit. Index: place_children.
SELECT p.id FROM place AS p WHERE p.parent_id IS NULL ORDER BY p.id LIMIT 1;

-- pick_units: many
-- Units that can be sent a case. Called by desk.case. A city has some hundreds of them.
-- in: day str
SELECT u.id, u.name, u.kind
FROM unit AS u
WHERE u.valid_from <= $day AND (u.valid_to IS NULL OR u.valid_to > $day)
  AND EXISTS (SELECT 1 FROM post AS o WHERE o.unit_id = u.id AND o.role = 'handler')
ORDER BY u.code
LIMIT 1000;

-- pick_posts: many
-- Posts of one role with their units. Called by desk.case. Index: post_unit.
-- in: role str, day str
SELECT o.id, o.name, u.name AS unit_name
FROM post AS o
JOIN unit AS u ON u.id = o.unit_id
WHERE o.role = $role AND o.valid_from <= $day AND (o.valid_to IS NULL OR o.valid_to > $day)
ORDER BY u.code, o.code
LIMIT 1000;

-- seal_before: many
-- Batches, the newest first. Called by desk.seal. Index: primary key.
-- in: upto i64, n i64
SELECT s.batch, s.first, s.count, s.prev, s.seal, s.sealed_at
FROM seal AS s
WHERE s.batch <= $upto
ORDER BY s.batch DESC
LIMIT $n;

-- seal_holding: many
-- The batch that holds a position. Called by desk.seal.
-- in: position i64
SELECT s.batch
FROM seal AS s
WHERE s.first <= $position
ORDER BY s.batch DESC
LIMIT 1;

-- seal_waiting: one
-- Events not sealed yet, as far as `most` of them, and the oldest of these. Called by desk.seal. Index: event_unsealed.
-- in: most i64
-- out: n i64, oldest i64?
SELECT count(*) AS n, min(x.recorded_at) AS oldest
FROM (SELECT e.recorded_at FROM event AS e WHERE e.pos IS NULL ORDER BY e.id LIMIT $most) AS x;

-- ledger_name: one
-- What an imported ledger is called. Called by lists and pages. Index: primary key.
-- in: source str
SELECT s.title FROM told_source AS s WHERE s.source = $source;

-- ledger_names: many
-- All ledgers that were imported. Called by desk.filter. Index: primary key.
SELECT s.source, s.title FROM told_source AS s ORDER BY s.source LIMIT 200;
