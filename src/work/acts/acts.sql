-- case_told: one
-- What a source told before under the same number. Called by case.tell. Index: cases_source.
-- unscoped: the importer asks for its own
-- in: source str, source_ref str
SELECT c.id FROM cases AS c WHERE c.source = $source AND c.source_ref = $source_ref AND c.state = 16 ORDER BY c.id LIMIT 1;

-- due_deadlines: many
-- Cases with a deadline that has passed and is not recorded. Called by the scheduler. Index: case_deadline_due.
-- unscoped: the program itself asks
-- in: now i64, n i64
SELECT d.case_id, d.due_at
FROM case_deadline AS d
WHERE d.runs = 1 AND d.overdue_at IS NULL AND d.due_at < $now
ORDER BY d.due_at, d.case_id, d.n
LIMIT $n;

-- due_resumes: many
-- Suspensions that have ended. Called by the scheduler. Index: cases_until.
-- unscoped: the program itself asks
-- in: now i64, n i64
-- out: until i64
SELECT c.id AS case_id, c.until FROM cases AS c WHERE c.until IS NOT NULL AND c.until <= $now ORDER BY c.until NULLS LAST, c.id LIMIT $n;

-- due_guesses: many
-- Deadlines, ended ones too, that rest on a year without a list and were made with another calendar
-- than today's. Called by the scheduler. Index: case_deadline_guess.
-- unscoped: the program itself asks
-- in: calendar str, n i64
-- out: case_id i64
SELECT q.case_id
FROM (
	SELECT a.case_id FROM (
		SELECT d.case_id FROM case_deadline AS d
		WHERE d.guessed = 1 AND d.calendar < $calendar
		ORDER BY d.calendar, d.case_id, d.n LIMIT $n) AS a
	UNION ALL
	SELECT b.case_id FROM (
		SELECT d.case_id FROM case_deadline AS d
		WHERE d.guessed = 1 AND d.calendar > $calendar
		ORDER BY d.calendar, d.case_id, d.n LIMIT $n) AS b
) AS q
LIMIT $n;

-- the_unit: one
-- A unit that exists on a day. Index: primary key.
-- in: id i64, day str
SELECT u.id, u.name FROM unit AS u
WHERE u.id = $id AND u.valid_from <= $day AND (u.valid_to IS NULL OR u.valid_to > $day);

-- the_post: one
-- A post that exists on a day. Index: primary key.
-- in: id i64, day str
SELECT p.unit_id, p.role FROM post AS p
WHERE p.id = $id AND p.valid_from <= $day AND (p.valid_to IS NULL OR p.valid_to > $day);

-- handler_posts: many
-- A unit's posts for handling; two at most, so that a choice is seen. Index: post_unit.
-- in: unit_id i64, day str
SELECT p.id FROM post AS p
WHERE p.unit_id = $unit_id AND p.role = 'handler' AND p.valid_from <= $day AND (p.valid_to IS NULL OR p.valid_to > $day)
ORDER BY p.id
LIMIT 2;

-- eyes_near: many
-- People in posts whose scope covers a place, who may go and look. A city has some hundred such posts.
-- in: place_id i64, day str
SELECT h.person_id, p.id AS post_id, p.unit_id, p.role
FROM place_above AS a
JOIN post AS p ON p.place_id = a.above_id
JOIN holding AS h ON h.post_id = p.id
WHERE a.place_id = $place_id AND p.role IN ('verifier', 'inspector', 'supervisor')
  AND p.valid_from <= $day AND (p.valid_to IS NULL OR p.valid_to > $day)
  AND h.valid_from <= $day AND (h.valid_to IS NULL OR h.valid_to > $day)
ORDER BY a.steps, h.person_id, p.id
LIMIT 500;

-- near_open: many
-- Open cases of a place and class at a spot, the newest first: where both positions are known those in the box,
-- else those of the same address (spaces apart, as `plain` is). The caller measures. Indexes: cases_spot_at,
-- cases_spot_named.
-- unscoped: who may file in a place may know of what is filed there
-- in: place_id i64, class_key str, id i64, has_point bool, plain str, west f64, east f64, south f64, north f64
SELECT c.id, c.rev, c.no, c.state, c.lon, c.lat, c.address, c.reported_at
FROM cases AS c
WHERE $has_point = 1 AND c.open = 1 AND c.place_id = $place_id AND c.class_key = $class_key
  AND c.lat >= $south AND c.lat <= $north AND c.lon >= $west AND c.lon <= $east AND c.id <> $id
UNION ALL
SELECT c.id, c.rev, c.no, c.state, c.lon, c.lat, c.address, c.reported_at
FROM cases AS c
WHERE c.open = 1 AND c.place_id = $place_id AND c.class_key = $class_key
  AND replace(replace(c.address, ' ', ''), '　', '') = $plain
  AND ($has_point = 0 OR c.lat IS NULL OR c.lon IS NULL) AND c.id <> $id
ORDER BY id DESC
LIMIT 500;

-- near_ended: many
-- Closed cases of a place and class at a spot since a moment, the newest first; a spot as in near_open.
-- Index: cases_spot_ended.
-- unscoped: as near_open
-- in: place_id i64, class_key str, since i64, has_point bool, plain str, west f64, east f64, south f64, north f64
-- out: ended_at i64
SELECT c.id, c.rev, c.no, c.kind, c.lon, c.lat, c.address, c.ended_at, k.key AS condition
FROM cases AS c
LEFT JOIN class_condition AS k ON k.id = c.condition_id
WHERE c.state = 9 AND c.place_id = $place_id AND c.class_key = $class_key AND c.ended_at >= $since
  AND (($has_point = 1 AND c.lat >= $south AND c.lat <= $north AND c.lon >= $west AND c.lon <= $east)
       OR (($has_point = 0 OR c.lat IS NULL OR c.lon IS NULL)
           AND replace(replace(c.address, ' ', ''), '　', '') = $plain))
ORDER BY c.ended_at DESC NULLS LAST, c.id DESC
LIMIT 200;

