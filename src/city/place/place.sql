-- setting_get: one
-- One setting. Called at start and by init. Index: primary key.
-- later
-- in: key str
SELECT s.value FROM setting AS s WHERE s.key = $key;

-- setting_put: exec
-- Set or replace a setting. Called by init and administration.
-- in: key str, value str
INSERT INTO setting (key, value) VALUES ($key, $value)
ON CONFLICT (key) DO UPDATE SET value = excluded.value;

-- epoch_get: one
-- The epoch's number: what is held in memory is old when it has moved. Index: primary key.
-- later
-- in: name str
SELECT e.n FROM epoch AS e WHERE e.name = $name;

-- epoch_move: exec
-- Move the epoch; in the transaction of whatever changed the city.
-- in: name str
INSERT INTO epoch (name, n) VALUES ($name, 1)
ON CONFLICT (name) DO UPDATE SET n = epoch.n + 1;

-- place_by_code: one
-- A place by its official code. Index: place_code.
-- in: code str
SELECT p.id, p.rev, p.code, p.name, p.short_name, p.level, p.kind, p.parent_id, p.numbers, p.sort,
       p.valid_from, p.valid_to, p.source
FROM place AS p
WHERE p.code = $code;

-- place_get: one
-- A place. Index: primary key.
-- in: id i64
SELECT p.id, p.code, p.name, p.short_name, p.level, p.kind, p.parent_id, p.numbers, p.valid_from, p.valid_to
FROM place AS p
WHERE p.id = $id;

-- place_add: one
-- A new place. Called by place.load.
-- in: code str, name str, short_name str, level i64, kind str, parent_id i64?, numbers bool, sort i64, valid_from str, valid_to str?, source str
INSERT INTO place (rev, code, name, short_name, level, kind, parent_id, numbers, sort, valid_from, valid_to, source)
VALUES (1, $code, $name, $short_name, $level, $kind, $parent_id, $numbers, $sort, $valid_from, $valid_to, $source)
RETURNING id;

-- place_change: exec
-- What a newer list says of a place that is known already. Called by place.load. Index: primary key.
-- in: id i64, rev i64, name str, short_name str, level i64, kind str, parent_id i64?, sort i64, valid_to str?, source str
UPDATE place
SET rev = $rev, name = $name, short_name = $short_name, level = $level, kind = $kind, parent_id = $parent_id,
    sort = $sort, valid_to = $valid_to, source = $source
WHERE id = $id;

-- place_fold: many
-- Whole rows for `duban verify`. Index: primary key.
-- in: after i64, n i64
SELECT p.id, p.rev, p.code, p.name, p.short_name, p.level, p.kind, p.parent_id, p.numbers, p.sort,
       p.valid_from, p.valid_to, p.source
FROM place AS p
WHERE p.id > $after
ORDER BY p.id
LIMIT $n;

-- place_parent_add: exec
-- A parent for a period. Called by place.load.
-- in: place_id i64, parent_id i64, valid_from str, valid_to str?
INSERT INTO place_parent (place_id, parent_id, valid_from, valid_to)
VALUES ($place_id, $parent_id, $valid_from, $valid_to)
ON CONFLICT (place_id, valid_from) DO UPDATE SET parent_id = excluded.parent_id, valid_to = excluded.valid_to;

-- place_alias_forget: exec
-- Aliases are written again with each load. Called by place.load. Index: by place, small.
-- in: place_id i64
DELETE FROM place_alias WHERE place_id = $place_id;

-- place_alias_add: exec
-- Another name or code. Called by place.load.
-- in: place_id i64, alias str, scheme str, valid_from str, valid_to str?
INSERT INTO place_alias (place_id, alias, scheme, valid_from, valid_to)
VALUES ($place_id, $alias, $scheme, $valid_from, $valid_to);

-- place_by_alias: many
-- Places known by another name or code; two at the most, so that a doubtful one is seen. Index: place_alias_text.
-- in: alias str
SELECT p.id, p.code, p.name
FROM place_alias AS a
JOIN place AS p ON p.id = a.place_id
WHERE a.alias = $alias
ORDER BY p.id
LIMIT 2;

-- place_by_name: many
-- Places below `above` with this name or short name; two at the most. Index: place_below.
-- in: above_id i64, name str
SELECT p.id, p.code, p.name, p.level
FROM place_above AS a
JOIN place AS p ON p.id = a.place_id
WHERE a.above_id = $above_id AND (p.name = $name OR p.short_name = $name)
ORDER BY a.steps, p.id
LIMIT 2;

