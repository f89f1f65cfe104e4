-- What the three administrators see.

-- looks: many
-- Looks at reporters' identities and searches by telephone, the newest first.  A look is within the reach of its case;
-- a search has no case and is within that of the post that searched: its place, else its unit's; of a post without any,
-- every auditor of a place is told. Called by audit.looks. Index: event_looks.
-- in: before i64, n i64, scope i64, place i64, unit i64
-- out: no str?, post_name str?, unit_name str?, person_name str?
SELECT e.id, e.type, e.at, e.payload, c.no, o.name AS post_name, u.name AS unit_name, h.name AS person_name
FROM event AS e
LEFT JOIN cases AS c ON c.id = e.aggregate AND e.kind = 'case'
LEFT JOIN post AS o ON o.id = e.as_whom
LEFT JOIN unit AS u ON u.id = o.unit_id
LEFT JOIN login AS l ON l.id = e.who
LEFT JOIN person AS h ON h.id = l.person_id
WHERE e.type IN ('case.reporter_seen', 'find.by_phone') AND e.id < $before
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM case_reach AS r WHERE r.reach = $scope AND r.case_id = c.id)
       OR e.kind = 'find' AND (u.id = $unit OR $place > 0 AND (coalesce(o.place_id, u.place_id) IS NULL OR EXISTS (
		SELECT 1 FROM place_above AS a
		WHERE a.above_id = $place AND a.place_id = coalesce(o.place_id, u.place_id)))))
ORDER BY e.id DESC
LIMIT $n;

-- refused: many
-- Refused log-ins, an account, address, reason and hour a row, the newest first. Called by audit.refused. Index:
-- primary key.
-- in: before i64, n i64
SELECT r.id, r.hour, r.account, r.address, r.why, r.times, r.first_at, r.last_at
FROM login_refused AS r
WHERE r.id < $before
ORDER BY r.id DESC
LIMIT $n;

-- sessions: many
-- Who is logged in now, the latest first. Called by session.list, which passes over people out of reach. Index: primary
-- key.
-- in: before i64, n i64, now i64
SELECT s.id, s.made_at, s.seen_at, l.person_id, l.name AS login, o.name AS post_name, u.name AS unit_name
FROM session AS s
JOIN login AS l ON l.id = s.login_id
JOIN post AS o ON o.id = s.post_id
JOIN unit AS u ON u.id = o.unit_id
WHERE s.id < $before AND s.ended_at IS NULL AND s.ends_at > $now
ORDER BY s.id DESC
LIMIT $n;
