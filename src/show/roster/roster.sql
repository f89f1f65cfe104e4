-- Units and posts as the system administrator keeps them.

-- roster_units: many
-- Units by id whose name or code has `like` (all with an empty `q`), below one (`under`; 0: below none; -1: all),
-- with those that have ended when `gone` is 1. Called by unit.find. Index: primary key; post_unit, unit_parent.
-- in: q str, like str, under i64, gone i64, day str, after i64, n i64
-- out: id i64, parent_name str?, place_name str?, posts i64, below i64
SELECT u.id, u.code, u.name, u.kind, u.valid_from, u.valid_to, u.parent_id, a.short_name AS parent_name,
       l.name AS place_name,
       (SELECT count(*) FROM post AS o
        WHERE o.unit_id = u.id AND o.valid_from <= $day AND (o.valid_to IS NULL OR o.valid_to > $day)) AS posts,
       (SELECT count(*) FROM unit AS b
        WHERE b.parent_id = u.id AND (b.valid_to IS NULL OR b.valid_to > $day)) AS below
FROM unit AS u
LEFT JOIN unit AS a ON a.id = u.parent_id
LEFT JOIN place AS l ON l.id = u.place_id
WHERE u.id > $after AND ($gone = 1 OR u.valid_to IS NULL OR u.valid_to > $day)
  AND ($under < 0 OR coalesce(u.parent_id, 0) = $under)
  AND ($q = '' OR lower(u.name) LIKE $like OR lower(u.short_name) LIKE $like OR lower(u.code) LIKE $like)
ORDER BY u.id
LIMIT $n;

-- roster_unit: one
-- Called by unit.show. Index: primary key.
-- in: id i64
-- out: id i64, rev i64, parent_name str?, parent_code str?, place_name str?, place_code str?
SELECT u.id, u.rev, u.code, u.name, u.short_name, u.kind, u.parent_id, u.place_id, u.valid_from, u.valid_to,
       a.name AS parent_name, a.code AS parent_code, l.name AS place_name, l.code AS place_code
FROM unit AS u
LEFT JOIN unit AS a ON a.id = u.parent_id
LEFT JOIN place AS l ON l.id = u.place_id
WHERE u.id = $id;

-- roster_unit_posts: many
-- The posts of a unit, those that have ended last. Called by unit.show. Index: post_unit, holding_post.
-- in: id i64, day str
-- out: place_name str?, over i64, holders i64
SELECT o.id, o.code, o.name, o.role, o.valid_from, o.valid_to, l.name AS place_name,
       CASE WHEN o.valid_to IS NULL OR o.valid_to > $day THEN 0 ELSE 1 END AS over,
       (SELECT count(*) FROM holding AS h
        WHERE h.post_id = o.id AND h.valid_from <= $day AND (h.valid_to IS NULL OR h.valid_to > $day)) AS holders
FROM post AS o
LEFT JOIN place AS l ON l.id = o.place_id
WHERE o.unit_id = $id
ORDER BY over, o.id
LIMIT 200;

-- roster_unit_people: many
-- Who holds the posts of a unit on a day. Called by unit.show, for who may know. Index: post_unit, holding_post.
-- in: id i64, day str
SELECT h.post_id, p.name
FROM post AS o
JOIN holding AS h ON h.post_id = o.id
JOIN person AS p ON p.id = h.person_id
WHERE o.unit_id = $id AND h.valid_from <= $day AND (h.valid_to IS NULL OR h.valid_to > $day)
ORDER BY h.post_id, h.id
LIMIT 1000;

-- roster_below: many
-- The units right below one, on a day. Called by unit.show. Index: unit_parent.
-- in: id i64, day str, n i64
SELECT u.id, u.name FROM unit AS u
WHERE u.parent_id = $id AND (u.valid_to IS NULL OR u.valid_to > $day)
ORDER BY u.id
LIMIT $n;

