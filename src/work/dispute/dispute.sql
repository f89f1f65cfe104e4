-- dispute_case: one
-- A case within reach with what a refusal or a ruling looks at. Called by dispute.refuse, dispute.rule. Index: primary
-- keys.
-- in: id i64, scope i64
SELECT c.id, c.no, c.state, c.open, c.returns, c.unit_id, c.class_key, c.place_id, p.code AS place_code,
       r.code AS root_code, c.lon, c.lat, c.duty_basis
FROM cases AS c
JOIN place AS p ON p.id = c.place_id
JOIN place AS r ON r.id = c.root_id
WHERE c.id = $id
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM case_reach AS x WHERE x.reach = $scope AND x.case_id = c.id));

-- dispute_of: one
-- The dispute of a case. Index: dispute's of case_id.
-- in: case_id i64, scope i64
SELECT d.id, d.rev, d.state, d.joint_at
FROM dispute AS d
WHERE d.case_id = $case_id
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM case_reach AS x WHERE x.reach = $scope AND x.case_id = d.case_id));

-- dispute_here: one
-- A case within reach with its dispute, if there is one. Called by dispute.of. Index: primary keys, dispute's of case_id.
-- in: id i64, scope i64
-- out: id i64, state i64, due_at i64
SELECT COALESCE(d.id, 0) AS id, COALESCE(d.state, 0) AS state, COALESCE(d.due_at, 0) AS due_at, c.open, c.returns,
       c.unit_id, c.duty_basis, c.state AS case_state
FROM cases AS c
JOIN case_reach AS x ON x.case_id = c.id AND x.reach = $scope
LEFT JOIN dispute AS d ON d.case_id = c.id
WHERE c.id = $id;

-- dispute_duty: one
-- A row of the matrix that a refusal names: whether it speaks on a day of a class at a place. Index: primary key.
-- in: id i64, class_key str, place_id i64, day str
-- out: speaks bool
SELECT d.unit_id,
       CASE WHEN (d.class_key = '' OR d.class_key = $class_key OR d.class_key = substr($class_key, 1, 3))
                 AND d.valid_from <= $day AND (d.valid_to IS NULL OR d.valid_to > $day)
                 AND EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = $place_id AND a.above_id = d.place_id)
            THEN 1 ELSE 0 END AS speaks
FROM duty AS d
WHERE d.id = $id;

-- dispute_unit: one
-- A unit as it is called. Index: primary key.
-- in: id i64
SELECT u.code, u.name FROM unit AS u WHERE u.id = $id;

-- dispute_add: one
-- Called by dispute.refuse.
-- in: case_id i64, state i64, class_key str, opened_at i64, joint_at i64?, due_at i64?, calendar str?
INSERT INTO dispute (rev, case_id, state, class_key, opened_at, joint_at, due_at, calendar)
VALUES (1, $case_id, $state, $class_key, $opened_at, $joint_at, $due_at, $calendar)
RETURNING id;

-- dispute_join: exec
-- The second refusal. Called by dispute.refuse. Index: primary key.
-- unscoped: of a case that its caller has read within its reach
-- in: id i64, rev i64, joint_at i64, due_at i64, calendar str
UPDATE dispute SET rev = $rev, state = 2, joint_at = $joint_at, due_at = $due_at, calendar = $calendar WHERE id = $id;

-- dispute_end: exec
-- The ruling. Called by dispute.rule. Index: primary key.
-- unscoped: of a case that its caller has read within its reach
-- in: id i64, rev i64, ruled_at i64, ruled_by i64, ruled_unit i64?, way str, reason str, unit_id i64, bears_id i64?
-- in: bears_why str?, precedent_id i64?
UPDATE dispute
SET rev = $rev, state = 3, ruled_at = $ruled_at, ruled_by = $ruled_by, ruled_unit = $ruled_unit, way = $way,
    reason = $reason, unit_id = $unit_id, bears_id = $bears_id, bears_why = $bears_why, precedent_id = $precedent_id
WHERE id = $id;

-- dispute_side_add: exec
-- in: dispute_id i64, n i64, unit_id i64, at i64, duty_id i64?, law str?, reason str
INSERT INTO dispute_side (dispute_id, n, unit_id, at, duty_id, law, reason)
VALUES ($dispute_id, $n, $unit_id, $at, $duty_id, $law, $reason);

-- dispute_sides: many
-- Who refused. Index: primary key.
-- unscoped: of a dispute that its caller has read within its reach
-- in: id i64
SELECT s.n, s.unit_id, u.name AS unit_name, s.at, s.duty_id, d.basis, w.name AS duty_unit, s.law, s.reason
FROM dispute_side AS s
JOIN unit AS u ON u.id = s.unit_id
LEFT JOIN duty AS d ON d.id = s.duty_id
LEFT JOIN unit AS w ON w.id = d.unit_id
WHERE s.dispute_id = $id
ORDER BY s.n
LIMIT 10;

