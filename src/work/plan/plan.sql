-- plan_tasks: many
-- Tasks within reach that are not accepted, of one line or ('') of all. Called by plan.show. Index: task_due.
-- in: scope i64, line str, n i64
SELECT t.id, t.no, t.title, t.begins, t.due, t.days, t.state, u.name AS unit_name
FROM task AS t JOIN unit AS u ON u.id = t.unit_id
WHERE t.state IN ('open', 'reported') AND ($line = '' OR t.line = $line)
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM task_reach AS r WHERE r.task_id = t.id AND r.reach = $scope))
ORDER BY t.due, t.id
LIMIT $n;

-- plan_all: many
-- Every task within reach that is not void, of one line or ('') of all, as first issued and as it is. Called by plan.progress.
-- Index: task_due.
-- in: scope i64, line str, n i64
SELECT t.id, t.no, t.kind, t.title, t.due, t.first_due, t.state, t.accepted_at, t.made_at, u.name AS unit_name
FROM task AS t JOIN unit AS u ON u.id = t.unit_id
WHERE t.state <> 'void' AND ($line = '' OR t.line = $line)
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM task_reach AS r WHERE r.task_id = t.id AND r.reach = $scope))
ORDER BY t.due, t.id
LIMIT $n;

-- plan_freed: many
-- Tasks that came after one that is void now, with the first such number within reach. Called by plan.show. Index: task_link_ref.
-- in: scope i64
-- out: no str
SELECT l.task_id, min(t.no) AS no
FROM task_link AS l JOIN task AS t ON t.id = l.ref_id
WHERE l.what = 'after' AND t.state = 'void'
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM task_reach AS r WHERE r.task_id = t.id AND r.reach = $scope))
GROUP BY l.task_id
ORDER BY l.task_id
LIMIT 100000;

-- plan_edges: many
-- Which task comes after which. Called by plan.show. Index: task_link_ref.
SELECT l.task_id, l.ref_id FROM task_link AS l WHERE l.what = 'after' ORDER BY l.task_id, l.ref_id LIMIT 100000;
