-- Lists begin at a row of case_reach and never look at a case outside $scope.

-- list_due: many
-- Open cases, the next due first; keyset. Called by case.list. Index: case_reach_due.
-- in: scope i64, from_due i64, from_id i64, to_due i64, n i64
SELECT r.due, c.id, c.no, c.state, c.source, c.priority, c.class_key, c.address, c.overdue, c.at_hq, c.asking, c.rework,
       c.last_at, c.due_at, c.reported_at, k.name AS class_name, p.short_name AS place_name, u.short_name AS unit_name
FROM case_reach AS r
JOIN cases AS c ON c.id = r.case_id
JOIN place AS p ON p.id = c.place_id
LEFT JOIN class AS k ON k.id = c.class_id
LEFT JOIN unit AS u ON u.id = c.unit_id
WHERE r.reach = $scope AND r.open = 1 AND (r.due, r.case_id) > ($from_due, $from_id) AND r.due < $to_due
ORDER BY r.due, r.case_id
LIMIT $n;

-- list_state: many
-- Cases in one state, the next due first. Called by case.list. Index: case_reach_state.
-- in: scope i64, state i64, from_due i64, from_id i64, to_due i64, n i64
SELECT r.due, c.id, c.no, c.state, c.source, c.priority, c.class_key, c.address, c.overdue, c.at_hq, c.asking, c.rework,
       c.last_at, c.due_at, c.reported_at, k.name AS class_name, p.short_name AS place_name, u.short_name AS unit_name
FROM case_reach AS r
JOIN cases AS c ON c.id = r.case_id
JOIN place AS p ON p.id = c.place_id
LEFT JOIN class AS k ON k.id = c.class_id
LEFT JOIN unit AS u ON u.id = c.unit_id
WHERE r.reach = $scope AND r.state = $state AND (r.due, r.case_id) > ($from_due, $from_id) AND r.due < $to_due
ORDER BY r.due, r.case_id
LIMIT $n;

-- list_new: many
-- All cases, the newest first. Called by case.list. Index: primary key of case_reach.
-- in: scope i64, before_id i64, n i64
SELECT r.due, c.id, c.no, c.state, c.source, c.priority, c.class_key, c.address, c.overdue, c.at_hq, c.asking, c.rework,
       c.last_at, c.due_at, c.reported_at, k.name AS class_name, p.short_name AS place_name, u.short_name AS unit_name
FROM case_reach AS r
JOIN cases AS c ON c.id = r.case_id
JOIN place AS p ON p.id = c.place_id
LEFT JOIN class AS k ON k.id = c.class_id
LEFT JOIN unit AS u ON u.id = c.unit_id
WHERE r.reach = $scope AND r.case_id < $before_id
ORDER BY r.case_id DESC
LIMIT $n;

-- list_no: many
-- Cases whose number begins so; CROSS JOIN, so that SQLite begins there. Called by case.list. Index: cases_no.
-- in: scope i64, from_no str, to_no str, n i64
SELECT r.due, c.id, c.no, c.state, c.source, c.priority, c.class_key, c.address, c.overdue, c.at_hq, c.asking, c.rework,
       c.last_at, c.due_at, c.reported_at, k.name AS class_name, p.short_name AS place_name, u.short_name AS unit_name
FROM cases AS c
CROSS JOIN case_reach AS r
JOIN place AS p ON p.id = c.place_id
LEFT JOIN class AS k ON k.id = c.class_id
LEFT JOIN unit AS u ON u.id = c.unit_id
WHERE r.reach = $scope AND r.case_id = c.id AND c.no >= $from_no AND c.no < $to_no
ORDER BY c.no, c.id
LIMIT $n;

-- list_address: many
-- Cases whose address begins so; CROSS JOIN as above. Called by case.list. Index: cases_address.
-- in: scope i64, from_address str, to_address str, n i64
SELECT r.due, c.id, c.no, c.state, c.source, c.priority, c.class_key, c.address, c.overdue, c.at_hq, c.asking, c.rework,
       c.last_at, c.due_at, c.reported_at, k.name AS class_name, p.short_name AS place_name, u.short_name AS unit_name
FROM cases AS c
CROSS JOIN case_reach AS r
JOIN place AS p ON p.id = c.place_id
LEFT JOIN class AS k ON k.id = c.class_id
LEFT JOIN unit AS u ON u.id = c.unit_id
WHERE r.reach = $scope AND r.case_id = c.id AND c.address >= $from_address AND c.address < $to_address
ORDER BY c.address, c.id
LIMIT $n;

-- count_state: one
-- How many cases of a scope are in a state, counted no further than $most. Called by case.counts. Index: case_reach_state.
-- in: scope i64, state i64, most i64
-- out: n i64
SELECT count(*) AS n
FROM (SELECT r.case_id FROM case_reach AS r WHERE r.reach = $scope AND r.state = $state LIMIT $most) AS x;

