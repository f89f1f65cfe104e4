-- What the page of a case asks itself.

-- number: one
-- The number of another case, when it is within reach. Called for merged cases and duplicates. Index: primary key.
-- in: id i64, scope i64
SELECT c.no
FROM cases AS c
WHERE c.id = $id
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM case_reach AS r WHERE r.reach = $scope AND r.case_id = c.id));

-- people_of: many
-- Who holds a post of one role now that reaches a place, unit by unit. Called by the case page for who may send a
-- case. Index: holding_post.
-- in: role str, day str, place_id i64
SELECT n.id, n.name, o.name AS post_name, u.name AS unit_name
FROM post AS o
JOIN unit AS u ON u.id = o.unit_id
JOIN holding AS h ON h.post_id = o.id AND h.valid_from <= $day AND (h.valid_to IS NULL OR h.valid_to > $day)
JOIN person AS n ON n.id = h.person_id AND (n.valid_to IS NULL OR n.valid_to > $day)
WHERE o.role = $role AND o.valid_from <= $day AND (o.valid_to IS NULL OR o.valid_to > $day)
  AND (o.place_id IS NULL OR EXISTS (
	SELECT 1 FROM place_above AS a WHERE a.place_id = $place_id AND a.above_id = o.place_id))
ORDER BY u.code, o.code, n.code
LIMIT 1000;
