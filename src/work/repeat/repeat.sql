-- repeat_rule_for: one
-- The rule of a class: its own, its big class's, that of all. Called when a case is filed. Index: primary key.
-- in: class_key str, big_key str
SELECT r.days, r.metres, r.times, r.span FROM repeat_rule AS r
WHERE r.class_key IN ($class_key, $big_key, '*')
ORDER BY length(r.class_key) DESC
LIMIT 1;

-- repeat_closed: many
-- What was closed of a class in a community since a moment, the newest first: where both positions are known those in the
-- box, else those of the same address (spaces apart, as `plain` is); anywhere: all. The caller measures.
-- Called when a case is filed. Index: cases_spot_ended.
-- unscoped: what came back, came back whoever may see it
-- in: place_id i64, class_key str, since i64, anywhere bool, has_point bool, plain str, west f64, east f64
-- in: south f64, north f64, n i64
-- out: ended_at i64
SELECT c.id, c.lon, c.lat, c.address, c.ended_at, c.reopens, k.key AS proven
FROM cases AS c
LEFT JOIN class_condition AS k ON k.id = c.condition_id
WHERE c.state = 9 AND c.place_id = $place_id AND c.class_key = $class_key AND c.ended_at >= $since
  AND ($anywhere = 1
       OR ($has_point = 1 AND c.lat >= $south AND c.lat <= $north AND c.lon >= $west AND c.lon <= $east)
       OR (($has_point = 0 OR c.lat IS NULL OR c.lon IS NULL)
           AND replace(replace(c.address, ' ', ''), '　', '') = $plain))
ORDER BY c.ended_at DESC NULLS LAST, c.id DESC
LIMIT $n;

-- repeat_add: exec
-- Called when a case is filed. Index: primary key.
-- in: case_id i64, before_id i64, before_at i64, again bool, nth i64, chronic bool, days i64, metres i64, times i64
-- in: span i64, found_at i64
INSERT INTO case_repeat (case_id, before_id, before_at, again, nth, chronic, days, metres, times, span, found_at, dropped)
VALUES ($case_id, $before_id, $before_at, $again, $nth, $chronic, $days, $metres, $times, $span, $found_at, 0);

-- repeat_remove: exec
-- Called when a case is voided. Index: primary key.
-- unscoped: whoever voids it was let do so
-- in: case_id i64
UPDATE case_repeat SET dropped = 1 WHERE case_id = $case_id AND dropped = 0;

-- repeat_fold: many
-- For `duban verify`. Index: primary key.
-- unscoped: the verifier looks at every row
-- in: after i64, n i64
SELECT t.case_id AS id, t.before_id, t.before_at, t.again, t.nth, t.chronic, t.days, t.metres, t.times, t.span,
       t.found_at, t.dropped
FROM case_repeat AS t WHERE t.case_id > $after ORDER BY t.case_id LIMIT $n;

-- repeat_list: many
-- Those within reach, the newest first. Called by repeat.list. Index: case_repeat_at, primary key of case_reach.
-- in: scope i64, chronic bool, bare bool, unit i64, after_at i64, after_id i64, n i64
-- out: tasks i64
SELECT t.case_id, t.before_id, t.before_at, t.again, t.nth, t.chronic, t.times, t.found_at, c.no, c.address, c.open,
       k.name AS class_name, p.name AS place_name, p.code AS place_code, u.name AS unit_name, b.no AS before_no,
       (SELECT count(*) FROM task_link AS l JOIN task AS a ON a.id = l.task_id
        WHERE l.what = 'case' AND l.ref_id = t.case_id AND a.state <> 'void') AS tasks
FROM case_repeat AS t
JOIN cases AS c ON c.id = t.case_id
JOIN place AS p ON p.id = c.place_id
LEFT JOIN class AS k ON k.id = c.class_id
LEFT JOIN unit AS u ON u.id = c.unit_id
LEFT JOIN cases AS b ON b.id = t.before_id
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM case_reach AS q WHERE q.case_id = b.id AND q.reach = $scope))
WHERE t.dropped = 0 AND (t.found_at < $after_at OR (t.found_at = $after_at AND t.case_id < $after_id))
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM case_reach AS r WHERE r.case_id = t.case_id AND r.reach = $scope))
  AND ($chronic = 0 OR t.chronic = 1) AND ($unit = 0 OR c.unit_id = $unit)
  AND ($bare = 0 OR (c.open = 1 AND NOT EXISTS (
        SELECT 1 FROM task_link AS l JOIN task AS a ON a.id = l.task_id
        WHERE l.what = 'case' AND l.ref_id = t.case_id AND a.state <> 'void')))
