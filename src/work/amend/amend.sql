-- amend_open: each
-- Open cases within reach with what stands in the table. Called for its files and to compare one with. Index: case_reach_due.
-- in: scope i64
SELECT c.id, c.no, c.rev, c.state, c.class_id, c.address, c.due_at, u.code AS unit_code
FROM case_reach AS r
JOIN cases AS c ON c.id = r.case_id
LEFT JOIN unit AS u ON u.id = c.unit_id
WHERE r.reach = $scope AND r.open = 1
ORDER BY c.id;

-- amend_case: one
-- A case within reach by its number. Called by ledger.amend. Index: cases_no, primary key of case_reach.
-- in: no str, scope i64
SELECT c.id, c.rev, u.code AS unit_code
FROM cases AS c
JOIN case_reach AS r ON r.case_id = c.id AND r.reach = $scope
LEFT JOIN unit AS u ON u.id = c.unit_id
WHERE c.no = $no;
