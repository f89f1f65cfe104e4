-- meeting_row: one
-- A meeting within reach. Called by every command on one, meeting.get. Index: primary key.
-- in: id i64, scope i64
SELECT m.id, m.rev, m.kind, m.place_id, m.day, m.title, m.agenda, m.state, m.said, m.since, m.cut, m.position, m.held_at,
       m.made_at, p.code AS place_code, p.name AS place_name
FROM meeting AS m JOIN place AS p ON p.id = m.place_id
WHERE m.id = $id AND ($scope = 0 OR EXISTS (SELECT 1 FROM meeting_reach AS r WHERE r.meeting_id = m.id AND r.reach = $scope));

-- meeting_add: one
-- A meeting. Called by meeting.call.
-- in: kind str, place_id i64, day str, title str, agenda str, made_at i64, made_by i64
INSERT INTO meeting (rev, kind, place_id, day, title, agenda, state, said, made_at, made_by)
VALUES (1, $kind, $place_id, $day, $title, $agenda, 'called', '', $made_at, $made_by)
RETURNING id;

-- meeting_set: exec
-- What is said of it. Called by meeting.change. Index: primary key.
-- in: id i64, rev i64, day str, title str, agenda str
UPDATE meeting SET rev = $rev, day = $day, title = $title, agenda = $agenda WHERE id = $id;

-- meeting_move: exec
-- Where it stands. Called by meeting.close, meeting.void. Index: primary key.
-- in: id i64, rev i64, state str, said str, since i64?, cut i64?, position i64?, held_at i64?
UPDATE meeting
SET rev = $rev, state = $state, said = $said, since = $since, cut = $cut, position = $position, held_at = $held_at
WHERE id = $id;

-- meeting_rev: exec
-- Only what belongs to it changed. Called by meeting.pledge, meeting.decide. Index: primary key.
-- in: id i64, rev i64
UPDATE meeting SET rev = $rev WHERE id = $id;

-- meeting_unit_add: exec
-- A unit is asked to come. Called by meeting.call, meeting.change.
-- in: meeting_id i64, unit_id i64
INSERT INTO meeting_unit (meeting_id, unit_id, present) VALUES ($meeting_id, $unit_id, 1) ON CONFLICT DO NOTHING;

-- meeting_units_drop: exec
-- Units are said anew. Called by meeting.change. Index: primary key.
-- in: meeting_id i64
DELETE FROM meeting_unit WHERE meeting_id = $meeting_id;

-- meeting_absent: exec
-- A unit did not come. Called by meeting.close. Index: primary key.
-- in: meeting_id i64, unit_id i64
UPDATE meeting_unit SET present = 0 WHERE meeting_id = $meeting_id AND unit_id = $unit_id;

-- meeting_attends: one
-- Whether a unit is asked to come. Called by meeting.pledge, meeting.close. Index: primary key.
-- in: meeting_id i64, unit_id i64
SELECT x.unit_id FROM meeting_unit AS x WHERE x.meeting_id = $meeting_id AND x.unit_id = $unit_id;

-- meeting_task_add: exec
-- A promise or decision of it. Called by meeting.pledge, meeting.decide.
-- in: meeting_id i64, task_id i64, what str
INSERT INTO meeting_task (meeting_id, task_id, what) VALUES ($meeting_id, $task_id, $what);

-- meeting_task_count: one
-- How many of its promises and decisions are not void. Called by meeting.change, meeting.void. Index: primary keys.
-- unscoped: of a meeting that was found within reach, whose rule counts all
-- in: meeting_id i64
-- out: n i64
SELECT count(*) AS n FROM meeting_task AS x JOIN task AS t ON t.id = x.task_id
WHERE x.meeting_id = $meeting_id AND t.state <> 'void';

-- meeting_pledged: many
-- Units of it that promised something that is not void. Called by meeting.change. Index: primary keys.
-- unscoped: of a meeting that was found within reach, whose rule counts all
-- in: meeting_id i64
SELECT DISTINCT u.id, u.name FROM meeting_task AS x JOIN task AS t ON t.id = x.task_id
JOIN meeting_unit AS a ON a.meeting_id = x.meeting_id AND a.unit_id = t.unit_id JOIN unit AS u ON u.id = t.unit_id
WHERE x.meeting_id = $meeting_id AND x.what = 'pledge' AND t.state <> 'void' ORDER BY u.id LIMIT 1000;