-- roster_duties: many
-- What a unit answers for, or helps with, on a day or after it. Called by unit.show. Index: none needed, some hundred
-- rows.
-- in: id i64, day str, n i64
-- out: helps bool
SELECT d.id, d.class_key, p.name AS place_name, d.basis, d.valid_from, d.valid_to, (d.unit_id <> $id) AS helps
FROM duty AS d
JOIN place AS p ON p.id = d.place_id
WHERE (d.valid_to IS NULL OR d.valid_to > $day)
  AND (d.unit_id = $id OR EXISTS (SELECT 1 FROM duty_helper AS h WHERE h.duty_id = d.id AND h.unit_id = $id))
ORDER BY d.class_key, d.id
LIMIT $n;

-- roster_posts: many
-- Posts by id with how many hold each, filtered as units are; `unit` 0: of all. Called by post.find. Index: primary
-- key, holding_post.
-- in: q str, like str, unit i64, gone i64, day str, after i64, n i64
-- out: place_name str?, holders i64
SELECT o.id, o.code, o.name, o.role, o.valid_to, o.unit_id, u.name AS unit_name, l.name AS place_name,
       (SELECT count(*) FROM holding AS h
        WHERE h.post_id = o.id AND h.valid_from <= $day AND (h.valid_to IS NULL OR h.valid_to > $day)) AS holders
FROM post AS o
JOIN unit AS u ON u.id = o.unit_id
LEFT JOIN place AS l ON l.id = o.place_id
WHERE o.id > $after AND ($gone = 1 OR o.valid_to IS NULL OR o.valid_to > $day) AND ($unit = 0 OR o.unit_id = $unit)
  AND ($q = '' OR lower(o.name) LIKE $like OR lower(o.code) LIKE $like OR lower(u.name) LIKE $like)
ORDER BY o.id
LIMIT $n;

-- roster_post: one
-- Called by post.show. Index: primary key.
-- in: id i64
-- out: place_name str?, place_code str?
SELECT o.id, o.rev, o.code, o.name, o.role, o.unit_id, o.place_id, o.valid_from, o.valid_to, u.name AS unit_name,
       u.code AS unit_code, u.valid_to AS unit_to, l.name AS place_name, l.code AS place_code
FROM post AS o
JOIN unit AS u ON u.id = o.unit_id
LEFT JOIN place AS l ON l.id = o.place_id
WHERE o.id = $id;

-- roster_post_classes: many
-- Called by post.show. Index: primary key.
-- in: id i64
SELECT c.prefix FROM post_class AS c WHERE c.post_id = $id ORDER BY c.prefix LIMIT 200;

-- roster_post_people: many
-- Who holds and held a post, the latest first. Called by post.show. Index: holding_post.
-- in: id i64
SELECT h.person_id, p.code, p.name, h.valid_from, h.valid_to
FROM holding AS h
JOIN person AS p ON p.id = h.person_id
WHERE h.post_id = $id
ORDER BY h.valid_from DESC, h.id DESC
LIMIT 100;

