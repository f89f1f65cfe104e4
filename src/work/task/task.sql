-- task_row: one
-- A task within reach. Called by every command on one, task.get. Index: primary key.
-- in: id i64, scope i64
SELECT t.id, t.rev, t.no, t.kind, t.title, t.goal, t.target, t.measure, t.done, t.unit_id, t.post_id, t.begins, t.due,
       t.first_due, t.days, t.evidence, t.line, t.source, t.state, t.proof, t.reported_at, t.reported_by, t.accepted_at,
       t.accepted_by, t.made_at, u.code AS unit_code, u.name AS unit_name, p.code AS post_code, p.name AS post_name
FROM task AS t JOIN unit AS u ON u.id = t.unit_id JOIN post AS p ON p.id = t.post_id
WHERE t.id = $id AND ($scope = 0 OR EXISTS (SELECT 1 FROM task_reach AS r WHERE r.task_id = t.id AND r.reach = $scope));

-- task_by_no: one
-- The task that has a number. Called by task.add, task.load. Index: task (no).
-- unscoped: a number is given once in the whole city; nothing but the id is told
-- in: no str
SELECT t.id FROM task AS t WHERE t.no = $no;

-- task_last: one
-- How far the numbers T0001 … that nobody gave have come, whatever numbers offices gave. Called by task.add. Index: task (no).
-- unscoped: it tells how many tasks there are, and nothing of them
-- out: n i64
SELECT CAST(coalesce(max(CAST(substr(t.no, 2) AS BIGINT)), 0) AS BIGINT) AS n FROM task AS t
WHERE t.no >= 'T' AND t.no < 'U' AND length(t.no) BETWEEN 5 AND 7 AND rtrim(t.no, '0123456789') = 'T';

-- task_post: one
-- The unit of a post that holds on a day, and how many people hold it then. Called by task.add and its like. Index: primary key.
-- in: id i64, day str
-- out: holders i64
SELECT p.unit_id, (SELECT count(*) FROM holding AS h WHERE h.post_id = p.id AND h.valid_from <= $day AND (h.valid_to IS NULL OR h.valid_to > $day)) AS holders
FROM post AS p
WHERE p.id = $id AND p.valid_from <= $day AND (p.valid_to IS NULL OR p.valid_to > $day);

-- task_hangs: one
-- How many tasks of a unit, or of one post of it (0: of all), are not over. Called by task_ending. Index: task_unit.
-- unscoped: a number alone, for whoever ends a unit
-- in: unit_id i64, post_id i64
-- out: n i64
SELECT count(*) AS n FROM task AS t
WHERE t.unit_id = $unit_id AND ($post_id = 0 OR t.post_id = $post_id) AND t.state IN ('open', 'reported');

-- task_post_name: one
-- A post and its unit by their names, for a task's history. Called by task_post_called. Index: primary key.
-- in: id i64
SELECT p.name, u.name AS unit_name FROM post AS p JOIN unit AS u ON u.id = p.unit_id WHERE p.id = $id;

-- task_add: one
-- A task. Called by task.add, task.load.
-- in: no str, kind str, title str, goal str, target i64, measure str, unit_id i64, post_id i64, begins str?, due str, days i64
-- in: evidence str, line str, source str, made_at i64, made_by i64
INSERT INTO task (rev, no, kind, title, goal, target, measure, done, unit_id, post_id, begins, due, first_due, days, evidence,
                  line, source, state, proof, made_at, made_by)
VALUES (1, $no, $kind, $title, $goal, $target, $measure, 0, $unit_id, $post_id, $begins, $due, $due, $days, $evidence, $line,
        $source, 'open', '', $made_at, $made_by)
RETURNING id;

-- task_change: exec
-- What is asked is changed. Called by task.change, task.load. Index: primary key.
-- in: id i64, rev i64, kind str, title str, goal str, target i64, measure str, unit_id i64, post_id i64, begins str?, due str
-- in: days i64, evidence str, line str, source str, state str
UPDATE task
SET rev = $rev, kind = $kind, title = $title, goal = $goal, target = $target, measure = $measure, unit_id = $unit_id,
    post_id = $post_id, begins = $begins, due = $due, days = $days, evidence = $evidence, line = $line, source = $source, state = $state
WHERE id = $id;

-- task_move: exec
-- Where a task stands. Called by task.report, task.accept, task.return, task.void. Index: primary key.
-- in: id i64, rev i64, state str, done i64, proof str, reported_at i64?, reported_by i64?, accepted_at i64?, accepted_by i64?
UPDATE task
SET rev = $rev, state = $state, done = $done, proof = $proof, reported_at = $reported_at, reported_by = $reported_by,
    accepted_at = $accepted_at, accepted_by = $accepted_by
WHERE id = $id;

