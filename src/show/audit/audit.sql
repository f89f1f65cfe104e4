-- What the audit administrator reads of the events.

-- audit_day: many
-- The kept events of a day, the newest first, from an event on; of a post within reach, or of the program. Called by
-- audit.journal. Index: event_kept.
-- in: kind str, from_at i64, upto_at i64, before i64, scope i64, place i64, unit i64, n i64
-- out: id i64, kind str, aggregate i64, type str, recorded_at i64, pos i64?, payload bytes?, post_name str?, unit_name str?
-- out: person_name str?, thing str?
SELECT e.id, e.kind, e.aggregate, e.type, e.recorded_at, e.pos, e.payload, o.name AS post_name, u.name AS unit_name,
       h.name AS person_name,
       CASE e.kind
         WHEN 'unit' THEN (SELECT x.name FROM unit AS x WHERE x.id = e.aggregate)
         WHEN 'post' THEN (SELECT w.name || ' ' || x.name FROM post AS x JOIN unit AS w ON w.id = x.unit_id WHERE x.id = e.aggregate)
         WHEN 'person' THEN (SELECT x.name FROM person AS x WHERE x.id = e.aggregate)
         WHEN 'login' THEN (SELECT x.name FROM login AS x WHERE x.id = e.aggregate)
         WHEN 'holding' THEN (SELECT y.name || ' ' || z.name FROM holding AS x JOIN person AS y ON y.id = x.person_id JOIN post AS z ON z.id = x.post_id WHERE x.id = e.aggregate)
         WHEN 'place' THEN (SELECT x.name FROM place AS x WHERE x.id = e.aggregate)
         WHEN 'class' THEN (SELECT x.key || ' ' || x.name FROM class AS x WHERE x.id = e.aggregate)
         WHEN 'duty' THEN (SELECT x.class_key || ' ' || y.name FROM duty AS x JOIN place AS y ON y.id = x.place_id WHERE x.id = e.aggregate)
         WHEN 'grid' THEN (SELECT x.code FROM grid AS x WHERE x.id = e.aggregate)
         WHEN 'site' THEN (SELECT x.name FROM site AS x WHERE x.id = e.aggregate)
         WHEN 'case_standard' THEN (SELECT x.no FROM cases AS x WHERE x.id = e.aggregate)
         WHEN 'scheme' THEN (SELECT x.code || ' ' || x.version FROM scheme AS x WHERE x.id = e.aggregate)
         WHEN 'standard' THEN (SELECT y.code || ' ' || y.version || ' ' || x.no FROM standard AS x JOIN scheme AS y ON y.id = x.scheme_id WHERE x.id = e.aggregate)
         WHEN 'bulletin' THEN (SELECT y.name || ' ' || x.day FROM bulletin AS x JOIN place AS y ON y.id = x.place_id WHERE x.id = e.aggregate)
         WHEN 'case' THEN (SELECT x.no FROM cases AS x WHERE x.id = e.aggregate)
         WHEN 'photo' THEN (SELECT y.no FROM photo AS x JOIN cases AS y ON y.id = x.case_id WHERE x.id = e.aggregate)
       END AS thing
FROM event AS e
LEFT JOIN post AS o ON o.id = e.as_whom
LEFT JOIN unit AS u ON u.id = o.unit_id
LEFT JOIN login AS l ON l.id = e.who
LEFT JOIN person AS h ON h.id = l.person_id
WHERE (e.kind NOT IN ('case', 'photo', 'told', 'tally', 'session', 'find') OR e.erases_to > 0)
  AND e.recorded_at >= $from_at AND e.recorded_at <= $upto_at AND (e.recorded_at < $upto_at OR e.id < $before)
  AND ($kind = '' OR e.kind = $kind OR ($kind = 'erased' AND e.erases_to > 0))
  AND ($scope = 0 OR e.as_whom IS NULL OR u.id = $unit OR ($place > 0 AND (coalesce(o.place_id, u.place_id) IS NULL OR EXISTS (
		SELECT 1 FROM place_above AS a
		WHERE a.above_id = $place AND a.place_id = coalesce(o.place_id, u.place_id)))))
ORDER BY e.recorded_at DESC, e.id DESC
LIMIT $n;

-- audit_at: one
-- When an event was recorded: where the next page begins. Called by audit.journal. Index: primary key.
-- in: id i64
SELECT e.recorded_at FROM event AS e WHERE e.id = $id;

-- audit_last: one
-- The last moment before a day at which anything within reach was changed. Called by audit.journal. Index: event_kept.
-- in: from_at i64, scope i64, place i64, unit i64
-- out: recorded_at i64
SELECT e.recorded_at
FROM event AS e
LEFT JOIN post AS o ON o.id = e.as_whom
LEFT JOIN unit AS u ON u.id = o.unit_id
WHERE (e.kind NOT IN ('case', 'photo', 'told', 'tally', 'session', 'find') OR e.erases_to > 0) AND e.recorded_at < $from_at
  AND ($scope = 0 OR e.as_whom IS NULL OR u.id = $unit OR ($place > 0 AND (coalesce(o.place_id, u.place_id) IS NULL OR EXISTS (
		SELECT 1 FROM place_above AS a
		WHERE a.above_id = $place AND a.place_id = coalesce(o.place_id, u.place_id)))))
ORDER BY e.recorded_at DESC
LIMIT 1;

-- audit_next: one
-- And the first behind it. Called by audit.journal. Index: event_kept.
-- in: upto_at i64, scope i64, place i64, unit i64
-- out: recorded_at i64
SELECT e.recorded_at
FROM event AS e
LEFT JOIN post AS o ON o.id = e.as_whom
LEFT JOIN unit AS u ON u.id = o.unit_id
WHERE (e.kind NOT IN ('case', 'photo', 'told', 'tally', 'session', 'find') OR e.erases_to > 0) AND e.recorded_at > $upto_at
  AND ($scope = 0 OR e.as_whom IS NULL OR u.id = $unit OR ($place > 0 AND (coalesce(o.place_id, u.place_id) IS NULL OR EXISTS (
		SELECT 1 FROM place_above AS a
		WHERE a.above_id = $place AND a.place_id = coalesce(o.place_id, u.place_id)))))
ORDER BY e.recorded_at
LIMIT 1;