-- dispute_list: many
-- Those within reach: that wait for a ruling, the earliest deadline first, or all, the latest first; of a unit that
-- refused. Called by dispute.list. Index: dispute_due, primary key of case_reach.
-- in: scope i64, open bool, unit i64, after i64, n i64
-- out: sort i64
SELECT d.id, d.case_id, d.state, d.opened_at, d.joint_at, d.due_at, d.ruled_at, d.class_key, c.no, c.address,
       c.open AS case_open, k.name AS class_name, p.name AS place_name, h.name AS holder, o.name AS owner,
       CASE WHEN $open = 1 THEN COALESCE(d.due_at, 9000000000000000) ELSE -d.id END AS sort
FROM dispute AS d
JOIN cases AS c ON c.id = d.case_id
JOIN case_reach AS x ON x.case_id = d.case_id AND x.reach = $scope
JOIN place AS p ON p.id = c.place_id
LEFT JOIN class AS k ON k.id = c.class_id
LEFT JOIN unit AS h ON h.id = c.unit_id
LEFT JOIN unit AS o ON o.id = d.unit_id
WHERE ($open = 0 OR (d.state = 2 AND c.open = 1)) AND d.id < $after
  AND ($unit = 0 OR EXISTS (SELECT 1 FROM dispute_side AS s WHERE s.dispute_id = d.id AND s.unit_id = $unit))
ORDER BY sort, d.id
LIMIT $n;

-- dispute_get: one
-- Called by dispute.get. Index: primary key.
-- in: id i64, scope i64
SELECT d.id, d.case_id, d.state, d.opened_at, d.joint_at, d.due_at, d.ruled_at, d.class_key, c.no, c.address,
       c.open AS case_open, k.name AS class_name, p.name AS place_name, h.name AS holder, o.name AS owner,
       c.lon, c.lat, c.place_id, p.code AS place_code, d.way, d.reason, r.name AS ruled_unit, b.name AS bears,
       d.bears_why, d.unit_id, d.precedent_id, q.no AS precedent_no
FROM dispute AS d
JOIN cases AS c ON c.id = d.case_id
JOIN case_reach AS x ON x.case_id = d.case_id AND x.reach = $scope
JOIN place AS p ON p.id = c.place_id
LEFT JOIN class AS k ON k.id = c.class_id
LEFT JOIN unit AS h ON h.id = c.unit_id
LEFT JOIN unit AS o ON o.id = d.unit_id
LEFT JOIN unit AS r ON r.id = d.ruled_unit
LEFT JOIN unit AS b ON b.id = d.bears_id
LEFT JOIN precedent AS q ON q.id = d.precedent_id
WHERE d.id = $id;

-- dispute_near: many
-- Rulings that are kept and hold, of a class, with a border in a box or of a place about one: what was decided nearby.
-- Called by dispute.get. Index: precedent_class_key.
-- in: class_key str, place_id i64, day str, some bool, west i64, south i64, east i64, north i64, n i64
SELECT r.id, r.no, u.name AS unit_name, r.reason, r.valid_from
FROM precedent AS r
JOIN unit AS u ON u.id = r.unit_id
WHERE (r.valid_to IS NULL OR r.valid_to > $day)
  AND EXISTS (SELECT 1 FROM precedent_class AS c
              WHERE c.precedent_id = r.id AND (c.class_key = $class_key OR c.class_key = substr($class_key, 1, 3)))
  AND ((r.outline = '' AND EXISTS (SELECT 1 FROM place_above AS a
                                   WHERE a.place_id = $place_id AND a.above_id = r.place_id))
       OR ($some = 1 AND r.outline <> '' AND r.west <= $east AND r.east >= $west AND r.south <= $north
           AND r.north >= $south))
ORDER BY r.id DESC
LIMIT $n;

-- dispute_case_at: one
-- The first case from an id on: ids go up with the moment of entering, so that a day is found by halving. Called by
-- dispute.measures. Index: primary key.
-- unscoped: nothing of it is told
-- in: id i64
SELECT c.id, c.made_at FROM cases AS c WHERE c.id >= $id ORDER BY c.id LIMIT 1;

-- dispute_last: one
-- unscoped: nothing of it is told
-- out: id i64
SELECT COALESCE(max(c.id), 0) AS id FROM cases AS c;

