-- finding_row: one
-- A finding within reach: by its place, or by a task of its chain. Called by finding.get, the commands. Index: primary key.
-- in: id i64, scope i64
SELECT f.id, f.rev, f.no, f.kind, f.source, f.level, f.found_on, f.words, f.lost, f.place_id, f.due, f.struck, p.name AS place_name,
       p.code AS place_code
FROM finding AS f JOIN place AS p ON p.id = f.place_id
WHERE f.id = $id
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = f.place_id AND a.above_id * 2 = $scope)
       OR EXISTS (SELECT 1 FROM finding_link AS l JOIN task_reach AS r ON r.task_id = l.ref_id
                  WHERE l.finding_id = f.id AND l.what = 'task' AND r.reach = $scope));

-- finding_by_no: one
-- The finding that has a number. Called by finding.load. Index: finding (no).
-- unscoped: a number is given once in the whole city; the table is the whole city's
-- in: no str
SELECT f.id, f.rev, f.kind, f.source, f.level, f.found_on, f.words, f.lost, f.place_id, f.due, f.struck
FROM finding AS f
WHERE f.no = $no;

-- finding_add: one
-- A finding. Called by finding.load.
-- in: no str, kind str, source str, level str, found_on str, words str, lost i64, place_id i64, due str?, struck bool
-- in: made_at i64, made_by i64
INSERT INTO finding (rev, no, kind, source, level, found_on, words, lost, place_id, due, struck, made_at, made_by)
VALUES (1, $no, $kind, $source, $level, $found_on, $words, $lost, $place_id, $due, $struck, $made_at, $made_by)
RETURNING id;

-- finding_change: exec
-- What a newer table says of a known finding. Called by finding.load. Index: primary key.
-- in: id i64, rev i64, kind str, source str, level str, found_on str, words str, lost i64, place_id i64, due str?, struck bool
UPDATE finding
SET rev = $rev, kind = $kind, source = $source, level = $level, found_on = $found_on, words = $words, lost = $lost,
    place_id = $place_id, due = $due, struck = $struck
WHERE id = $id;

-- finding_touch: exec
-- Only its chain is changed. Called by finding.link, finding.unlink. Index: primary key.
-- in: id i64, rev i64
UPDATE finding SET rev = $rev WHERE id = $id;

-- finding_link_add: exec
-- A link of the chain. Called by finding.load, finding.link.
-- in: finding_id i64, what str, ref_id i64
INSERT INTO finding_link (finding_id, what, ref_id) VALUES ($finding_id, $what, $ref_id) ON CONFLICT DO NOTHING;

-- finding_link_drop: exec
-- It is taken out. Called by finding.unlink. Index: primary key.
-- in: finding_id i64, what str, ref_id i64
DELETE FROM finding_link WHERE finding_id = $finding_id AND what = $what AND ref_id = $ref_id;

-- finding_links_drop: exec
-- One sort of links is said anew. Called by finding.load. Index: primary key.
-- in: finding_id i64, what str
DELETE FROM finding_link WHERE finding_id = $finding_id AND what = $what;

-- finding_links: many
-- What a finding is tied to. Called by finding.load. Index: primary key.
-- in: finding_id i64, what str
SELECT l.ref_id FROM finding_link AS l WHERE l.finding_id = $finding_id AND l.what = $what ORDER BY l.ref_id LIMIT 400;

-- finding_list: many
-- Findings within reach with what their chains come to, the newest first; keyset. kind, state, what '': all; what and ref_id: tied to
-- that. state gap: neither task nor case; work: something of it is open; done: all of it accepted and closed. The words of
-- `finding_state` (rules.c) in SQL. Called by finding.list. Index: finding_day.
-- in: scope i64, kind str, state str, what str, ref_id i64, place i64, struck bool, closed i64, before_day str, before_id i64, n i64
-- out: id i64, no str, kind str, source str, level str, found_on str, words str, lost i64, due str?, struck bool, place_name str
-- out: standards i64, tasks i64, accepted i64, cases i64, over i64
SELECT x.id, x.no, x.kind, x.source, x.level, x.found_on, x.words, x.lost, x.due, x.struck, x.place_name, x.standards, x.tasks,
       x.accepted, x.cases, x.over
