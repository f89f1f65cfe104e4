-- Lists begin at a row of case_reach and never look at a case outside $scope.

-- The rows of a list carry ids; names come from memory (names.c), so that a row costs two look-ups.

-- list_due: each
-- Open cases, the next due first; keyset. Called by case.list. Index: case_reach_due.
-- in: scope i64, from_due i64, from_id i64, to_due i64, n i64
SELECT r.due, c.id, c.no, c.state, c.kind, c.open, c.source, c.priority, c.class_id, c.class_key, c.place_id, c.unit_id, c.address,
       c.overdue, c.at_hq, c.asking, c.rework, c.last_at, c.due_at, c.reported_at, c.told_status, c.told_unit
FROM case_reach AS r
JOIN cases AS c ON c.id = r.case_id
WHERE r.reach = $scope AND r.open = 1 AND (r.due, r.case_id) > ($from_due, $from_id) AND r.due < $to_due
ORDER BY r.due, r.case_id
LIMIT $n;

-- list_state: each
-- Cases in one state, the next due first. Called by case.list. Index: case_reach_state.
-- in: scope i64, state i64, from_due i64, from_id i64, to_due i64, n i64
SELECT r.due, c.id, c.no, c.state, c.kind, c.open, c.source, c.priority, c.class_id, c.class_key, c.place_id, c.unit_id, c.address,
       c.overdue, c.at_hq, c.asking, c.rework, c.last_at, c.due_at, c.reported_at, c.told_status, c.told_unit
FROM case_reach AS r
JOIN cases AS c ON c.id = r.case_id
WHERE r.reach = $scope AND r.state = $state AND (r.due, r.case_id) > ($from_due, $from_id) AND r.due < $to_due
ORDER BY r.due, r.case_id
LIMIT $n;

-- list_end: each
-- Ended or told cases in one state, the latest first. Called by case.list. Index: case_reach_state, from its end.
-- in: scope i64, state i64, from_due i64, from_id i64, n i64
SELECT r.due, c.id, c.no, c.state, c.kind, c.open, c.source, c.priority, c.class_id, c.class_key, c.place_id, c.unit_id, c.address,
       c.overdue, c.at_hq, c.asking, c.rework, c.last_at, c.due_at, c.reported_at, c.told_status, c.told_unit
FROM case_reach AS r
JOIN cases AS c ON c.id = r.case_id
WHERE r.reach = $scope AND r.state = $state AND (r.due, r.case_id) < ($from_due, $from_id)
ORDER BY r.due DESC, r.case_id DESC
LIMIT $n;

-- list_new: each
-- All cases, the newest first. Called by case.list. Index: primary key of case_reach.
-- in: scope i64, before_id i64, n i64
SELECT r.due, c.id, c.no, c.state, c.kind, c.open, c.source, c.priority, c.class_id, c.class_key, c.place_id, c.unit_id, c.address,
       c.overdue, c.at_hq, c.asking, c.rework, c.last_at, c.due_at, c.reported_at, c.told_status, c.told_unit
FROM case_reach AS r
JOIN cases AS c ON c.id = r.case_id
WHERE r.reach = $scope AND r.case_id < $before_id
ORDER BY r.case_id DESC
LIMIT $n;

-- list_no: each
-- Cases of one number: one a district. CROSS JOIN, so that SQLite begins there. Called by case.list. Index: cases_no.
-- in: scope i64, no str
SELECT r.due, c.id, c.no, c.state, c.kind, c.open, c.source, c.priority, c.class_id, c.class_key, c.place_id, c.unit_id, c.address,
       c.overdue, c.at_hq, c.asking, c.rework, c.last_at, c.due_at, c.reported_at, c.told_status, c.told_unit
FROM cases AS c
CROSS JOIN case_reach AS r
WHERE r.reach = $scope AND r.case_id = c.id AND c.no = $no
ORDER BY c.id;

-- list_ref: each
-- Cases by the number that their source gave them, as typed or in capitals; sources may give the same. CROSS JOIN, so that
-- SQLite begins there. Called by case.list. Index: cases_source.
-- in: scope i64, ref str, upper str, n i64
SELECT r.due, c.id, c.no, c.state, c.kind, c.open, c.source, c.priority, c.class_id, c.class_key, c.place_id, c.unit_id, c.address,
       c.overdue, c.at_hq, c.asking, c.rework, c.last_at, c.due_at, c.reported_at, c.told_status, c.told_unit
