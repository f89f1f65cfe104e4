-- Queries of the store's own tests: one for each thing that engines could do differently.

-- place_add: one
-- A new place.
-- in: parent i64?, code str, name str
INSERT INTO t_place (parent, code, name) VALUES ($parent, $code, $name) RETURNING id;

-- place_get: one
-- later
-- in: code str
SELECT p.id, p.parent, p.code, p.name, p.alias FROM t_place AS p WHERE p.code = $code;

-- place_rename: exec
-- Binding by name: $name stands before $id, and $name twice.
-- in: id i64, name str
UPDATE t_place SET name = $name, alias = $name || '!' WHERE id = $id;

-- place_put: one
-- ON CONFLICT DO UPDATE: says whose row it is.
-- in: code str, name str
INSERT INTO t_place (code, name) VALUES ($code, $name)
ON CONFLICT (code) DO UPDATE SET name = excluded.name RETURNING id, name;

-- place_put_new: exec
-- ON CONFLICT DO NOTHING: 0 rows when it is there.
-- in: code str, name str
INSERT INTO t_place (code, name) VALUES ($code, $name) ON CONFLICT (code) DO NOTHING;

-- place_drop: exec
-- in: id i64
DELETE FROM t_place WHERE id = $id;

-- place_below: many
-- Recursive: all places below one, with their depth.
-- in: top i64
-- out: depth i64
WITH RECURSIVE below (id, depth) AS (
	SELECT p.id, 0 FROM t_place AS p WHERE p.id = $top
	UNION ALL
	SELECT p.id, b.depth + 1 FROM t_place AS p JOIN below AS b ON p.parent = b.id
)
SELECT p.id, p.code, b.depth FROM below AS b JOIN t_place AS p ON p.id = b.id ORDER BY b.depth, p.code LIMIT 1000;

-- place_by_code: many
-- Text is ordered by bytes on both engines.
SELECT p.code, p.name FROM t_place AS p ORDER BY p.code LIMIT 1000;

-- place_by_label: many
-- An expression takes its order from the column in it, not from the server's language.
-- out: label str
SELECT p.name || '-' || p.code AS label FROM t_place AS p ORDER BY p.name || '-' || p.code LIMIT 1000;

-- place_path: many
-- Texts that grow in a recursive query.
-- in: top i64
-- out: path str
WITH RECURSIVE walk (id, path) AS (
	SELECT p.id, p.name FROM t_place AS p WHERE p.id = $top
	UNION ALL
	SELECT p.id, w.path || '/' || p.name FROM t_place AS p JOIN walk AS w ON p.parent = w.id
)
SELECT w.path FROM walk AS w ORDER BY w.path LIMIT 1000;

-- place_seek: many
-- in: word str
SELECT p.code FROM t_place AS p WHERE lower(p.name) LIKE $word ESCAPE '\' ORDER BY p.code LIMIT 10;

-- case_add: one
-- in: place i64, no str, due_at i64?, day str?, closed bool, fine i64, score f64?, photo bytes?
INSERT INTO t_case (place, no, due_at, day, closed, fine, score, photo)
VALUES ($place, $no, $due_at, $day, $closed, $fine, $score, $photo) RETURNING id, closed;

-- case_get: one
-- unscoped: the test looks at everything
-- in: id i64
SELECT c.id, c.place, c.no, c.due_at, c.day, c.closed, c.fine, c.score, c.photo FROM t_case AS c WHERE c.id = $id;

-- case_page: many
-- Keyset paging by a row value; NULLs last.
-- in: scope_place i64, due i64, id i64, n i64
SELECT c.id, c.no, c.due_at FROM t_case AS c
WHERE c.place = $scope_place AND (coalesce(c.due_at, 9000000000000000), c.id) > ($due, $id)
ORDER BY coalesce(c.due_at, 9000000000000000), c.id LIMIT $n;

-- case_by_due: many
-- in: scope_place i64
SELECT c.no, c.due_at FROM t_case AS c WHERE c.place = $scope_place ORDER BY c.due_at DESC NULLS FIRST, c.no LIMIT 100;

-- case_sums: one
-- unscoped: the test counts everything
-- out: n i64, fine i64, mean f64?, late i64, any_open bool
SELECT count(*) AS n, CAST(coalesce(sum(c.fine), 0) AS BIGINT) AS fine,
	CAST(avg(c.score) AS DOUBLE PRECISION) AS mean,
	count(*) FILTER (WHERE c.due_at < 100) AS late,
	EXISTS (SELECT 1 FROM t_case AS o WHERE o.closed = 0) AS any_open
FROM t_case AS c;

-- case_ranks: many
-- Window functions.
-- unscoped: the test ranks everything
-- out: place_no i64, before str?
SELECT c.no, row_number() OVER (PARTITION BY c.place ORDER BY c.no) AS place_no,
	lag(c.no) OVER (PARTITION BY c.place ORDER BY c.no) AS before
FROM t_case AS c ORDER BY c.place, c.no LIMIT 1000;

-- case_scan: each
-- unscoped: the test reads everything
-- in: above i64
SELECT c.id, c.no, p.name AS place_name, a.name AS parent_name FROM t_case AS c
JOIN t_place AS p ON p.id = c.place LEFT JOIN t_place AS a ON a.id = p.parent
WHERE c.id > $above ORDER BY c.id;

-- counter_next: one
-- The next number of a place and year.
-- in: place i64, year i64
INSERT INTO t_counter (place, year, n) VALUES ($place, $year, 1)
ON CONFLICT (place, year) DO UPDATE SET n = t_counter.n + 1 RETURNING n;

-- event_add: one
-- in: case_id i64, what str
INSERT INTO t_event (case_id, what) VALUES ($case_id, $what) RETURNING id;

-- event_count: one
-- out: n i64
SELECT count(*) AS n FROM t_event AS e;

-- event_place: exec
-- The one column that may change.
-- in: id i64, pos i64
UPDATE t_event SET pos = $pos WHERE id = $id;

-- event_forge: exec
-- in: id i64, what str
UPDATE t_event SET what = $what WHERE id = $id;

-- event_drop: exec
-- in: id i64
DELETE FROM t_event WHERE id = $id;

-- slow: one
-- Counts to n, slowly.
-- in: n i64
-- out: n i64
WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT c.n + 1 FROM c WHERE c.n < $n) SELECT count(*) AS n FROM c;

-- place_count: one
-- out: n i64
SELECT count(*) AS n FROM t_place AS p;

-- place_children: each
-- Asked again inside its own callback.
-- in: parent i64
-- out: sign i64
SELECT p.id, p.code, CASE WHEN p.code = 'a' THEN -1 ELSE 1 END AS sign FROM t_place AS p
WHERE p.parent = $parent ORDER BY p.code;

-- place_first: exec
-- The code must be new.
-- in: code str, name str
-- violated: stale
INSERT INTO t_place (code, name) VALUES ($code, $name);

-- place_once: exec
-- Used by one test only, so that it is prepared there.
-- in: code str, name str
-- violated: retry
INSERT INTO t_place (code, name) VALUES ($code, $name);