-- place_above_clear: exec
-- The closure is made again as a whole: a city has some thousand places and changes them twice a year.
DELETE FROM place_above;

-- place_above_fill: exec
-- Every place with every place above it, itself included.
INSERT INTO place_above (place_id, above_id, steps)
WITH RECURSIVE up (place_id, above_id, steps) AS (
	SELECT p.id, p.id, CAST(0 AS BIGINT) FROM place AS p
	UNION ALL
	SELECT up.place_id, p.parent_id, up.steps + 1
	FROM up
	JOIN place AS p ON p.id = up.above_id
	WHERE p.parent_id IS NOT NULL AND up.steps < 32
)
SELECT up.place_id, up.above_id, up.steps FROM up;

-- place_ups: many
-- A place and everything above it, nearest first. Called when a case is entered. Index: primary key.
-- in: place_id i64
SELECT p.id, p.code, p.name, p.short_name, p.level, p.kind, p.numbers, a.steps
FROM place_above AS a
JOIN place AS p ON p.id = a.above_id
WHERE a.place_id = $place_id
ORDER BY a.steps
LIMIT 32;

-- place_line: many
-- A place and all above it, in no order: sorting five rows costs SQLite ten times what reading them does.
-- Called for each new case. Index: primary key.
-- in: place_id i64
SELECT a.above_id, a.steps, p.numbers
FROM place_above AS a
JOIN place AS p ON p.id = a.above_id
WHERE a.place_id = $place_id
LIMIT 32;

-- place_within: one
-- Whether a place lies in another (or is it). Index: primary key.
-- in: place_id i64, above_id i64
SELECT a.steps FROM place_above AS a WHERE a.place_id = $place_id AND a.above_id = $above_id;

-- place_children: many
-- The places directly below one, in their order. Index: place_children.
-- in: parent_id i64
SELECT p.id, p.code, p.name, p.short_name, p.level, p.kind
FROM place AS p
WHERE p.parent_id = $parent_id AND p.valid_to IS NULL
ORDER BY p.sort, p.id
LIMIT 1000;

-- place_tree: many
-- A place and all below it that exist on a day, for the tree page and choosers. Index: place_below.
-- in: above_id i64, day str
-- out: below i64
SELECT p.id, p.code, p.name, p.short_name, p.level, p.kind, p.parent_id, a.steps,
       (SELECT count(*) FROM place_above AS b WHERE b.above_id = p.id) - 1 AS below
FROM place_above AS a
JOIN place AS p ON p.id = a.place_id
WHERE a.above_id = $above_id AND p.valid_from <= $day AND (p.valid_to IS NULL OR p.valid_to > $day)
ORDER BY p.level, p.sort, p.id
LIMIT 20000;

-- place_top: one
-- The root of the tree.
SELECT p.id, p.code, p.name, p.level FROM place AS p WHERE p.parent_id IS NULL ORDER BY p.id LIMIT 1;

-- place_count: one
-- How many places there are of a level below a place: init's summary and tests.
-- in: above_id i64, level i64
-- out: n i64
SELECT count(*) AS n
FROM place_above AS a
JOIN place AS p ON p.id = a.place_id
WHERE a.above_id = $above_id AND p.level = $level;

-- zone_add: one
-- A zone. Called by zone.load.
-- in: code str, name str, kind str, valid_from str, valid_to str?
INSERT INTO zone (code, name, kind, valid_from, valid_to)
VALUES ($code, $name, $kind, $valid_from, $valid_to)
ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind, valid_to = excluded.valid_to
RETURNING id;

-- zone_by_code: one
-- Called by zone.load. Index: unique code.
-- in: code str
-- out: valid_to str?
SELECT z.id, z.name, z.kind, z.valid_from, z.valid_to FROM zone AS z WHERE z.code = $code;

-- zone_members: many
-- The member places of a zone that were not ended. Called by zone.load. Index: primary key.
-- in: zone_id i64
SELECT m.place_id FROM zone_member AS m WHERE m.zone_id = $zone_id AND m.valid_to IS NULL ORDER BY m.place_id LIMIT 1000;

-- zone_member_add: exec
-- A member place of a zone from a day on. Called by zone.load.
-- in: zone_id i64, place_id i64, valid_from str
INSERT INTO zone_member (zone_id, place_id, valid_from, valid_to) VALUES ($zone_id, $place_id, $valid_from, NULL)
ON CONFLICT (zone_id, place_id, valid_from) DO UPDATE SET valid_to = NULL;