FROM cases AS c
CROSS JOIN case_reach AS r
WHERE r.reach = $scope AND r.case_id = c.id AND c.source_ref IN ($ref, $upper)
ORDER BY c.id DESC
LIMIT $n;

-- number_span: one
-- Between which ids the numbers $first to $last of a year lie, in all districts that have come so far: each gives its
-- numbers without gaps and in the order of ids. CROSS JOIN, so that SQLite begins with the districts. Called by case.list.
-- Index: primary key of case_counter, UNIQUE (root_id, year, seq) of cases.
-- unscoped: only where to begin to look
-- in: year i64, first i64, last i64
-- out: least i64?, most i64?
SELECT min(a.id) AS least, max(b.id) AS most
FROM case_counter AS k
CROSS JOIN cases AS a
CROSS JOIN cases AS b
WHERE k.year = $year AND k.last >= $first
  AND a.root_id = k.root_id AND a.year = $year AND a.seq = $first
  AND b.root_id = k.root_id AND b.year = $year AND b.seq = CASE WHEN k.last < $last THEN k.last ELSE $last END;

-- count_all: many
-- How many cases of a scope are in each open state or told, are overdue (-1), due until midnight (-2); each counted no
-- further than $most. Called by case.counts. Index: case_reach_state, case_reach_due.
-- in: scope i64, now i64, midnight i64, most i64
-- out: what i64, n i64
SELECT 1 AS what, count(*) AS n FROM (SELECT r.case_id FROM case_reach AS r WHERE r.reach = $scope AND r.state = 1 LIMIT $most) AS x1
UNION ALL
SELECT 2 AS what, count(*) AS n FROM (SELECT r.case_id FROM case_reach AS r WHERE r.reach = $scope AND r.state = 2 LIMIT $most) AS x2
UNION ALL
SELECT 3 AS what, count(*) AS n FROM (SELECT r.case_id FROM case_reach AS r WHERE r.reach = $scope AND r.state = 3 LIMIT $most) AS x3
UNION ALL
SELECT 4 AS what, count(*) AS n FROM (SELECT r.case_id FROM case_reach AS r WHERE r.reach = $scope AND r.state = 4 LIMIT $most) AS x4
UNION ALL
SELECT 5 AS what, count(*) AS n FROM (SELECT r.case_id FROM case_reach AS r WHERE r.reach = $scope AND r.state = 5 LIMIT $most) AS x5
UNION ALL
SELECT 6 AS what, count(*) AS n FROM (SELECT r.case_id FROM case_reach AS r WHERE r.reach = $scope AND r.state = 6 LIMIT $most) AS x6
UNION ALL
SELECT 7 AS what, count(*) AS n FROM (SELECT r.case_id FROM case_reach AS r WHERE r.reach = $scope AND r.state = 7 LIMIT $most) AS x7
UNION ALL
SELECT 8 AS what, count(*) AS n FROM (SELECT r.case_id FROM case_reach AS r WHERE r.reach = $scope AND r.state = 8 LIMIT $most) AS x8
UNION ALL
SELECT 10 AS what, count(*) AS n FROM (SELECT r.case_id FROM case_reach AS r WHERE r.reach = $scope AND r.state = 10 LIMIT $most) AS x10
UNION ALL
SELECT 11 AS what, count(*) AS n FROM (SELECT r.case_id FROM case_reach AS r WHERE r.reach = $scope AND r.state = 11 LIMIT $most) AS x11
UNION ALL
SELECT 12 AS what, count(*) AS n FROM (SELECT r.case_id FROM case_reach AS r WHERE r.reach = $scope AND r.state = 12 LIMIT $most) AS x12
UNION ALL
SELECT 16 AS what, count(*) AS n FROM (SELECT r.case_id FROM case_reach AS r WHERE r.reach = $scope AND r.state = 16 LIMIT $most) AS x16
UNION ALL
SELECT -1 AS what, count(*) AS n FROM (
	SELECT r.case_id FROM case_reach AS r WHERE r.reach = $scope AND r.open = 1 AND r.due < $now LIMIT $most) AS over
