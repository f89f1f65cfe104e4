-- What the page of a case asks itself.

-- number: one
-- The number of another case, when it is within reach. Called for merged cases and duplicates. Index: primary key.
-- in: id i64, scope i64
SELECT c.no
FROM cases AS c
WHERE c.id = $id
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM case_reach AS r WHERE r.reach = $scope AND r.case_id = c.id));
