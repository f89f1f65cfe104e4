-- unit_by_code: one
-- A unit. Called by loaders and by whoever names one. Index: unit_code.
-- in: code str
SELECT u.id, u.rev, u.code, u.name, u.short_name, u.kind, u.parent_id, u.place_id, u.valid_from, u.valid_to
FROM unit AS u
WHERE u.code = $code;

-- unit_get: one
-- A unit. Index: primary key.
-- in: id i64
SELECT u.id, u.rev, u.code, u.name, u.short_name, u.kind, u.parent_id, u.place_id, u.valid_from, u.valid_to
FROM unit AS u
WHERE u.id = $id;

-- unit_add: one
-- A unit. Called by unit.load.
-- in: code str, name str, short_name str, kind str, parent_id i64?, place_id i64?, valid_from str, valid_to str?
INSERT INTO unit (rev, code, name, short_name, kind, parent_id, place_id, valid_from, valid_to)
VALUES (1, $code, $name, $short_name, $kind, $parent_id, $place_id, $valid_from, $valid_to)
RETURNING id;

-- unit_change: exec
-- What a newer table says of a unit. Called by unit.load. Index: primary key.
-- in: id i64, rev i64, name str, short_name str, kind str, parent_id i64?, place_id i64?, valid_from str, valid_to str?
UPDATE unit
SET rev = $rev, name = $name, short_name = $short_name, kind = $kind, parent_id = $parent_id,
    place_id = $place_id, valid_from = $valid_from, valid_to = $valid_to
WHERE id = $id;

-- unit_territories: many
-- Units with a territory: unit.load looks for two over one place on one day. Index: unit_place.
SELECT u.id, u.code, u.place_id, u.valid_from, u.valid_to
FROM unit AS u
WHERE u.place_id IS NOT NULL
ORDER BY u.place_id NULLS LAST, u.valid_from, u.id
LIMIT 20000;

-- unit_namesake: one
-- The first other unit that has a unit's full name on a day on which both are. Called when an open one is written: people
-- choose by name. Index: primary key, unit_name.
-- in: id i64
SELECT o.code
FROM unit AS u
JOIN unit AS o ON o.name = u.name AND o.id <> u.id
WHERE u.id = $id AND (o.valid_to IS NULL OR o.valid_to > u.valid_from)
  AND (u.valid_to IS NULL OR u.valid_to > o.valid_from)
ORDER BY o.id
LIMIT 1;

-- unit_ring: many
-- Units that stand above themselves: unit.load refuses to make one.
SELECT u.code
FROM unit AS u
WHERE EXISTS (
	WITH RECURSIVE up (id, steps) AS (
		SELECT u.parent_id, CAST(1 AS BIGINT) WHERE u.parent_id IS NOT NULL
		UNION ALL
		SELECT p.parent_id, up.steps + 1 FROM up JOIN unit AS p ON p.id = up.id
		WHERE p.parent_id IS NOT NULL AND up.steps < 32
	)
	SELECT 1 FROM up WHERE up.id = u.id
)
ORDER BY u.code
LIMIT 1;

-- unit_valid: many
-- The units of a day, in the order in which they were loaded. Called by unit.list.
-- in: day str
SELECT u.id, u.code, u.name, u.short_name, u.kind, u.parent_id, u.place_id, p.name AS place_name
FROM unit AS u
LEFT JOIN place AS p ON p.id = u.place_id
WHERE u.valid_from <= $day AND (u.valid_to IS NULL OR u.valid_to > $day)
ORDER BY u.id
LIMIT 5000;

-- unit_posts: one
-- How many posts a unit has on a day and after it. Called when it is to end. Index: post_unit.
-- in: id i64, day str
-- out: n i64
SELECT count(*) AS n FROM post AS p WHERE p.unit_id = $id AND (p.valid_to IS NULL OR p.valid_to > $day);

-- unit_below: one
-- How many units it is the competent one of on a day and after it. Called when it is to end. Index: unit_parent.
-- in: id i64, day str
-- out: n i64
SELECT count(*) AS n FROM unit AS u WHERE u.parent_id = $id AND (u.valid_to IS NULL OR u.valid_to > $day);

-- unit_fold: many
-- Whole rows for `duban verify`. Index: primary key.
-- in: after i64, n i64
SELECT u.id, u.rev, u.code, u.name, u.short_name, u.kind, u.parent_id, u.place_id, u.valid_from, u.valid_to
FROM unit AS u
WHERE u.id > $after
ORDER BY u.id
LIMIT $n;

-- ---- posts ----