FROM (SELECT f.id, f.no, f.kind, f.source, f.level, f.found_on, f.words, f.lost, f.due, f.struck, p.name AS place_name,
             (SELECT count(*) FROM finding_link AS l WHERE l.finding_id = f.id AND l.what = 'standard') AS standards,
             (SELECT count(*) FROM finding_link AS l JOIN task AS t ON t.id = l.ref_id
              WHERE l.finding_id = f.id AND l.what = 'task' AND t.state <> 'void') AS tasks,
             (SELECT count(*) FROM finding_link AS l JOIN task AS t ON t.id = l.ref_id
              WHERE l.finding_id = f.id AND l.what = 'task' AND t.state = 'accepted') AS accepted,
             (SELECT count(*) FROM finding_link AS l JOIN cases AS c ON c.id = l.ref_id
              WHERE l.finding_id = f.id AND l.what = 'case' AND (c.open = 1 OR c.state = $closed)) AS cases,
             (SELECT count(*) FROM finding_link AS l JOIN cases AS c ON c.id = l.ref_id
              WHERE l.finding_id = f.id AND l.what = 'case' AND c.state = $closed) AS over
      FROM finding AS f JOIN place AS p ON p.id = f.place_id
      WHERE f.struck = $struck AND ($kind = '' OR f.kind = $kind) AND (f.found_on, f.id) < ($before_day, $before_id)
        AND ($place = 0 OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = f.place_id AND a.above_id = $place))
        AND ($what = '' OR EXISTS (SELECT 1 FROM finding_link AS l
                                   WHERE l.finding_id = f.id AND l.what = $what AND l.ref_id = $ref_id))
        AND ($scope = 0 OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = f.place_id AND a.above_id * 2 = $scope)
             OR EXISTS (SELECT 1 FROM finding_link AS l JOIN task_reach AS r ON r.task_id = l.ref_id
                        WHERE l.finding_id = f.id AND l.what = 'task' AND r.reach = $scope))) AS x
WHERE $state = '' OR ($state = 'gap' AND x.tasks + x.cases = 0)
   OR ($state = 'work' AND x.tasks + x.cases > x.accepted + x.over)
   OR ($state = 'done' AND x.tasks + x.cases > 0 AND x.tasks + x.cases = x.accepted + x.over)
ORDER BY x.found_on DESC NULLS LAST, x.id DESC NULLS LAST
LIMIT $n;

-- finding_sums: one
-- How many findings within reach there are, and what their chains come to. Called by finding.list. Index: finding_day.
-- in: scope i64, closed i64
-- out: n i64, gap i64, done i64, lost i64, lost_open i64
SELECT count(*) AS n, CAST(coalesce(sum(CASE WHEN x.all_of = 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS gap,
       CAST(coalesce(sum(CASE WHEN x.all_of > 0 AND x.all_of = x.over THEN 1 ELSE 0 END), 0) AS BIGINT) AS done,
       CAST(coalesce(sum(x.lost), 0) AS BIGINT) AS lost,
       CAST(coalesce(sum(CASE WHEN x.all_of > 0 AND x.all_of = x.over THEN 0 ELSE x.lost END), 0) AS BIGINT) AS lost_open
FROM (SELECT f.lost,
             (SELECT count(*) FROM finding_link AS l JOIN task AS t ON t.id = l.ref_id
              WHERE l.finding_id = f.id AND l.what = 'task' AND t.state <> 'void') +
             (SELECT count(*) FROM finding_link AS l JOIN cases AS c ON c.id = l.ref_id
              WHERE l.finding_id = f.id AND l.what = 'case' AND (c.open = 1 OR c.state = $closed)) AS all_of,
             (SELECT count(*) FROM finding_link AS l JOIN task AS t ON t.id = l.ref_id
              WHERE l.finding_id = f.id AND l.what = 'task' AND t.state = 'accepted') +
             (SELECT count(*) FROM finding_link AS l JOIN cases AS c ON c.id = l.ref_id
              WHERE l.finding_id = f.id AND l.what = 'case' AND c.state = $closed) AS over
      FROM finding AS f
      WHERE f.struck = 0
        AND ($scope = 0 OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = f.place_id AND a.above_id * 2 = $scope)
             OR EXISTS (SELECT 1 FROM finding_link AS l JOIN task_reach AS r ON r.task_id = l.ref_id
                        WHERE l.finding_id = f.id AND l.what = 'task' AND r.reach = $scope))) AS x;

-- finding_standards: many
-- The standards of a finding that was found within reach, each with whether a task serves it. Called by finding.get. Index: primary
-- key.
-- in: finding_id i64
SELECT s.id, c.code, c.version, s.no, s.words
FROM finding_link AS l JOIN standard AS s ON s.id = l.ref_id JOIN scheme AS c ON c.id = s.scheme_id
WHERE l.finding_id = $finding_id AND l.what = 'standard' ORDER BY c.code, c.version, s.no LIMIT 400;

-- finding_tasks: many
-- The tasks of a finding, within reach. Called by finding.get. Index: primary key.
-- in: finding_id i64, scope i64
SELECT t.id, t.no, t.title, t.state, t.due, t.done, t.target, t.measure, u.name AS unit_name
FROM finding_link AS l JOIN task AS t ON t.id = l.ref_id JOIN unit AS u ON u.id = t.unit_id
WHERE l.finding_id = $finding_id AND l.what = 'task'
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM task_reach AS r WHERE r.task_id = t.id AND r.reach = $scope))
ORDER BY t.no LIMIT 400;