-- meeting_reach_add: exec
-- Who sees it. Called by meeting.call, meeting.change. Index: place_above, primary key.
-- in: meeting_id i64
INSERT INTO meeting_reach (reach, meeting_id)
SELECT x.reach, x.meeting_id
FROM (SELECT a.above_id * 2 AS reach, m.id AS meeting_id FROM meeting AS m JOIN place_above AS a ON a.place_id = m.place_id
      WHERE m.id = $meeting_id
      UNION
      SELECT u.unit_id * 2 + 1 AS reach, u.meeting_id FROM meeting_unit AS u WHERE u.meeting_id = $meeting_id) AS x;

-- meeting_reach_drop: exec
-- It is worked out anew. Index: meeting_reach_of.
-- in: meeting_id i64
DELETE FROM meeting_reach WHERE meeting_id = $meeting_id;

-- meeting_unit_named: many
-- Units that are there on a day, by code or a name of theirs. Called by meeting.call, meeting.change, meeting.close. Index: all
-- units are looked at; there are some hundred.
-- in: word str, id i64, day str
SELECT u.id FROM unit AS u
WHERE (u.code = $word OR u.name = $word OR u.short_name = $word OR u.id = $id)
  AND u.valid_from <= $day AND (u.valid_to IS NULL OR u.valid_to > $day)
ORDER BY CASE WHEN u.code = $word THEN 0 ELSE 1 END, u.id LIMIT 3;

-- meeting_post: one
-- The unit of a post. Called by meeting.pledge, meeting.decide. Index: primary keys.
-- in: id i64
SELECT u.id AS unit_id, u.code AS unit_code, u.name AS unit_name, p.code AS post_code
FROM post AS p JOIN unit AS u ON u.id = p.unit_id WHERE p.id = $id;

-- meeting_units: many
-- The units of a meeting that was found within reach. Called by meeting.get. Index: primary key.
-- in: meeting_id i64
SELECT u.id, u.code, u.name, x.present FROM meeting_unit AS x JOIN unit AS u ON u.id = x.unit_id
WHERE x.meeting_id = $meeting_id ORDER BY u.code LIMIT 1000;

-- meeting_posts: many
-- Posts of its units that somebody holds on a day. Called by meeting.posts. Index: primary key, post by unit.
-- in: meeting_id i64, day str
SELECT p.code, p.name, u.name AS unit_name
FROM meeting_unit AS x JOIN unit AS u ON u.id = x.unit_id JOIN post AS p ON p.unit_id = u.id
WHERE x.meeting_id = $meeting_id AND p.valid_from <= $day AND (p.valid_to IS NULL OR p.valid_to > $day)
  AND EXISTS (SELECT 1 FROM holding AS h WHERE h.post_id = p.id AND h.valid_from <= $day AND (h.valid_to IS NULL OR h.valid_to > $day))
ORDER BY u.code, p.code LIMIT 2000;

-- meeting_tasks: many
-- Promises and decisions of a meeting, those within reach. Called by meeting.get. Index: primary keys.
-- in: meeting_id i64, scope i64, n i64
SELECT t.id, t.no, t.title, t.goal, t.target, t.measure, t.done, t.due, t.state, x.what, u.name AS unit_name, p.name AS post_name
FROM meeting_task AS x JOIN task AS t ON t.id = x.task_id JOIN unit AS u ON u.id = t.unit_id JOIN post AS p ON p.id = t.post_id
WHERE x.meeting_id = $meeting_id
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM task_reach AS r WHERE r.task_id = t.id AND r.reach = $scope))
ORDER BY t.id LIMIT $n;