-- post_by_code: one
-- A post. Index: post_code.
-- in: code str
SELECT p.id, p.rev, p.code, p.unit_id, p.role, p.name, p.place_id, p.valid_from, p.valid_to
FROM post AS p
WHERE p.code = $code;

-- post_get: one
-- A post and its unit. Index: primary key.
-- in: id i64
SELECT p.id, p.rev, p.code, p.unit_id, p.role, p.name, p.place_id, p.valid_from, p.valid_to, u.name AS unit_name,
       u.place_id AS unit_place_id, u.valid_from AS unit_from, u.valid_to AS unit_to
FROM post AS p
JOIN unit AS u ON u.id = p.unit_id
WHERE p.id = $id;

-- post_of_unit: many
-- The posts of a unit with a role on a day: where a dispatch may go. Index: post_unit.
-- in: unit_id i64, role str, day str
SELECT p.id, p.code, p.name, p.place_id
FROM post AS p
WHERE p.unit_id = $unit_id AND p.role = $role AND p.valid_from <= $day AND (p.valid_to IS NULL OR p.valid_to > $day)
ORDER BY p.id
LIMIT 200;

-- post_class_of: many
-- Classes that a post is limited to. Index: primary key.
-- in: post_id i64
SELECT c.prefix FROM post_class AS c WHERE c.post_id = $post_id ORDER BY c.prefix LIMIT 200;

-- post_add: one
-- A post. Called by post.load.
-- in: code str, unit_id i64, role str, name str, place_id i64?, valid_from str, valid_to str?
INSERT INTO post (rev, code, unit_id, role, name, place_id, valid_from, valid_to)
VALUES (1, $code, $unit_id, $role, $name, $place_id, $valid_from, $valid_to)
RETURNING id;

-- post_change: exec
-- What a newer table says of a post; its unit and role never change. Index: primary key.
-- in: id i64, rev i64, name str, place_id i64?, valid_from str, valid_to str?
UPDATE post
SET rev = $rev, name = $name, place_id = $place_id, valid_from = $valid_from, valid_to = $valid_to
WHERE id = $id;

-- post_class_forget: exec
-- in: post_id i64
DELETE FROM post_class WHERE post_id = $post_id;

-- post_class_add: exec
-- in: post_id i64, prefix str
INSERT INTO post_class (post_id, prefix) VALUES ($post_id, $prefix) ON CONFLICT (post_id, prefix) DO NOTHING;

-- post_valid: many
-- The posts of a day by id, with how many hold each. Called by post.list; no names of people. Index: primary key.
-- in: day str, after i64, n i64
-- out: holders i64
SELECT p.id, p.code, p.unit_id, u.name AS unit_name, p.role, p.name, p.place_id, l.name AS place_name,
       (SELECT count(*) FROM holding AS h
        WHERE h.post_id = p.id AND h.valid_from <= $day AND (h.valid_to IS NULL OR h.valid_to > $day)) AS holders
FROM post AS p
JOIN unit AS u ON u.id = p.unit_id
LEFT JOIN place AS l ON l.id = p.place_id
WHERE p.id > $after AND p.valid_from <= $day AND (p.valid_to IS NULL OR p.valid_to > $day)
ORDER BY p.id
LIMIT $n;

-- post_holders: one
-- How many hold a post on a day or after it; who left before he began never held it. Called when it is to end. Index:
-- holding_post.
-- in: id i64, day str
-- out: n i64
SELECT count(*) AS n FROM holding AS h
WHERE h.post_id = $id AND (h.valid_to IS NULL OR h.valid_to > $day AND h.valid_to > h.valid_from);

-- post_fold: many
-- Whole rows for `duban verify`. Index: primary key.
-- in: after i64, n i64
SELECT p.id, p.rev, p.code, p.unit_id, p.role, p.name, p.place_id, p.valid_from, p.valid_to
FROM post AS p
WHERE p.id > $after
ORDER BY p.id
LIMIT $n;

-- ---- people ----

-- person_by_code: one
-- A person. Index: person_code.
-- in: code str
SELECT p.id, p.rev, p.code, p.name, p.valid_from, p.valid_to FROM person AS p WHERE p.code = $code;

-- person_get: one
-- A person. Index: primary key.
-- in: id i64
SELECT p.id, p.rev, p.code, p.name, p.valid_from, p.valid_to FROM person AS p WHERE p.id = $id;

-- person_add: one
-- A person. Called by person.load.
-- in: code str, name str, valid_from str, valid_to str?
INSERT INTO person (rev, code, name, valid_from, valid_to) VALUES (1, $code, $name, $valid_from, $valid_to)
RETURNING id;