-- finding_cases: many
-- The cases of a finding, within reach. Called by finding.get. Index: primary key, primary key of case_reach.
-- in: finding_id i64, scope i64
SELECT c.id, c.no, c.state, c.open, p.name AS place_name
FROM finding_link AS l JOIN cases AS c ON c.id = l.ref_id JOIN place AS p ON p.id = c.place_id
WHERE l.finding_id = $finding_id AND l.what = 'case'
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM case_reach AS r WHERE r.case_id = c.id AND r.reach = $scope))
ORDER BY c.id LIMIT 400;

-- finding_task_no: one
-- A task within reach by its number. Called by finding.load, finding.link. Index: task (no).
-- in: no str, scope i64
SELECT t.id FROM task AS t
WHERE t.no = $no AND ($scope = 0 OR EXISTS (SELECT 1 FROM task_reach AS r WHERE r.task_id = t.id AND r.reach = $scope));

-- finding_case_no: one
-- A case within reach by its number. Called by finding.load, finding.link. Index: cases_no.
-- in: no str, scope i64
SELECT c.id FROM cases AS c
WHERE c.no = $no AND ($scope = 0 OR EXISTS (SELECT 1 FROM case_reach AS r WHERE r.case_id = c.id AND r.reach = $scope));

-- finding_table: each
-- Findings within reach as finding.load takes them but for their lists. Called by the table of findings. Index: primary key.
-- in: scope i64
SELECT f.id, f.no, f.kind, f.source, f.level, f.found_on, f.words, f.lost, p.code AS place_code, f.due, f.struck
FROM finding AS f JOIN place AS p ON p.id = f.place_id
WHERE ($scope = 0 OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = f.place_id AND a.above_id * 2 = $scope)
       OR EXISTS (SELECT 1 FROM finding_link AS l JOIN task_reach AS r ON r.task_id = l.ref_id
                  WHERE l.finding_id = f.id AND l.what = 'task' AND r.reach = $scope))
ORDER BY f.id;

-- finding_said: each
-- What findings within reach are tied to, by the words that a table has for it, with the version of a standard where that of the
-- day is another. As finding_table.
-- in: scope i64, day str
-- out: of_id i64, what str, word str
SELECT l.finding_id AS of_id, l.what AS what,
       CASE WHEN l.what = 'task' THEN (SELECT t.no FROM task AS t WHERE t.id = l.ref_id
              AND ($scope = 0 OR EXISTS (SELECT 1 FROM task_reach AS r WHERE r.task_id = t.id AND r.reach = $scope)))
            WHEN l.what = 'case' THEN (SELECT c.no FROM cases AS c WHERE c.id = l.ref_id
              AND ($scope = 0 OR EXISTS (SELECT 1 FROM case_reach AS r WHERE r.case_id = c.id AND r.reach = $scope)))
            ELSE (SELECT CASE WHEN c.valid_from <= $day AND (c.valid_to IS NULL OR c.valid_to > $day) THEN c.code || '/' || s.no
                              ELSE c.code || '@' || c.version || '/' || s.no END
                  FROM standard AS s JOIN scheme AS c ON c.id = s.scheme_id WHERE s.id = l.ref_id) END AS word
FROM finding_link AS l
ORDER BY l.finding_id, l.what, l.ref_id;