-- meeting_list: many
-- Meetings within reach, the newest day first; keyset. Called by meeting.list. Index: meeting_reach, primary key.
-- in: scope i64, kind str, state str, before_day str, before_id i64, n i64
-- out: units i64, pledges i64, decisions i64
SELECT m.id, m.kind, m.day, m.title, m.state, p.code AS place_code, p.name AS place_name,
       (SELECT count(*) FROM meeting_unit AS u WHERE u.meeting_id = m.id) AS units,
       (SELECT count(*) FROM meeting_task AS x WHERE x.meeting_id = m.id AND x.what = 'pledge'
          AND ($scope = 0 OR EXISTS (SELECT 1 FROM task_reach AS r WHERE r.task_id = x.task_id AND r.reach = $scope))) AS pledges,
       (SELECT count(*) FROM meeting_task AS x WHERE x.meeting_id = m.id AND x.what = 'decision'
          AND ($scope = 0 OR EXISTS (SELECT 1 FROM task_reach AS r WHERE r.task_id = x.task_id AND r.reach = $scope))) AS decisions
FROM meeting AS m JOIN place AS p ON p.id = m.place_id
WHERE ($scope = 0 OR EXISTS (SELECT 1 FROM meeting_reach AS r WHERE r.meeting_id = m.id AND r.reach = $scope))
  AND ($kind = '' OR m.kind = $kind) AND (($state = '' AND m.state <> 'void') OR m.state = $state)
  AND (m.day, m.id) < ($before_day, $before_id)
ORDER BY m.day DESC, m.id DESC
LIMIT $n;

-- meeting_fold: many
-- Whole rows for `duban verify`. Index: primary key.
-- unscoped: the verifier looks at everything
-- in: after i64, n i64
SELECT m.id, m.rev, m.kind, m.place_id, m.day, m.title, m.agenda, m.state, m.said, m.since, m.cut, m.position, m.held_at,
       m.made_at, m.made_by
FROM meeting AS m
WHERE m.id > $after ORDER BY m.id LIMIT $n;

-- fold_meeting_units: many
-- Who comes to meetings, for the verifier. Index: primary key.
-- in: after i64, upto i64
SELECT u.meeting_id AS owner, u.unit_id, u.present FROM meeting_unit AS u
WHERE u.meeting_id > $after AND u.meeting_id <= $upto ORDER BY u.meeting_id, u.unit_id LIMIT 100000;

-- fold_meeting_tasks: many
-- What came of meetings, for the verifier. Index: primary key.
-- in: after i64, upto i64
SELECT t.meeting_id AS owner, t.task_id, t.what FROM meeting_task AS t
WHERE t.meeting_id > $after AND t.meeting_id <= $upto ORDER BY t.meeting_id, t.task_id LIMIT 100000;

-- fold_meeting_reach: many
-- Who sees meetings, for the verifier. Index: meeting_reach_of.
-- in: after i64, upto i64
SELECT r.meeting_id AS owner, r.reach FROM meeting_reach AS r
WHERE r.meeting_id > $after AND r.meeting_id <= $upto ORDER BY r.meeting_id, r.reach LIMIT 100000;

-- meeting_place: one
-- The name of a place. Called by meeting.call. Index: primary key.
-- in: id i64
SELECT p.name FROM place AS p WHERE p.id = $id;

-- meeting_last: one
-- The last meeting of a kind and place that was closed before a time. Called by meeting.pack. Index: meeting_of.
-- in: place_id i64, kind str, id i64, cut i64, scope i64
-- out: cut i64
SELECT m.id, m.title, m.day, coalesce(m.cut, 0) AS cut FROM meeting AS m
WHERE m.place_id = $place_id AND m.kind = $kind AND m.id <> $id AND m.state = 'held' AND m.cut < $cut
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM meeting_reach AS r WHERE r.meeting_id = m.id AND r.reach = $scope))
ORDER BY m.cut DESC NULLS LAST, m.id DESC LIMIT 1;

-- meeting_figures: many
-- What was told at a meeting that was found within reach. Called by meeting.pack. Index: primary key.
-- in: meeting_id i64
SELECT f.unit_id, f.fresh, f.closed, f.stock, f.overdue, f.again, f.back, f.due, f.done, f.kept, f.broken
FROM meeting_figure AS f WHERE f.meeting_id = $meeting_id ORDER BY f.unit_id LIMIT 5000;

-- meeting_figure_add: exec
-- What is told of a unit. Called by meeting.close.
-- in: meeting_id i64, unit_id i64, fresh i64, closed i64, stock i64, overdue i64, again i64, back i64, due i64, done i64, kept i64, broken i64
INSERT INTO meeting_figure (meeting_id, unit_id, fresh, closed, stock, overdue, again, back, due, done, kept, broken)
VALUES ($meeting_id, $unit_id, $fresh, $closed, $stock, $overdue, $again, $back, $due, $done, $kept, $broken);