-- count_due: one
-- How many open cases of a scope are due in a span, counted no further than $most. Called by case.counts.
-- Index: case_reach_due.
-- in: scope i64, from_due i64, to_due i64, most i64
-- out: n i64
SELECT count(*) AS n
FROM (
	SELECT r.case_id FROM case_reach AS r
	WHERE r.reach = $scope AND r.open = 1 AND r.due >= $from_due AND r.due < $to_due
	LIMIT $most
) AS x;

-- page_case: one
-- A case with its names. Called by case.get. Index: primary keys, and that of case_reach.
-- in: id i64, scope i64
SELECT c.id, c.rev, c.no, c.state, c.before, c.kind, c.priority, c.source, c.source_ref, c.told_status,
       c.told_unit, c.place_id, c.address, c.lon, c.lat, c.accuracy, c.description, c.class_key, c.class_id,
       c.condition_id, c.is_public, c.open, c.at_hq, c.asking, c.overdue, c.due_at, c.until, c.merged_into,
       c.beside, c.back_of, c.unit_id, c.duty_basis, c.reported_at, c.last_at, c.ended_at, c.rework, c.returns,
       c.moved, c.extensions, c.suspensions, c.reopens, c.found_again, c.came_back, c.closing,
       p.name AS place_name, p.code AS place_code, k.name AS class_name, k.big_name, k.code AS class_code,
       u.name AS unit_name, o.name AS post_name, f.name AS found_name
FROM cases AS c
JOIN place AS p ON p.id = c.place_id
LEFT JOIN class AS k ON k.id = c.class_id
LEFT JOIN unit AS u ON u.id = c.unit_id
LEFT JOIN post AS o ON o.id = c.post_id
LEFT JOIN person AS f ON f.id = c.found_by
WHERE c.id = $id
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM case_reach AS r WHERE r.reach = $scope AND r.case_id = c.id));

-- page_clocks: many
-- Its deadlines, in order. Index: case_deadline_case.
-- in: case_id i64
SELECT d.stage, d.amount, d.clock, d.unit, d.calendar, d.start_at, d.due_at, d.guessed, d.extended, d.runs, d.paused_at,
       d.met_at, d.dropped_at, d.overdue_at, d.exempt_at, d.exempt_why
FROM case_deadline AS d
WHERE d.case_id = $case_id
ORDER BY d.id
LIMIT 500;

-- page_ups: many
-- The places above a case's own and itself, each with how far above it is, in no order (a sort costs
-- more than the look-up). Index: primary key of place_above.
-- in: place_id i64
SELECT p.name, a.steps
FROM place_above AS a
JOIN place AS p ON p.id = a.above_id
WHERE a.place_id = $place_id
LIMIT 32;

-- page_holds: many
-- Who had it, in order (A35). Index: case_hold_case.
-- in: case_id i64
SELECT h.state, h.unit_id, h.post_id, h.person_id, h.from_at, h.to_at, u.name AS unit_name, o.name AS post_name
FROM case_hold AS h
LEFT JOIN unit AS u ON u.id = h.unit_id
LEFT JOIN post AS o ON o.id = h.post_id
WHERE h.case_id = $case_id
ORDER BY h.id
LIMIT 500;

-- page_parts: many
-- 主办 and 协办, in order. Index: case_part_case.
-- in: case_id i64
SELECT a.unit_id, a.main, a.post_id, a.person_id, a.duty_id, a.due_at, a.from_at, a.to_at, u.name AS unit_name,
       o.name AS post_name, d.basis
FROM case_part AS a
JOIN unit AS u ON u.id = a.unit_id
LEFT JOIN post AS o ON o.id = a.post_id
LEFT JOIN duty AS d ON d.id = a.duty_id
WHERE a.case_id = $case_id
ORDER BY a.id
LIMIT 200;

-- page_asks: many
-- What was asked and decided, in order. Index: case_ask_case.
-- in: case_id i64
SELECT a.kind, a.asked_at, a.reason, a.until, a.decided_at, a.outcome, a.why
FROM case_ask AS a
WHERE a.case_id = $case_id
ORDER BY a.id
LIMIT 200;

-- page_events: many
-- What happened, in order: the newest 300. Index: event's kind, aggregate and revision.
-- in: case_id i64
SELECT e.rev, e.type, e.at, e.recorded_at, e.payload, e.pos, o.name AS post_name, u.name AS unit_name
FROM event AS e
LEFT JOIN post AS o ON o.id = e.as_whom
LEFT JOIN unit AS u ON u.id = o.unit_id
WHERE e.kind = 'case' AND e.aggregate = $case_id
ORDER BY e.rev DESC
LIMIT 300;
