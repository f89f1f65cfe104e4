-- datum_all: many
-- The whole dictionary. Called by datum.load, inquiry.try, inquiry.ask, the table. Index: primary key.
SELECT d.id, d.rev, d.code, d.name, d.synonyms, d.owner, d.held_in, d.ended FROM datum AS d ORDER BY d.id LIMIT 5000;

-- datum_add: one
-- A field that is held. Called by datum.load.
-- in: code str, name str, synonyms str, owner str, held_in str, ended bool, made_at i64, made_by i64
INSERT INTO datum (rev, code, name, synonyms, owner, held_in, ended, made_at, made_by)
VALUES (1, $code, $name, $synonyms, $owner, $held_in, $ended, $made_at, $made_by) RETURNING id;

-- datum_change: exec
-- Its row is said anew. Called by datum.load. Index: primary key.
-- in: id i64, rev i64, name str, synonyms str, owner str, held_in str, ended bool
UPDATE datum SET rev = $rev, name = $name, synonyms = $synonyms, owner = $owner, held_in = $held_in, ended = $ended
WHERE id = $id;

-- datum_fold: many
-- Whole rows for their events and `duban verify`. Index: primary key.
-- in: after i64, n i64
SELECT d.id, d.rev, d.code, d.name, d.synonyms, d.owner, d.held_in, d.ended, d.made_at, d.made_by
FROM datum AS d WHERE d.id > $after ORDER BY d.id LIMIT $n;

-- inquiry_last: one
-- How far forms are counted. Called by inquiry.ask. Index: primary key.
-- unscoped: it tells how many there are, and nothing of them
-- out: n i64
SELECT coalesce(max(q.id), 0) AS n FROM inquiry AS q;

-- inquiry_add: one
-- A form. Called by inquiry.ask.
-- in: no str, title str, basis str, minutes i64, due str, over str, unit_id i64, year i64, made_at i64, made_by i64
INSERT INTO inquiry (rev, no, title, basis, minutes, due, over, unit_id, year, made_at, made_by)
VALUES (1, $no, $title, $basis, $minutes, $due, $over, $unit_id, $year, $made_at, $made_by) RETURNING id;

-- inquiry_touch: exec
-- Something of it has changed. Called by inquiry.fill, inquiry.end. Index: primary key.
-- in: id i64, rev i64, ended_at i64?
UPDATE inquiry SET rev = $rev, ended_at = $ended_at WHERE id = $id;

-- inquiry_item_add: exec
-- One of its fields. Called by inquiry.ask.
-- in: inquiry_id i64, n i64, words str, plain str, held str
INSERT INTO inquiry_item (inquiry_id, n, words, plain, held) VALUES ($inquiry_id, $n, $words, $plain, $held);

-- inquiry_unit_add: exec
-- One who is asked. Called by inquiry.ask.
-- in: inquiry_id i64, unit_id i64
INSERT INTO inquiry_unit (inquiry_id, unit_id) VALUES ($inquiry_id, $unit_id);

-- inquiry_reach_add: exec
-- Who sees it. Called by inquiry.ask. Index: place_above, unit.
-- in: inquiry_id i64, root i64
INSERT INTO inquiry_reach (reach, inquiry_id)
SELECT DISTINCT x.reach, x.inquiry_id
FROM (SELECT i.unit_id * 2 + 1 AS reach, i.inquiry_id FROM inquiry_unit AS i WHERE i.inquiry_id = $inquiry_id
      UNION
      SELECT a.above_id * 2 AS reach, i.inquiry_id FROM inquiry_unit AS i JOIN unit AS u ON u.id = i.unit_id
      JOIN place_above AS a ON a.place_id = coalesce(u.place_id, $root)
      WHERE i.inquiry_id = $inquiry_id) AS x;

-- inquiry_fill: exec
-- A unit has filled it. Called by inquiry.fill. Index: primary key.
-- in: inquiry_id i64, unit_id i64, filled_at i64, took i64?
UPDATE inquiry_unit SET filled_at = $filled_at, took = $took WHERE inquiry_id = $inquiry_id AND unit_id = $unit_id;

-- inquiry_answer_put: exec
-- What a unit answers to a field. Called by inquiry.fill. Index: primary key.
-- in: inquiry_id i64, unit_id i64, n i64, value str
INSERT INTO inquiry_answer (inquiry_id, unit_id, n, value) VALUES ($inquiry_id, $unit_id, $n, $value)
ON CONFLICT (inquiry_id, unit_id, n) DO UPDATE SET value = excluded.value;

-- inquiry_get: one
-- A form within reach. Called by inquiry.get and the commands on one. Index: primary key.
-- in: id i64, scope i64
SELECT q.id, q.rev, q.no, q.title, q.basis, q.minutes, q.due, q.over, q.unit_id, q.year, q.ended_at, q.made_at, u.name AS unit_name
FROM inquiry AS q JOIN unit AS u ON u.id = q.unit_id
WHERE q.id = $id AND ($scope = 0 OR EXISTS (SELECT 1 FROM inquiry_reach AS r WHERE r.inquiry_id = q.id AND r.reach = $scope));