UNION ALL
SELECT -2 AS what, count(*) AS n FROM (
	SELECT r.case_id FROM case_reach AS r
	WHERE r.reach = $scope AND r.open = 1 AND r.due >= $now AND r.due < $midnight LIMIT $most) AS soon
LIMIT 20;

-- name_classes: many
-- Every class in every version. Called once an epoch (names.c).
SELECT k.id, k.name, k.big_name, k.code FROM class AS k ORDER BY k.id LIMIT 20000;

-- name_places: many
-- Every place, ended ones too. Called once an epoch.
SELECT p.id, p.parent_id, p.code, p.name, p.short_name FROM place AS p ORDER BY p.id LIMIT 100000;

-- name_aliases: many
-- Other names and codes of places. Called once an epoch.
SELECT a.place_id, a.alias FROM place_alias AS a ORDER BY a.id LIMIT 100000;

-- name_units: many
-- Every unit, ended ones too. Called once an epoch.
SELECT u.id, u.code, u.name, u.short_name FROM unit AS u ORDER BY u.id LIMIT 20000;

-- name_posts: many
-- Every post, ended ones too. Called once an epoch.
SELECT o.id, o.unit_id, o.name FROM post AS o ORDER BY o.id LIMIT 100000;

-- name_persons: many
-- Everybody who ever held one. Called once an epoch.
SELECT f.id, f.name FROM person AS f ORDER BY f.id LIMIT 100000;

-- page_others: many
-- The numbers of the cases that a case names, as far as the reader may see them. Index: primary keys.
-- in: scope i64, merged i64, beside i64, back i64
SELECT c.id, c.no
FROM cases AS c
WHERE c.id IN ($merged, $beside, $back)
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM case_reach AS r WHERE r.reach = $scope AND r.case_id = c.id))
LIMIT 3;

-- page_clocks: many
-- Its deadlines, in order. Index: primary key.
-- unscoped: of a case that its caller has read within its reach
-- in: case_id i64
-- out: calendar str
SELECT d.stage, d.amount, d.clock, d.unit, d.season, coalesce(d.made, d.calendar) AS calendar, d.start_at, d.due_at,
       d.guessed, d.extended, d.runs,
       d.paused_at, d.met_at, d.dropped_at, d.overdue_at, d.exempt_at, d.exempt_why
FROM case_deadline AS d
WHERE d.case_id = $case_id
ORDER BY d.n
LIMIT 500;

-- page_holds: many
-- Who had it, in order (A35). Index: primary key.
-- unscoped: of a case that its caller has read within its reach
-- in: case_id i64
SELECT h.state, h.unit_id, h.post_id, h.from_at, h.to_at
FROM case_hold AS h
WHERE h.case_id = $case_id
ORDER BY h.n
LIMIT 500;

-- page_parts: many
-- 主办 and 协办, in order. Index: primary key.
-- unscoped: of a case that its caller has read within its reach
-- in: case_id i64
-- out: basis str?
SELECT a.unit_id, a.main, a.post_id, a.person_id, a.due_at, a.from_at, a.to_at,
       COALESCE(d.basis, (SELECT r.no || ' ' || r.reason FROM cases AS c JOIN precedent AS r ON r.id = c.precedent_id
                          WHERE c.id = a.case_id)) AS basis
FROM case_part AS a
LEFT JOIN duty AS d ON d.id = a.duty_id
WHERE a.case_id = $case_id
ORDER BY a.n
LIMIT 200;

-- page_asks: many
-- What was asked and decided, in order. Index: primary key.
-- unscoped: of a case that its caller has read within its reach
-- in: case_id i64
SELECT a.kind, a.asked_at, a.reason, a.until, a.decided_at, a.outcome, a.why
FROM case_ask AS a
WHERE a.case_id = $case_id
ORDER BY a.n
LIMIT 200;

-- page_events: many
-- What happened, in order: the newest 300. Index: event's kind, aggregate and revision.
-- in: case_id i64
SELECT e.rev, e.type, e.at, e.recorded_at, e.payload, e.pos, e.as_whom
FROM event AS e
WHERE e.kind = 'case' AND e.aggregate = $case_id
ORDER BY e.rev DESC
LIMIT 300;