-- meeting_dues: each
-- Tasks of a place whose day fell between two days. Called by meeting.pack, meeting.items. Index: task_due.
-- in: scope i64, from_day str, before_day str
SELECT t.id, t.no, t.title, t.kind, t.unit_id, t.state, t.due, t.reported_at, u.name AS unit_name
FROM task AS t JOIN unit AS u ON u.id = t.unit_id
WHERE t.due >= $from_day AND t.due < $before_day AND t.state <> 'void'
  AND EXISTS (SELECT 1 FROM task_reach AS r WHERE r.task_id = t.id AND r.reach = $scope)
ORDER BY t.due, t.id;

-- meeting_returns: each
-- Cases that came back (or had not: that report was void) or were found again, as far as was sealed. Called by meeting.pack, meeting.items. Index: event_again.
-- in: from_at i64, cut i64, position i64
SELECT e.aggregate, e.type FROM event AS e
WHERE e.type IN ('case.found_again', 'case.came_back', 'case.not_back') AND e.recorded_at >= $from_at AND e.recorded_at < $cut
  AND e.pos <= $position
ORDER BY e.recorded_at, e.id;

-- meeting_case: one
-- What is shown of a case in a list, within reach. Called by meeting.items. Index: primary keys.
-- in: id i64, scope i64
SELECT c.no, c.class_id, c.address, c.place_id
FROM cases AS c JOIN case_reach AS r ON r.case_id = c.id AND r.reach = $scope
WHERE c.id = $id;

-- meeting_open: many
-- Promises and decisions of a place's earlier meetings (by their day) that are not accepted yet, within reach, the longest due
-- first.
-- Called by meeting.pack. Index: meeting_of, primary keys.
-- in: place_id i64, day str, id i64, scope i64, n i64
SELECT t.id, t.no, t.title, t.goal, t.target, t.measure, t.done, t.due, t.state, x.what, u.name AS unit_name, p.name AS post_name,
       m.id AS meeting_id, m.title AS meeting_title
FROM meeting AS m JOIN meeting_task AS x ON x.meeting_id = m.id JOIN task AS t ON t.id = x.task_id
JOIN unit AS u ON u.id = t.unit_id JOIN post AS p ON p.id = t.post_id
WHERE m.place_id = $place_id AND (m.day, m.id) < ($day, $id) AND t.state IN ('open', 'reported')
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM task_reach AS r WHERE r.task_id = t.id AND r.reach = $scope))
ORDER BY t.due, t.id LIMIT $n;

-- fold_meeting_figures: many
-- What was told at meetings, for the verifier. Index: primary key.
-- in: after i64, upto i64
SELECT f.meeting_id AS owner, f.unit_id, f.fresh, f.closed, f.stock, f.overdue, f.again, f.back, f.due, f.done, f.kept, f.broken
FROM meeting_figure AS f
WHERE f.meeting_id > $after AND f.meeting_id <= $upto ORDER BY f.meeting_id, f.unit_id LIMIT 100000;

-- meeting_paper_count: one
-- How many papers of a kind a meeting has. Called by meeting.issue. Index: UNIQUE (meeting_id, kind, nth).
-- in: meeting_id i64, kind str
-- out: n i64
SELECT count(*) AS n FROM meeting_paper AS p WHERE p.meeting_id = $meeting_id AND p.kind = $kind;

-- meeting_paper_last: one
-- The Word file of the last paper of a kind that was issued. Called by meeting.issue. Index: UNIQUE (meeting_id, kind, nth).
-- in: meeting_id i64, kind str
SELECT p.docx FROM meeting_paper AS p WHERE p.meeting_id = $meeting_id AND p.kind = $kind
ORDER BY p.nth DESC LIMIT 1;

-- meeting_alike: many
-- Meetings that are called already, of that kind, place, day and title. Called by meeting.call. Index: meeting_of.
-- unscoped: of a place that was found within reach
-- in: kind str, place_id i64, day str, title str
SELECT m.id FROM meeting AS m
WHERE m.place_id = $place_id AND m.kind = $kind AND m.day = $day AND m.title = $title AND m.state = 'called'
ORDER BY m.id LIMIT 1;