-- inquiry_list: many
-- Forms within reach, the newest first, with how many were asked and have filled. Called by inquiry.list. Index: primary keys.
-- in: scope i64, before i64, open bool, n i64
-- out: asked i64, filled i64
SELECT q.id, q.no, q.title, q.minutes, q.due, q.ended_at, q.made_at, u.name AS unit_name,
       (SELECT count(*) FROM inquiry_unit AS a WHERE a.inquiry_id = q.id) AS asked,
       (SELECT count(*) FROM inquiry_unit AS f WHERE f.inquiry_id = q.id AND f.filled_at IS NOT NULL) AS filled
FROM inquiry AS q JOIN unit AS u ON u.id = q.unit_id
WHERE q.id < $before AND ($open = 0 OR q.ended_at IS NULL)
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM inquiry_reach AS r WHERE r.inquiry_id = q.id AND r.reach = $scope))
ORDER BY q.id DESC LIMIT $n;

-- inquiry_items: many
-- The fields of a form that was found within reach. Called by inquiry.get, inquiry.fill. Index: primary key.
-- in: inquiry_id i64
SELECT i.n, i.words, i.held FROM inquiry_item AS i WHERE i.inquiry_id = $inquiry_id ORDER BY i.n LIMIT 100;

-- inquiry_units: many
-- Who is asked, of those within reach. Called by inquiry.get. Index: primary key.
-- in: inquiry_id i64, scope i64, root i64
SELECT i.unit_id, i.filled_at, i.took, u.code, u.name
FROM inquiry_unit AS i JOIN unit AS u ON u.id = i.unit_id
WHERE i.inquiry_id = $inquiry_id AND ($scope = 0 OR u.id * 2 + 1 = $scope OR EXISTS (
	SELECT 1 FROM place_above AS a WHERE a.place_id = coalesce(u.place_id, $root) AND a.above_id * 2 = $scope))
ORDER BY u.code LIMIT 500;

-- inquiry_answers: many
-- What units within reach have answered. Called by inquiry.get. Index: primary key.
-- in: inquiry_id i64, scope i64, root i64
SELECT w.unit_id, w.n, w.value
FROM inquiry_answer AS w JOIN unit AS u ON u.id = w.unit_id
WHERE w.inquiry_id = $inquiry_id AND ($scope = 0 OR u.id * 2 + 1 = $scope OR EXISTS (
	SELECT 1 FROM place_above AS a WHERE a.place_id = coalesce(u.place_id, $root) AND a.above_id * 2 = $scope))
ORDER BY w.unit_id, w.n LIMIT 10000;

-- inquiry_own: one
-- Whether a unit is asked by a form that was found within its reach. Called by inquiry.fill. Index: primary key.
-- in: inquiry_id i64, unit_id i64
SELECT i.filled_at FROM inquiry_unit AS i WHERE i.inquiry_id = $inquiry_id AND i.unit_id = $unit_id;

-- inquiry_told: many
-- Units that were asked for a field since a moment and have answered, or must still, each with the newest form that asks.
-- Called by inquiry.try, inquiry.ask, field by field. Index: inquiry_item_plain, then primary keys.
-- unscoped: that somebody else has asked it is what this is for; its callers look only for units within reach
-- in: plain str, since i64
-- out: id i64
SELECT i.unit_id, max(q.id) AS id
FROM inquiry_item AS t JOIN inquiry AS q ON q.id = t.inquiry_id JOIN inquiry_unit AS i ON i.inquiry_id = q.id
WHERE t.plain = $plain AND t.held = '' AND q.made_at >= $since AND (q.ended_at IS NULL OR i.filled_at IS NOT NULL)
GROUP BY i.unit_id ORDER BY i.unit_id LIMIT 5000;

-- inquiry_called: one
-- What a form is called that already asks for a field. Called by inquiry.try, inquiry.ask. Index: primary key.
-- unscoped: its number and title are told to whoever asks the same units again, no answer
-- in: id i64
SELECT q.no, q.title FROM inquiry AS q WHERE q.id = $id;

-- asker: one
-- What a unit is called that asks. Called by inquiry.ask. Index: primary key.
-- in: id i64
SELECT u.short_name FROM unit AS u WHERE u.id = $id;

-- waits: one
-- Forms that a unit is asked to fill and has not, with the first day on which one is due. Called by the page of its list.
-- Index: inquiry_unit_of.
-- unscoped: of the actor's own unit
-- in: unit_id i64
-- out: n i64, due str?
SELECT count(*) AS n, min(q.due) AS due FROM inquiry_unit AS i JOIN inquiry AS q ON q.id = i.inquiry_id
WHERE i.unit_id = $unit_id AND i.filled_at IS NULL AND q.ended_at IS NULL;

-- hangs: one
-- The same, of those that are due on a day or behind it. Called when a unit is to end on it. Index: inquiry_unit_of.
-- unscoped: a number alone, for whoever ends a unit
-- in: unit_id i64, day str
-- out: n i64
SELECT count(*) AS n FROM inquiry_unit AS i JOIN inquiry AS q ON q.id = i.inquiry_id
WHERE i.unit_id = $unit_id AND i.filled_at IS NULL AND q.ended_at IS NULL AND q.due >= $day;

