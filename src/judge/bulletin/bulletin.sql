-- bulletin_batch: one
-- One batch of the seal. Called to find which was the newest at a time or position. Index: primary key.
-- in: batch i64
SELECT s.batch, s.first, s.count, s.sealed_at, s.seal FROM seal AS s WHERE s.batch = $batch;

-- bulletin_open: each
-- Open cases below a place, for those that did not move since the day began. Called by bulletin_each.
-- Index: case_reach_due.
-- in: scope i64
SELECT c.id, c.state, c.kind, c.place_id, c.unit_id, c.due_at, c.overdue
FROM case_reach AS r
JOIN cases AS c ON c.id = r.case_id
WHERE r.reach = $scope AND r.open = 1;

-- bulletin_case: one
-- What is shown of a case in a list, within reach. Called by bulletin.cases. Index: primary keys.
-- in: id i64, scope i64
SELECT c.id, c.no, c.class_id, c.address
FROM cases AS c
JOIN case_reach AS r ON r.case_id = c.id AND r.reach = $scope
WHERE c.id = $id;

-- bulletin_children: many
-- The places right below one that are there on a day, in their order. Called by bulletin.show. Index: place_children.
-- in: parent_id i64, day str, n i64
SELECT p.id
FROM place AS p
WHERE p.parent_id = $parent_id AND p.valid_from <= $day AND (p.valid_to IS NULL OR p.valid_to > $day)
ORDER BY p.sort, p.id
LIMIT $n;
