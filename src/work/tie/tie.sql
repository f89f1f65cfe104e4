-- gap_standards: many
-- Standards of a day's schemes that no task serves. Called by task.gaps. Index: task_link_ref.
-- unscoped: that nothing serves a standard tells of no task
-- in: day str, n i64
SELECT s.id, c.code, c.version, s.no, s.words
FROM scheme AS c JOIN standard AS s ON s.scheme_id = c.id
WHERE c.valid_from <= $day AND (c.valid_to IS NULL OR c.valid_to > $day) AND s.struck = 0
  AND NOT EXISTS (SELECT 1 FROM task_link AS l JOIN task AS t ON t.id = l.task_id
                  WHERE l.what = 'standard' AND l.ref_id = s.id AND t.state <> 'void')
ORDER BY c.code, c.version, s.id
LIMIT $n;

-- gap_bare: many
-- Standards of a day's schemes for which no material is asked. Called by task.gaps. Index: material_standard.
-- unscoped: that nobody hands anything in for a standard tells of no material
-- in: day str, n i64
SELECT s.id, c.code, c.version, s.no, s.words
FROM scheme AS c JOIN standard AS s ON s.scheme_id = c.id
WHERE c.valid_from <= $day AND (c.valid_to IS NULL OR c.valid_to > $day) AND s.struck = 0
  AND NOT EXISTS (SELECT 1 FROM material AS m WHERE m.standard_id = s.id AND m.struck = 0)
ORDER BY c.code, c.version, s.id
LIMIT $n;

-- gap_cases: many
-- Open cases within reach whose class is known, and that no standard is said of: before that nobody can say one. Called by task.gaps. Index: case_reach_due.
-- in: scope i64, n i64
SELECT c.id, c.no, k.name AS class_name, c.state, p.name AS place_name
FROM case_reach AS r JOIN cases AS c ON c.id = r.case_id JOIN place AS p ON p.id = c.place_id
LEFT JOIN class AS k ON k.id = c.class_id
WHERE r.reach = $scope AND r.open = 1 AND c.class_key IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM case_standard AS s WHERE s.case_id = c.id)
ORDER BY r.due, r.case_id
LIMIT $n;

-- gap_sums: one
-- How many there are of each gap, at most `most`. Called by task.gaps. Index: as the lists.
-- in: scope i64, day str, most i64
-- out: standards i64, bare i64, tasks i64, cases i64
SELECT (SELECT count(*) FROM (SELECT s.id FROM scheme AS c JOIN standard AS s ON s.scheme_id = c.id
          WHERE c.valid_from <= $day AND (c.valid_to IS NULL OR c.valid_to > $day) AND s.struck = 0
            AND NOT EXISTS (SELECT 1 FROM task_link AS l JOIN task AS t ON t.id = l.task_id
                            WHERE l.what = 'standard' AND l.ref_id = s.id AND t.state <> 'void') LIMIT $most) AS a) AS standards,
       (SELECT count(*) FROM (SELECT s.id FROM scheme AS c JOIN standard AS s ON s.scheme_id = c.id
          WHERE c.valid_from <= $day AND (c.valid_to IS NULL OR c.valid_to > $day) AND s.struck = 0
            AND NOT EXISTS (SELECT 1 FROM material AS m WHERE m.standard_id = s.id AND m.struck = 0) LIMIT $most) AS b) AS bare,
       (SELECT count(*) FROM (SELECT t.id FROM task AS t
          WHERE t.state <> 'void' AND NOT EXISTS (SELECT 1 FROM task_link AS l WHERE l.task_id = t.id AND l.what = 'standard')
            AND ($scope = 0 OR EXISTS (SELECT 1 FROM task_reach AS r WHERE r.task_id = t.id AND r.reach = $scope)) LIMIT $most) AS d) AS tasks,
       (SELECT count(*) FROM (SELECT c.id FROM case_reach AS r JOIN cases AS c ON c.id = r.case_id
          WHERE r.reach = $scope AND r.open = 1 AND c.class_key IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM case_standard AS s WHERE s.case_id = c.id) LIMIT $most) AS e) AS cases;

-- case_standards: many
-- The standards of a case within reach. Called by case.ties. Index: primary key.
-- in: case_id i64, scope i64
SELECT s.id, c.code, c.version, s.no, s.words
FROM case_standard AS l JOIN standard AS s ON s.id = l.standard_id JOIN scheme AS c ON c.id = s.scheme_id
WHERE l.case_id = $case_id AND ($scope = 0 OR EXISTS (SELECT 1 FROM case_reach AS r WHERE r.case_id = l.case_id AND r.reach = $scope))
ORDER BY c.code, c.version, s.no LIMIT 200;

-- case_tasks: many
-- The tasks of a case, both within reach. Called by case.ties. Index: task_link_ref.
-- in: case_id i64, scope i64
SELECT t.id, t.no, t.title, t.state FROM task_link AS l JOIN task AS t ON t.id = l.task_id
WHERE l.what = 'case' AND l.ref_id = $case_id
  AND ($scope = 0 OR (EXISTS (SELECT 1 FROM task_reach AS r WHERE r.task_id = t.id AND r.reach = $scope)
                      AND EXISTS (SELECT 1 FROM case_reach AS x WHERE x.case_id = l.ref_id AND x.reach = $scope)))
ORDER BY t.no LIMIT 200;

-- case_there: one
-- Whether a case is within reach. Called by case.ties. Index: primary key, primary key of case_reach.
-- in: id i64, scope i64
SELECT c.id FROM cases AS c
WHERE c.id = $id AND ($scope = 0 OR EXISTS (SELECT 1 FROM case_reach AS r WHERE r.case_id = c.id AND r.reach = $scope));

-- tie_case: one
-- A case within reach by its number. Called by case.tie. Index: cases_no.
-- in: no str, scope i64
SELECT c.id FROM cases AS c
WHERE c.no = $no AND ($scope = 0 OR EXISTS (SELECT 1 FROM case_reach AS r WHERE r.case_id = c.id AND r.reach = $scope));

-- case_tie_add: exec
-- A problem touches a standard. Called by case.tie. Index: primary key.
-- in: case_id i64, standard_id i64
INSERT INTO case_standard (case_id, standard_id) VALUES ($case_id, $standard_id) ON CONFLICT DO NOTHING;

-- case_tie_drop: exec
-- It does not. Called by case.untie. Index: primary key.
-- in: case_id i64, standard_id i64
DELETE FROM case_standard WHERE case_id = $case_id AND standard_id = $standard_id;

-- tie_fold: many
-- The cases of which events say what they touch, or touched, for the verifier. Index: event_aggregate.
-- unscoped: the verifier looks at every row
-- in: after i64, n i64
SELECT DISTINCT e.aggregate AS id FROM event AS e
WHERE e.kind = 'case_standard' AND e.aggregate > $after ORDER BY e.aggregate LIMIT $n;

-- fold_case_standards: many
-- What problems touch, for the verifier. Index: primary key.
-- in: after i64, upto i64
SELECT l.case_id AS owner, l.standard_id FROM case_standard AS l WHERE l.case_id > $after AND l.case_id <= $upto
ORDER BY l.case_id, l.standard_id LIMIT 100000;