-- burden_units: many
-- Units within reach that held on any day of a stretch. Called by burden.year. Index: primary key.
-- in: scope i64, root i64, first str, last str, n i64
SELECT u.id, u.code, u.name FROM unit AS u
WHERE u.valid_from <= $last AND (u.valid_to IS NULL OR u.valid_to > $first)
  AND ($scope = 0 OR u.id * 2 + 1 = $scope OR EXISTS (
	SELECT 1 FROM place_above AS a WHERE a.place_id = coalesce(u.place_id, $root) AND a.above_id * 2 = $scope))
ORDER BY u.id LIMIT $n;

-- burden_forms: many
-- Forms of a year by unit: how many, their minutes, those that the units told. Called by burden.year and by inquiry.ask for
-- units within reach. Index: inquiry_year, then the primary key of inquiry_unit.
-- unscoped: its callers take the units within reach out of it
-- in: year i64
-- out: n i64, minutes i64, took i64
SELECT i.unit_id, count(*) AS n, CAST(coalesce(sum(q.minutes), 0) AS BIGINT) AS minutes,
       CAST(coalesce(sum(i.took), 0) AS BIGINT) AS took
FROM inquiry_unit AS i JOIN inquiry AS q ON q.id = i.inquiry_id
WHERE q.year = $year AND (q.ended_at IS NULL OR i.filled_at IS NOT NULL)
GROUP BY i.unit_id ORDER BY i.unit_id LIMIT 5000;

-- burden_papers: many
-- Papers of one kind that units got between two moments. Called by burden.year. Index: writ_of_year.
-- unscoped: its caller takes the units within reach out of it
-- in: kind str, since i64, upto i64
-- out: n i64
SELECT w.unit_id, count(*) AS n FROM writ AS w WHERE w.kind = $kind AND w.issued_at >= $since AND w.issued_at < $upto
GROUP BY w.unit_id ORDER BY w.unit_id LIMIT 5000;

-- burden_tasks: many
-- Tasks that units were given between two moments: each is reported and shown once. Called by burden.year. Index: task_of_year.
-- unscoped: its caller takes the units within reach out of it
-- in: since i64, upto i64
-- out: n i64
SELECT t.unit_id, count(*) AS n FROM task AS t WHERE t.made_at >= $since AND t.made_at < $upto AND t.state <> 'void'
GROUP BY t.unit_id ORDER BY t.unit_id LIMIT 5000;

-- burden_messages: many
-- Messages that arrived between two moments on channels of units: a digest is one. Called by burden.year. Index:
-- message_of_year; by + 0 from there to the channel, not from each channel through all that it ever got.
-- unscoped: its caller takes the units within reach out of it
-- in: since i64, upto i64
-- out: unit_id i64, n i64
SELECT c.unit_id, count(*) AS n FROM message AS m JOIN channel AS c ON c.id = m.channel_id + 0
WHERE m.fate = 1 AND m.fate_at >= $since AND m.fate_at < $upto AND m.topic <> 'test' AND c.unit_id IS NOT NULL
GROUP BY c.unit_id ORDER BY c.unit_id NULLS LAST LIMIT 5000;

-- inquiry_fold: many
-- Whole rows for their events and `duban verify`. Index: primary key.
-- unscoped: the verifier looks at every row
-- in: after i64, n i64
SELECT q.id, q.rev, q.no, q.title, q.basis, q.minutes, q.due, q.over, q.unit_id, q.year, q.ended_at, q.made_at, q.made_by
FROM inquiry AS q WHERE q.id > $after ORDER BY q.id LIMIT $n;

-- fold_inquiry_items: many
-- in: after i64, upto i64
-- unscoped: the verifier looks at every row
SELECT i.inquiry_id AS owner, i.n, i.words, i.plain, i.held FROM inquiry_item AS i
WHERE i.inquiry_id > $after AND i.inquiry_id <= $upto ORDER BY i.inquiry_id, i.n LIMIT 100000;

-- fold_inquiry_units: many
-- in: after i64, upto i64
-- unscoped: the verifier looks at every row
SELECT i.inquiry_id AS owner, i.unit_id, i.filled_at, i.took FROM inquiry_unit AS i
WHERE i.inquiry_id > $after AND i.inquiry_id <= $upto ORDER BY i.inquiry_id, i.unit_id LIMIT 100000;

-- fold_inquiry_reach: many
-- in: after i64, upto i64
-- unscoped: the verifier looks at every row
SELECT r.inquiry_id AS owner, r.reach FROM inquiry_reach AS r
WHERE r.inquiry_id > $after AND r.inquiry_id <= $upto ORDER BY r.inquiry_id, r.reach LIMIT 100000;

-- fold_inquiry_answers: many
-- in: after i64, upto i64
-- unscoped: the verifier looks at every row
SELECT w.inquiry_id AS owner, w.unit_id, w.n, w.value FROM inquiry_answer AS w
WHERE w.inquiry_id > $after AND w.inquiry_id <= $upto ORDER BY w.inquiry_id, w.unit_id, w.n LIMIT 100000;