-- meeting_paper_add: one
-- A paper is issued. Called by meeting.issue.
-- in: meeting_id i64, kind str, nth i64, position i64, docx str, docx_bytes i64, pdf str, pdf_bytes i64, issued_by i64
-- in: issued_post i64?, issued_at i64
INSERT INTO meeting_paper (rev, meeting_id, kind, nth, position, docx, docx_bytes, pdf, pdf_bytes, issued_by, issued_post, issued_at)
VALUES (1, $meeting_id, $kind, $nth, $position, $docx, $docx_bytes, $pdf, $pdf_bytes, $issued_by, $issued_post, $issued_at)
RETURNING id;

-- meeting_papers: many
-- The papers of a meeting that was found within reach, the newest first; packs 0: without its packs, which hold a place's figures.
-- Called by meeting.get. Index: UNIQUE (meeting_id, kind, nth).
-- in: meeting_id i64, packs bool
SELECT p.id, p.kind, p.nth, p.position, p.docx, p.docx_bytes, p.pdf, p.pdf_bytes, p.issued_at, o.name AS post_name
FROM meeting_paper AS p LEFT JOIN post AS o ON o.id = p.issued_post
WHERE p.meeting_id = $meeting_id AND ($packs = 1 OR p.kind <> 'meeting_pack') ORDER BY p.id DESC LIMIT 100;

-- meeting_paper_get: one
-- One paper of a meeting within reach; packs as above. Called for its files. Index: primary keys.
-- in: id i64, scope i64, packs bool
SELECT p.kind, p.nth, p.docx, p.pdf, m.title, m.day
FROM meeting_paper AS p JOIN meeting AS m ON m.id = p.meeting_id
WHERE p.id = $id AND ($packs = 1 OR p.kind <> 'meeting_pack')
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM meeting_reach AS r WHERE r.meeting_id = m.id AND r.reach = $scope));

-- meeting_paper_named: one
-- Does any paper of a meeting name this file? Called by the sweep of papers. Index: meeting_paper_docx, meeting_paper_pdf.
-- in: digest str
-- out: n i64
SELECT (SELECT count(*) FROM meeting_paper AS a WHERE a.docx = $digest)
     + (SELECT count(*) FROM meeting_paper AS b WHERE b.pdf = $digest) AS n;

-- meeting_paper_kept: many
-- Which files there must be. Called by the check of papers. Index: primary key.
-- unscoped: the check asks for every file
-- in: after i64, n i64
SELECT p.id, p.kind, p.nth, p.docx, p.pdf, m.title
FROM meeting_paper AS p JOIN meeting AS m ON m.id = p.meeting_id
WHERE p.id > $after ORDER BY p.id LIMIT $n;

-- meeting_newest: one
-- The last meeting of all within reach that was called. Called for trying a template. Index: meeting_reach.
-- in: scope i64
SELECT m.id FROM meeting AS m
WHERE m.state <> 'void' AND ($scope = 0 OR EXISTS (SELECT 1 FROM meeting_reach AS r WHERE r.meeting_id = m.id AND r.reach = $scope))
ORDER BY m.id DESC LIMIT 1;

-- meeting_paper_fold: many
-- Whole rows for their events and `duban verify`. Index: primary key.
-- in: after i64, n i64
SELECT p.id, p.rev, p.meeting_id, p.kind, p.nth, p.position, p.docx, p.docx_bytes, p.pdf, p.pdf_bytes, p.issued_by,
       p.issued_post, p.issued_at
FROM meeting_paper AS p WHERE p.id > $after ORDER BY p.id LIMIT $n;

-- meeting_asked: many
-- How often units were asked to come in a year; who stayed away was spared. Called by burden.year. Index: meeting_day.
-- unscoped: its caller takes the units within reach out of it
-- in: first str, last str
-- out: n i64
SELECT a.unit_id, count(*) AS n FROM meeting AS m JOIN meeting_unit AS a ON a.meeting_id = m.id
WHERE m.day >= $first AND m.day <= $last AND (m.state = 'called' OR (m.state = 'held' AND a.present = 1))
GROUP BY a.unit_id ORDER BY a.unit_id LIMIT 5000;