-- task_touch: exec
-- Only its links are changed. Called by task.link. Index: primary key.
-- in: id i64, rev i64
UPDATE task SET rev = $rev WHERE id = $id;

-- task_check_add: exec
-- A check. Called by task.add and its like.
-- in: task_id i64, n i64, words str, held bool
INSERT INTO task_check (task_id, n, words, held) VALUES ($task_id, $n, $words, $held);

-- task_check_hold: exec
-- A check is ticked or not. Called by task.report, task.return. Index: primary key.
-- in: task_id i64, n i64, held bool
UPDATE task_check SET held = $held WHERE task_id = $task_id AND n = $n;

-- task_checks_drop: exec
-- Checks are said anew. Called by task.change, task.load. Index: primary key.
-- in: task_id i64
DELETE FROM task_check WHERE task_id = $task_id;

-- task_link_add: exec
-- A link. Called by task.add and its like.
-- in: task_id i64, what str, ref_id i64
INSERT INTO task_link (task_id, what, ref_id) VALUES ($task_id, $what, $ref_id) ON CONFLICT DO NOTHING;

-- task_links_drop: exec
-- Links are said anew; those to cases stay. Called by task.change, task.load. Index: primary key.
-- in: task_id i64
DELETE FROM task_link WHERE task_id = $task_id AND what <> 'case';

-- task_reach_add: exec
-- Whose place it lies in, and its unit. Called by task.add and its like. Index: place_above, unit.
-- in: task_id i64, root i64
INSERT INTO task_reach (reach, task_id)
SELECT DISTINCT x.reach, x.task_id
FROM (SELECT t.unit_id * 2 + 1 AS reach, t.id AS task_id FROM task AS t WHERE t.id = $task_id
      UNION
      SELECT a.above_id * 2 AS reach, l.task_id FROM task_link AS l JOIN place_above AS a ON a.place_id = l.ref_id
      WHERE l.task_id = $task_id AND l.what = 'place'
      UNION
      SELECT a.above_id * 2 AS reach, l.task_id FROM task_link AS l JOIN site AS s ON s.id = l.ref_id
      JOIN place_above AS a ON a.place_id = s.place_id
      WHERE l.task_id = $task_id AND l.what = 'site'
      UNION
      SELECT a.above_id * 2 AS reach, t.id AS task_id FROM task AS t JOIN unit AS u ON u.id = t.unit_id
      JOIN place_above AS a ON a.place_id = coalesce(u.place_id, $root)
      WHERE t.id = $task_id AND NOT EXISTS (SELECT 1 FROM task_link AS l WHERE l.task_id = t.id AND l.what IN ('place', 'site'))) AS x;

-- task_reach_drop: exec
-- It is worked out anew. Index: task_reach_task.
-- in: task_id i64
DELETE FROM task_reach WHERE task_id = $task_id;

-- task_checks: many
-- The checks of a task that was found within reach. Called by task.get, the commands. Index: primary key.
-- in: task_id i64
SELECT c.n, c.words, c.held FROM task_check AS c WHERE c.task_id = $task_id ORDER BY c.n LIMIT 100;

-- task_places: many
-- Where a task lies. Called by task.get. Index: primary key.
-- in: task_id i64
SELECT p.id, p.code, p.name FROM task_link AS l JOIN place AS p ON p.id = l.ref_id
WHERE l.task_id = $task_id AND l.what = 'place' ORDER BY p.code LIMIT 1000;

-- task_sites: many
-- At which sites a task is. Called by task.get. Index: primary key.
-- in: task_id i64
SELECT s.id, s.code, s.name, s.type FROM task_link AS l JOIN site AS s ON s.id = l.ref_id
WHERE l.task_id = $task_id AND l.what = 'site' ORDER BY s.code LIMIT 1000;

-- task_site: one
-- A site by its code on a day. Called by task.add and its like. Index: site_code.
-- in: code str, day str
SELECT s.id, s.place_id FROM site AS s
WHERE s.code = $code AND s.valid_from <= $day AND (s.valid_to IS NULL OR s.valid_to > $day);

-- task_standards: many
-- The standards that a task serves. Called by task.get. Index: primary key.
-- in: task_id i64
SELECT s.id, c.code, c.version, s.no, s.words FROM task_link AS l JOIN standard AS s ON s.id = l.ref_id
JOIN scheme AS c ON c.id = s.scheme_id
WHERE l.task_id = $task_id AND l.what = 'standard' ORDER BY c.code, c.version, s.no LIMIT 1000;

-- task_befores: many
-- The tasks that come before one, within reach. Called by task.get. Index: primary key.
-- in: task_id i64, scope i64
SELECT t.id, t.no, t.title, t.state FROM task_link AS l JOIN task AS t ON t.id = l.ref_id
WHERE l.task_id = $task_id AND l.what = 'after'
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM task_reach AS r WHERE r.task_id = t.id AND r.reach = $scope))
ORDER BY t.no LIMIT 1000;