-- standing_by: one
-- A rank by what it is of. Called by standing.load. Index: standing (ranking, held_on, place_id).
-- unscoped: the table is the whole city's
-- in: ranking str, held_on str, place_id i64
SELECT s.id, s.rev, s.level, s.stood, s.among, s.score, s.best, s.source
FROM standing AS s
WHERE s.ranking = $ranking AND s.held_on = $held_on AND s.place_id = $place_id;

-- standing_add: one
-- A rank. Called by standing.load.
-- in: ranking str, held_on str, place_id i64, level str, stood i64, among i64, score i64?, best i64?, source str, made_at i64, made_by i64
INSERT INTO standing (rev, ranking, held_on, place_id, level, stood, among, score, best, source, made_at, made_by)
VALUES (1, $ranking, $held_on, $place_id, $level, $stood, $among, $score, $best, $source, $made_at, $made_by)
RETURNING id;

-- standing_change: exec
-- What a newer table says of it. Called by standing.load. Index: primary key.
-- in: id i64, rev i64, level str, stood i64, among i64, score i64?, best i64?, source str
UPDATE standing
SET rev = $rev, level = $level, stood = $stood, among = $among, score = $score, best = $best, source = $source
WHERE id = $id;

-- standing_list: many
-- Ranks within reach, each with the one before it in the same ranking, the newest first. Called by standing.list. Index: standing
-- (ranking, held_on, place_id).
-- in: scope i64, n i64
-- out: id i64, stood i64, among i64, was i64?
SELECT s.id, s.ranking, s.held_on, s.level, s.stood, s.among, s.score, s.best, s.source, p.name AS place_name,
       (SELECT b.stood FROM standing AS b
        WHERE b.ranking = s.ranking AND b.place_id = s.place_id AND b.held_on < s.held_on ORDER BY b.held_on DESC LIMIT 1) AS was
FROM standing AS s JOIN place AS p ON p.id = s.place_id
WHERE ($scope = 0 OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = s.place_id AND a.above_id * 2 = $scope))
ORDER BY s.held_on DESC, s.ranking, p.code
LIMIT $n;

-- standing_table: each
-- Ranks within reach as standing.load takes them. Called by the table of ranks. Index: standing (ranking, held_on, place_id).
-- in: scope i64
SELECT s.ranking, s.held_on, p.code AS place_code, s.level, s.stood, s.among, s.score, s.best, s.source
FROM standing AS s JOIN place AS p ON p.id = s.place_id
WHERE ($scope = 0 OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = s.place_id AND a.above_id * 2 = $scope))
ORDER BY s.ranking, s.held_on, p.code;

-- finding_fold: many
-- Whole rows for `duban verify`. Index: primary key.
-- unscoped: the verifier looks at everything
-- in: after i64, n i64
SELECT f.id, f.rev, f.no, f.kind, f.source, f.level, f.found_on, f.words, f.lost, f.place_id, f.due, f.struck, f.made_at, f.made_by
FROM finding AS f
WHERE f.id > $after ORDER BY f.id LIMIT $n;

-- fold_finding_links: many
-- What findings are tied to, for the verifier. Index: primary key.
-- in: after i64, upto i64
SELECT l.finding_id AS owner, l.what, l.ref_id FROM finding_link AS l WHERE l.finding_id > $after AND l.finding_id <= $upto
ORDER BY l.finding_id, l.what, l.ref_id LIMIT 100000;

-- standing_fold: many
-- Whole rows for `duban verify`. Index: primary key.
-- unscoped: the verifier looks at everything
-- in: after i64, n i64
SELECT s.id, s.rev, s.ranking, s.held_on, s.place_id, s.level, s.stood, s.among, s.score, s.best, s.source, s.made_at, s.made_by
FROM standing AS s
WHERE s.id > $after ORDER BY s.id LIMIT $n;

-- finding_standard_word: one
-- A standard as the table of findings names it on a day. Called by that table. Index: primary key.
-- in: id i64, day str
-- out: word str
SELECT CASE WHEN c.valid_from <= $day AND (c.valid_to IS NULL OR c.valid_to > $day) THEN c.code || '/' || s.no
            ELSE c.code || '@' || c.version || '/' || s.no END AS word
FROM standard AS s JOIN scheme AS c ON c.id = s.scheme_id WHERE s.id = $id;