-- dispute_sent: many
-- Cases within reach that were entered in a time and sent out, by the unit that got them first or by class: how often each
-- went out, and whether it never went to another. Called by dispute.measures. Index: primary keys of case_reach, case_part.
-- in: scope i64, first i64, since i64, until i64, by_class bool
-- out: key str, name str, sent i64, hops i64, stayed i64
SELECT k.key AS key, max(k.name) AS name, count(*) AS sent, CAST(sum(k.hops) AS BIGINT) AS hops,
       CAST(sum(k.stayed) AS BIGINT) AS stayed
FROM (SELECT CASE WHEN $by_class = 1 THEN c.class_key ELSE u.code END AS key,
             CASE WHEN $by_class = 1 THEN COALESCE(y.name, c.class_key) ELSE u.name END AS name,
             (SELECT count(*) FROM case_part AS p WHERE p.case_id = c.id AND p.main = 1) AS hops,
             CASE WHEN EXISTS (SELECT 1 FROM case_part AS p
                               WHERE p.case_id = c.id AND p.main = 1 AND p.unit_id <> f.unit_id)
                  THEN 0 ELSE 1 END AS stayed
      FROM case_reach AS x
      JOIN cases AS c ON c.id = x.case_id
      JOIN case_part AS f ON f.case_id = c.id AND f.n = 1
      JOIN unit AS u ON u.id = f.unit_id
      LEFT JOIN class AS y ON y.id = c.class_id
      WHERE x.reach = $scope AND x.case_id >= $first AND c.made_at >= $since AND c.made_at < $until) AS k
GROUP BY k.key
ORDER BY k.key
LIMIT 1000;

-- dispute_lost: many
-- Refusals within reach of a time, by unit or by class: how many, how many were ruled on and upheld, and the time from each
-- to the ruling, to the next dispatch, to the end of the case, or to now; by class only from the first refusal of a case. Called by
-- dispute.measures. Index: primary keys.
-- in: scope i64, since i64, until i64, now i64, by_class bool
-- out: key str, name str, refused i64, ruled i64, upheld i64, lost i64
SELECT k.key AS key, max(k.name) AS name, count(*) AS refused, CAST(sum(k.ruled) AS BIGINT) AS ruled,
       CAST(sum(k.upheld) AS BIGINT) AS upheld, CAST(sum(k.lost) AS BIGINT) AS lost
FROM (SELECT CASE WHEN $by_class = 1 THEN d.class_key ELSE u.code END AS key,
             CASE WHEN $by_class = 1 THEN COALESCE(y.name, d.class_key) ELSE u.name END AS name,
             CASE WHEN d.state = 3 THEN 1 ELSE 0 END AS ruled,
             CASE WHEN d.state = 3 AND d.unit_id <> s.unit_id THEN 1 ELSE 0 END AS upheld,
             CASE WHEN $by_class = 1 AND s.at > d.opened_at THEN 0
                  ELSE COALESCE(d.ruled_at,
                                (SELECT min(p.from_at) FROM case_part AS p
                                 WHERE d.state = 1 AND p.case_id = d.case_id AND p.main = 1 AND p.from_at > s.at),
                                c.ended_at, $now) - s.at END AS lost
      FROM dispute AS d
      JOIN cases AS c ON c.id = d.case_id
      LEFT JOIN class AS y ON y.id = c.class_id
      JOIN dispute_side AS s ON s.dispute_id = d.id
      JOIN unit AS u ON u.id = s.unit_id
      JOIN case_reach AS x ON x.case_id = d.case_id AND x.reach = $scope
      WHERE s.at >= $since AND s.at < $until) AS k
GROUP BY k.key
ORDER BY k.key
LIMIT 1000;

-- dispute_fold: many
-- Whole rows for `duban verify`. Index: primary key.
-- unscoped: the verifier looks at every row
-- in: after i64, n i64
SELECT d.id, d.rev, d.case_id, d.state, d.class_key, d.opened_at, d.joint_at, d.due_at, d.calendar, d.ruled_at,
       d.ruled_by, d.ruled_unit, d.way, d.reason, d.unit_id, d.bears_id, d.bears_why, d.precedent_id
FROM dispute AS d WHERE d.id > $after ORDER BY d.id LIMIT $n;

-- dispute_side_fold: many
-- For `duban verify`. Index: primary key.
-- unscoped: the verifier looks at every row
-- in: after i64, upto i64
SELECT s.dispute_id, s.n, s.unit_id, s.at, s.duty_id, s.law, s.reason
FROM dispute_side AS s
WHERE s.dispute_id > $after AND s.dispute_id <= $upto ORDER BY s.dispute_id, s.n LIMIT 100000;