-- task_waiting: many
-- Unfinished tasks that come after one, the first few, within reach; among: how many there are. Called by task.void. Index: task_link_ref.
-- in: task_id i64, scope i64
-- out: among i64
SELECT t.no, count(*) OVER () AS among FROM task_link AS l JOIN task AS t ON t.id = l.task_id
WHERE l.what = 'after' AND l.ref_id = $task_id AND t.state IN ('open', 'reported')
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM task_reach AS r WHERE r.task_id = t.id AND r.reach = $scope))
ORDER BY t.no LIMIT 6;

-- task_cases: many
-- The cases of a task, within reach. Called by task.get. Index: primary key, primary key of case_reach.
-- in: task_id i64, scope i64
SELECT c.id, c.no, c.state, c.class_key FROM task_link AS l JOIN cases AS c ON c.id = l.ref_id
WHERE l.task_id = $task_id AND l.what = 'case'
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM case_reach AS r WHERE r.case_id = c.id AND r.reach = $scope))
ORDER BY c.id LIMIT 1000;

-- task_list: many
-- Tasks within reach, the next due first; keyset; live: not what was over before that day. Called by task.list, press.issue. Index: task_due, primary key of task_reach.
-- in: scope i64, state str, kind str, unit i64, place i64, standard i64, line str, from_day str, upto_day str, live str, gap bool
-- in: after_due str, after_id i64, n i64
-- out: checks i64, held i64, standards i64
SELECT t.id, t.no, t.kind, t.title, t.goal, t.target, t.measure, t.done, t.begins, t.due, t.first_due, t.days, t.evidence, t.line,
       t.state, u.name AS unit_name, p.name AS post_name,
       (SELECT count(*) FROM task_check AS k WHERE k.task_id = t.id) AS checks,
       (SELECT count(*) FROM task_check AS k WHERE k.task_id = t.id AND k.held = 1) AS held,
       (SELECT count(*) FROM task_link AS l WHERE l.task_id = t.id AND l.what = 'standard') AS standards
FROM task AS t JOIN unit AS u ON u.id = t.unit_id JOIN post AS p ON p.id = t.post_id
WHERE ($scope = 0 OR EXISTS (SELECT 1 FROM task_reach AS r WHERE r.task_id = t.id AND r.reach = $scope))
  AND (($state = '' AND t.state <> 'void') OR t.state = $state OR ($state = 'work' AND t.state IN ('open', 'reported')))
  AND ($kind = '' OR t.kind = $kind) AND ($unit = 0 OR t.unit_id = $unit) AND ($line = '' OR t.line = $line)
  AND ($from_day = '' OR t.due >= $from_day) AND ($upto_day = '' OR t.due <= $upto_day)
  AND ($live = '' OR t.due >= $live OR t.state IN ('open', 'reported'))
  AND ($standard = 0 OR EXISTS (SELECT 1 FROM task_link AS l WHERE l.task_id = t.id AND l.what = 'standard' AND l.ref_id = $standard))
  AND ($place = 0 OR EXISTS (SELECT 1 FROM task_link AS l JOIN place_above AS a ON a.place_id = l.ref_id
                             WHERE l.task_id = t.id AND l.what = 'place' AND a.above_id = $place)
       OR EXISTS (SELECT 1 FROM task_link AS l JOIN site AS s ON s.id = l.ref_id JOIN place_above AS a ON a.place_id = s.place_id
                  WHERE l.task_id = t.id AND l.what = 'site' AND a.above_id = $place))
  AND ($gap = 0 OR NOT EXISTS (SELECT 1 FROM task_link AS l WHERE l.task_id = t.id AND l.what = 'standard'))
  AND (t.due, t.id) > ($after_due, $after_id)
ORDER BY t.due, t.id
LIMIT $n;

-- task_lines: many
-- Lines and campaigns that tasks within reach name. Called by task.lines. Index: task_due.
-- in: scope i64
-- out: n i64
SELECT t.line, count(*) AS n FROM task AS t
WHERE t.line <> '' AND t.state <> 'void'
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM task_reach AS r WHERE r.task_id = t.id AND r.reach = $scope))
GROUP BY t.line ORDER BY t.line LIMIT 200;

-- task_edges: many
-- Which task comes after which, of all that may be seen together. Called by task.change, task.load. Index: primary key.
SELECT l.task_id, l.ref_id FROM task_link AS l WHERE l.what = 'after' ORDER BY l.task_id, l.ref_id LIMIT 100000;