-- zone_member_end: exec
-- It is none any more from a day on. Called by zone.load. Index: primary key.
-- in: zone_id i64, place_id i64, day str
UPDATE zone_member SET valid_to = $day WHERE zone_id = $zone_id AND place_id = $place_id AND valid_to IS NULL;

-- zone_all: many
-- Zones of a day with their member places; with a place only those that it lies in, itself or by what is above it (0: all).
-- Called by zone.list. A city has some dozen.
-- in: place_id i64, day str
SELECT z.code, z.name, z.kind, p.code AS place_code, p.name AS place_name
FROM zone AS z
JOIN zone_member AS m ON m.zone_id = z.id
JOIN place AS p ON p.id = m.place_id
WHERE z.valid_from <= $day AND (z.valid_to IS NULL OR z.valid_to > $day)
  AND m.valid_from <= $day AND (m.valid_to IS NULL OR m.valid_to > $day)
  AND ($place_id = 0 OR EXISTS (
         SELECT 1 FROM zone_member AS n JOIN place_above AS a ON a.above_id = n.place_id
         WHERE n.zone_id = z.id AND a.place_id = $place_id AND n.valid_from <= $day AND (n.valid_to IS NULL OR n.valid_to > $day)))
ORDER BY z.code, p.code
LIMIT 5000;

-- place_district: many
-- The place whose cases are numbered together, nearest the root; two at the most. Called by init.
SELECT p.id, p.code, p.name FROM place AS p WHERE p.numbers = 1 ORDER BY p.level, p.id LIMIT 2;

-- setting_fold: many
-- What was decided for the whole city, for `duban verify`.
-- in: after i64, upto i64
-- out: owner i64
SELECT q.owner, q.key, q.value FROM (SELECT 1 AS owner, s.key, s.value FROM setting AS s) AS q
WHERE q.owner > $after AND q.owner <= $upto ORDER BY q.key LIMIT 10000;

-- zone_fold: many
-- in: after i64, upto i64
-- out: owner i64
SELECT q.owner, q.id, q.code, q.name, q.kind, q.valid_from, q.valid_to
FROM (SELECT 1 AS owner, z.id, z.code, z.name, z.kind, z.valid_from, z.valid_to FROM zone AS z) AS q
WHERE q.owner > $after AND q.owner <= $upto ORDER BY q.id LIMIT 10000;

-- zone_member_fold: many
-- in: after i64, upto i64
-- out: owner i64
SELECT q.owner, q.zone_id, q.place_id, q.valid_from, q.valid_to
FROM (SELECT 1 AS owner, m.zone_id, m.place_id, m.valid_from, m.valid_to FROM zone_member AS m) AS q
WHERE q.owner > $after AND q.owner <= $upto ORDER BY q.zone_id, q.place_id, q.valid_from LIMIT 100000;

-- place_parent_fold: many
-- The parents of places, for `duban verify` and for the event of a place. Index: primary key.
-- in: after i64, upto i64
SELECT r.place_id, r.valid_from, r.parent_id, r.valid_to
FROM place_parent AS r WHERE r.place_id > $after AND r.place_id <= $upto ORDER BY r.place_id, r.valid_from LIMIT 100000;

-- place_alias_fold: many
-- Other names of places, for `duban verify` and for the event of a place.
-- in: after i64, upto i64
SELECT a.place_id, a.scheme, a.alias, a.valid_from, a.valid_to
FROM place_alias AS a WHERE a.place_id > $after AND a.place_id <= $upto
ORDER BY a.place_id, a.scheme, a.alias, a.valid_from LIMIT 100000;

-- wrong_place_above: many
-- What place_above has too much or too little.
-- in: n i64
-- out: place_id i64
WITH RECURSIVE up (place_id, above_id, steps) AS (
	SELECT p.id, p.id, CAST(0 AS BIGINT) FROM place AS p
	UNION ALL
	SELECT up.place_id, p.parent_id, up.steps + 1
	FROM up
	JOIN place AS p ON p.id = up.above_id
	WHERE p.parent_id IS NOT NULL AND up.steps < 32
)
SELECT q.place_id FROM (
	SELECT x.place_id FROM (SELECT up.place_id, up.above_id, up.steps FROM up
		EXCEPT SELECT a.place_id, a.above_id, a.steps FROM place_above AS a) AS x
	UNION ALL
	SELECT y.place_id FROM (SELECT a.place_id, a.above_id, a.steps FROM place_above AS a
		EXCEPT SELECT up.place_id, up.above_id, up.steps FROM up) AS y
) AS q
LIMIT $n;