-- roster_left: many
-- What still hangs on units and posts that are over on a day, of a part of the city ($top, 0: all): what was late when they
-- ended, or came by a way that could not be refused (work sent back). Called by unit.left. Index: post_unit, unit_parent,
-- case_reach_due, task_unit, holding_post; some hundred rows of duty.
-- unscoped: numbers alone, for who keeps units
-- in: day str, top i64, n i64
-- out: unit_id i64, post_id i64, name str, valid_to str, cases i64, tasks i64, duties i64, posts i64, below i64, holders i64
SELECT x.unit_id, x.post_id, x.name, x.valid_to, x.cases, x.tasks, x.duties, x.posts, x.below, x.holders
FROM (
	SELECT u.id AS unit_id, 0 AS post_id, u.name, u.valid_to, u.place_id,
	       (SELECT count(*) FROM case_reach AS r WHERE r.reach = u.id * 2 + 1 AND r.open = 1) AS cases,
	       (SELECT count(*) FROM task AS t WHERE t.unit_id = u.id AND t.state IN ('open', 'reported')) AS tasks,
	       (SELECT count(*) FROM duty AS d WHERE (d.valid_to IS NULL OR d.valid_to > $day) AND (d.unit_id = u.id
	          OR EXISTS (SELECT 1 FROM duty_helper AS h WHERE h.duty_id = d.id AND h.unit_id = u.id))) AS duties,
	       (SELECT count(*) FROM post AS p WHERE p.unit_id = u.id AND (p.valid_to IS NULL OR p.valid_to > $day)) AS posts,
	       (SELECT count(*) FROM unit AS b WHERE b.parent_id = u.id AND (b.valid_to IS NULL OR b.valid_to > $day)) AS below,
	       0 AS holders
	FROM unit AS u
	WHERE u.valid_to <= $day
	UNION ALL
	SELECT o.unit_id, o.id AS post_id, v.name || ' ' || o.name AS name, o.valid_to, coalesce(o.place_id, v.place_id) AS place_id,
	       (SELECT count(*) FROM case_reach AS r JOIN cases AS c ON c.id = r.case_id
	        WHERE r.reach = o.unit_id * 2 + 1 AND r.open = 1 AND c.post_id = o.id) AS cases,
	       (SELECT count(*) FROM task AS t WHERE t.unit_id = o.unit_id AND t.post_id = o.id AND t.state IN ('open', 'reported')) AS tasks,
	       0 AS duties, 0 AS posts, 0 AS below,
	       (SELECT count(*) FROM holding AS h WHERE h.post_id = o.id
	          AND (h.valid_to IS NULL OR h.valid_to > $day AND h.valid_to > h.valid_from)) AS holders
	FROM post AS o JOIN unit AS v ON v.id = o.unit_id
	WHERE o.valid_to <= $day
) AS x
WHERE x.cases + x.tasks + x.duties + x.posts + x.below + x.holders > 0
  AND ($top = 0 OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = x.place_id AND a.above_id = $top))
ORDER BY x.valid_to NULLS LAST, x.unit_id NULLS LAST, x.post_id NULLS LAST
LIMIT $n;

-- roster_pick_units: many
-- Units to choose from; mine: with a territory below $top (0: all). Called by the pages' forms. Index: primary key.
-- in: day str, top i64, n i64
-- out: mine bool
SELECT u.id, u.name,
       CASE WHEN $top = 0 OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = u.place_id AND a.above_id = $top)
            THEN 1 ELSE 0 END AS mine
FROM unit AS u
WHERE u.valid_to IS NULL OR u.valid_to > $day
ORDER BY u.id
LIMIT $n;

-- roster_pick_places: many
-- Places to choose from, at and below one: towns and above first, then communities town by town. Called by the pages'
-- forms. Index: place_above by above_id.
-- in: above_id i64, day str, n i64
-- out: id i64, level i64, town str?, deep i64
SELECT p.id, p.name, p.level, u.name AS town, CASE WHEN p.level > 4 THEN 1 ELSE 0 END AS deep
FROM place_above AS a
JOIN place AS p ON p.id = a.place_id
LEFT JOIN place AS u ON u.id = p.parent_id AND p.level > 4
WHERE a.above_id = $above_id AND p.valid_from <= $day AND (p.valid_to IS NULL OR p.valid_to > $day)
ORDER BY deep, u.sort NULLS FIRST, u.id NULLS FIRST, p.sort, p.id
LIMIT $n;

-- roster_pick_top: many
-- The place above all others. Called by the pages' forms for a post whose scope is a unit. Index: place_children.
SELECT p.id FROM place AS p WHERE p.parent_id IS NULL ORDER BY p.id LIMIT 1;

-- roster_unit_name: one
-- What an event means by a number. Index: primary key.
-- in: id i64
SELECT u.name FROM unit AS u WHERE u.id = $id;

-- roster_place_name: one
-- What an event means by a number. Index: primary key.
-- in: id i64
SELECT p.name FROM place AS p WHERE p.id = $id;