-- case_within: one
-- A case within reach by its number. Called by task.link. Index: cases_no.
-- in: no str, scope i64
SELECT c.id FROM cases AS c
WHERE c.no = $no AND ($scope = 0 OR EXISTS (SELECT 1 FROM case_reach AS r WHERE r.case_id = c.id AND r.reach = $scope));

-- task_table: each
-- Tasks within reach as task.load takes them but for their lists. Called by the table of tasks, task.change. Index: primary key.
-- in: scope i64, from_id i64, upto_id i64
SELECT t.id, t.no, t.kind, t.title, t.goal, t.target, t.measure, u.code AS unit_code, p.code AS post_code, t.begins, t.due, t.days,
       t.evidence, t.line, t.source
FROM task AS t JOIN unit AS u ON u.id = t.unit_id JOIN post AS p ON p.id = t.post_id
WHERE t.id >= $from_id AND t.id <= $upto_id AND t.state <> 'void'
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM task_reach AS r WHERE r.task_id = t.id AND r.reach = $scope))
ORDER BY t.id;

-- task_said_checks: each
-- The words of checks. As task_table.
-- in: from_id i64, upto_id i64
SELECT c.task_id AS of_id, c.words AS word FROM task_check AS c WHERE c.task_id >= $from_id AND c.task_id <= $upto_id
ORDER BY c.task_id, c.n;

-- task_said_places: each
-- The codes of places. As task_table.
-- in: from_id i64, upto_id i64
SELECT l.task_id AS of_id, p.code AS word FROM task_link AS l JOIN place AS p ON p.id = l.ref_id
WHERE l.what = 'place' AND l.task_id >= $from_id AND l.task_id <= $upto_id ORDER BY l.task_id, p.code;

-- task_said_sites: each
-- The codes of sites. As task_table.
-- in: from_id i64, upto_id i64
SELECT l.task_id AS of_id, s.code AS word FROM task_link AS l JOIN site AS s ON s.id = l.ref_id
WHERE l.what = 'site' AND l.task_id >= $from_id AND l.task_id <= $upto_id ORDER BY l.task_id, s.code;

-- task_said_standards: each
-- The names of standards, with the version where that of the day is another. As task_table.
-- in: from_id i64, upto_id i64, day str
-- out: of_id i64, word str
SELECT l.task_id AS of_id,
       CASE WHEN c.valid_from <= $day AND (c.valid_to IS NULL OR c.valid_to > $day) THEN c.code || '/' || s.no
            ELSE c.code || '@' || c.version || '/' || s.no END AS word
FROM task_link AS l JOIN standard AS s ON s.id = l.ref_id JOIN scheme AS c ON c.id = s.scheme_id
WHERE l.what = 'standard' AND l.task_id >= $from_id AND l.task_id <= $upto_id ORDER BY l.task_id, c.code, c.version, s.no;

-- task_said_befores: each
-- The numbers of tasks that come before. As task_table.
-- unscoped: the number of a task before one that is within reach
-- in: from_id i64, upto_id i64
SELECT l.task_id AS of_id, t.no AS word FROM task_link AS l JOIN task AS t ON t.id = l.ref_id
WHERE l.what = 'after' AND l.task_id >= $from_id AND l.task_id <= $upto_id ORDER BY l.task_id, t.no;

-- task_fold: many
-- Whole rows for `duban verify`. Index: primary key.
-- unscoped: the verifier looks at everything
-- in: after i64, n i64
SELECT t.id, t.rev, t.no, t.kind, t.title, t.goal, t.target, t.measure, t.done, t.unit_id, t.post_id, t.begins, t.due, t.first_due,
       t.days, t.evidence, t.line, t.source, t.state, t.proof, t.reported_at, t.reported_by, t.accepted_at, t.accepted_by, t.made_at,
       t.made_by
FROM task AS t
WHERE t.id > $after ORDER BY t.id LIMIT $n;

-- fold_task_checks: many
-- The checks of tasks, for the verifier. Index: primary key.
-- in: after i64, upto i64
SELECT c.task_id AS owner, c.n, c.words, c.held FROM task_check AS c WHERE c.task_id > $after AND c.task_id <= $upto
ORDER BY c.task_id, c.n LIMIT 100000;

-- fold_task_links: many
-- What tasks are about, for the verifier. Index: primary key.
-- in: after i64, upto i64
SELECT l.task_id AS owner, l.what, l.ref_id FROM task_link AS l WHERE l.task_id > $after AND l.task_id <= $upto
ORDER BY l.task_id, l.what, l.ref_id LIMIT 100000;

-- fold_task_reach: many
-- Who sees tasks, for the verifier. Index: task_reach_task.
-- in: after i64, upto i64
SELECT r.task_id AS owner, r.reach FROM task_reach AS r WHERE r.task_id > $after AND r.task_id <= $upto
ORDER BY r.task_id, r.reach LIMIT 100000;