ORDER BY t.found_at DESC, t.case_id DESC
LIMIT $n;

-- repeat_one: one
-- What was kept of a case within reach. Called by repeat.of. Index: primary key.
-- in: case_id i64, scope i64
-- out: tasks i64
SELECT t.case_id, t.before_id, t.before_at, t.again, t.nth, t.chronic, t.times, t.found_at, c.no, c.address, c.open,
       k.name AS class_name, p.name AS place_name, p.code AS place_code, u.name AS unit_name, b.no AS before_no,
       (SELECT count(*) FROM task_link AS l JOIN task AS a ON a.id = l.task_id
        WHERE l.what = 'case' AND l.ref_id = t.case_id AND a.state <> 'void') AS tasks,
       t.days, t.metres, t.span
FROM case_repeat AS t
JOIN cases AS c ON c.id = t.case_id
JOIN place AS p ON p.id = c.place_id
LEFT JOIN class AS k ON k.id = c.class_id
LEFT JOIN unit AS u ON u.id = c.unit_id
LEFT JOIN cases AS b ON b.id = t.before_id
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM case_reach AS q WHERE q.case_id = b.id AND q.reach = $scope))
WHERE t.case_id = $case_id AND t.dropped = 0
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM case_reach AS r WHERE r.case_id = t.case_id AND r.reach = $scope));

-- repeat_first: one
-- Of a case within reach: whether anything was kept of it, whether it was the one before of others, and whether none of its
-- class had been closed in its community before it was filed. Called by repeat.of. Index: primary key,
-- case_repeat_before, cases_spot_ended.
-- in: case_id i64, scope i64
-- out: kept bool, later bool, first bool
SELECT CASE WHEN EXISTS (SELECT 1 FROM case_repeat AS t WHERE t.case_id = c.id AND t.dropped = 0) THEN 1 ELSE 0 END AS kept,
       CASE WHEN EXISTS (SELECT 1 FROM case_repeat AS l WHERE l.before_id = c.id AND l.dropped = 0) THEN 1 ELSE 0 END AS later,
       CASE WHEN c.filed_at IS NULL OR EXISTS (
         SELECT 1 FROM cases AS o WHERE o.state = 9 AND o.place_id = c.place_id AND o.class_key = c.class_key
           AND o.ended_at <= c.filed_at AND o.id <> c.id) THEN 0 ELSE 1 END AS first
FROM cases AS c
WHERE c.id = $case_id
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM case_reach AS r WHERE r.case_id = c.id AND r.reach = $scope));

-- repeat_later: many
-- The cases for which one was the one before, within reach. Called by repeat.of. Index: case_repeat_before.
-- in: before_id i64, scope i64, n i64
SELECT c.id, c.no, t.found_at
FROM case_repeat AS t JOIN cases AS c ON c.id = t.case_id
WHERE t.before_id = $before_id AND t.dropped = 0
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM case_reach AS r WHERE r.case_id = t.case_id AND r.reach = $scope))
ORDER BY t.found_at, t.case_id
LIMIT $n;

-- repeat_rules: many
-- Every rule, that of all first. Called by repeat.rules, repeat.rule. Index: primary key.
-- in: n i64
SELECT r.class_key, r.days, r.metres, r.times, r.span, r.source FROM repeat_rule AS r ORDER BY r.class_key LIMIT $n;

-- repeat_rule_set: exec
-- Called by repeat.rule. Index: primary key.
-- in: class_key str, days i64, metres i64, times i64, span i64, source str
INSERT INTO repeat_rule (class_key, days, metres, times, span, source)
VALUES ($class_key, $days, $metres, $times, $span, $source)
ON CONFLICT (class_key) DO UPDATE
SET days = excluded.days, metres = excluded.metres, times = excluded.times, span = excluded.span,
    source = excluded.source;

-- fold_repeat_rules: many
-- For `duban verify`. Index: primary key.
-- in: after i64, upto i64
-- out: owner i64
SELECT CAST(1 AS BIGINT) AS owner, r.class_key, r.days, r.metres, r.times, r.span, r.source
FROM repeat_rule AS r
WHERE $after < 1 AND $upto >= 1
ORDER BY r.class_key
LIMIT 1000;