-- person_change: exec
-- What a newer table says of a person. Index: primary key.
-- in: id i64, rev i64, name str, valid_from str, valid_to str?
UPDATE person SET rev = $rev, name = $name, valid_from = $valid_from, valid_to = $valid_to WHERE id = $id;

-- person_fold: many
-- Whole rows for `duban verify`. Index: primary key.
-- in: after i64, n i64
SELECT p.id, p.rev, p.code, p.name, p.valid_from, p.valid_to
FROM person AS p
WHERE p.id > $after
ORDER BY p.id
LIMIT $n;

-- holding_of: many
-- What a person holds and held. Called by person.load, holding.add. Index: holding_person.
-- in: person_id i64
SELECT h.id, h.rev, h.post_id, h.valid_from, h.valid_to, p.code AS post_code, p.role
FROM holding AS h
JOIN post AS p ON p.id = h.post_id
WHERE h.person_id = $person_id
ORDER BY h.id
LIMIT 1000;

-- holding_now: many
-- The posts that a person holds on a day: what one may switch to. Index: holding_person.
-- in: person_id i64, day str
SELECT h.id, h.post_id, p.code, p.name, p.role, u.name AS unit_name
FROM holding AS h
JOIN post AS p ON p.id = h.post_id
JOIN unit AS u ON u.id = p.unit_id
WHERE h.person_id = $person_id AND h.valid_from <= $day AND (h.valid_to IS NULL OR h.valid_to > $day)
  AND p.valid_from <= $day AND (p.valid_to IS NULL OR p.valid_to > $day)
  AND u.valid_from <= $day AND (u.valid_to IS NULL OR u.valid_to > $day)
ORDER BY h.id
LIMIT 100;

-- holding_add: one
-- A person takes a post. Called by person.load, holding.add.
-- in: person_id i64, post_id i64, valid_from str, valid_to str?
INSERT INTO holding (rev, person_id, post_id, valid_from, valid_to)
VALUES (1, $person_id, $post_id, $valid_from, $valid_to)
RETURNING id;

-- holding_end: exec
-- The day on which a person no longer holds it. Index: primary key.
-- in: id i64, rev i64, valid_to str?
UPDATE holding SET rev = $rev, valid_to = $valid_to WHERE id = $id;

-- holding_fold: many
-- Whole rows for `duban verify`. Index: primary key.
-- in: after i64, n i64
SELECT h.id, h.rev, h.person_id, h.post_id, h.valid_from, h.valid_to
FROM holding AS h
WHERE h.id > $after
ORDER BY h.id
LIMIT $n;

-- post_class_fold: many
-- The classes of posts, for `duban verify` and for the event of a post. Index: primary key.
-- in: after i64, upto i64
SELECT c.post_id, c.prefix FROM post_class AS c
WHERE c.post_id > $after AND c.post_id <= $upto ORDER BY c.post_id, c.prefix LIMIT 100000;

-- person_reach: many
-- Who lies within a place: all posts held on a day or later do (as post_row_in_reach has it); of those who hold none
-- whoever `who` entered. person_id 0: everybody. Called by people_in_reach. Index: holding_person, place_above, event's
-- kind, aggregate, rev.
-- in: person_id i64, above_id i64, day str, who i64
SELECT p.id
FROM person AS p
WHERE ($person_id = 0 OR p.id = $person_id)
  AND NOT EXISTS (
	SELECT 1 FROM holding AS h
	JOIN post AS o ON o.id = h.post_id
	JOIN unit AS u ON u.id = o.unit_id
	WHERE h.person_id = p.id AND (h.valid_to IS NULL OR h.valid_to > $day AND h.valid_to > h.valid_from)
	  AND NOT EXISTS (
		SELECT 1 FROM place_above AS a
		WHERE a.above_id = $above_id
		  AND a.place_id = COALESCE(o.place_id,
			CASE WHEN o.role IN ('sysadmin', 'secadmin', 'auditor') THEN NULL ELSE u.place_id END)
	  )
  )
  AND (EXISTS (
	SELECT 1 FROM holding AS k
	WHERE k.person_id = p.id AND (k.valid_to IS NULL OR k.valid_to > $day AND k.valid_to > k.valid_from))
   OR EXISTS (SELECT 1 FROM event AS e WHERE e.kind = 'person' AND e.aggregate = p.id AND e.rev = 1 AND e.who = $who))
ORDER BY p.id
LIMIT 20000;
