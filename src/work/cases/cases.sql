-- case_row: one
-- A case as commands change it; $scope 0 is the program itself. Called by every command. Index:
-- primary key, and that of case_reach.
-- in: id i64, scope i64
SELECT c.id, c.rev, c.no, c.root_id, c.year, c.seq, c.state, c.open, c.before, c.kind, c.source,
       c.is_public, c.source_ref, c.told_status, c.told_unit, c.found_by, c.has_reporter, c.place_id, c.address,
       c.lon, c.lat, c.srs, c.accuracy, c.grid_id, c.description, c.class_id, c.class_key, c.subject,
       c.condition_id, c.priority, c.unit_id, c.post_id, c.person_id, c.duty_id, c.duty_basis,
       c.precedent_id, c.look_post, c.look_person, c.checked, c.verified, c.verifier, c.verifier_unit, c.at_hq,
       c.asking, c.due_at, c.due_stage, c.work_due, c.until, c.overdue, c.appealed, c.rework,
       c.returns, c.moved, c.extensions, c.suspensions, c.reopens, c.found_again, c.came_back,
       c.merged_into, c.beside, c.back_of, c.closing, c.last_at, c.reported_at, c.accepted_at,
       c.filed_at, c.dispatched_at, c.signed_at, c.fixed_at, c.verified_at, c.ended_at, c.made_at
FROM cases AS c
WHERE c.id = $id
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM case_reach AS r WHERE r.reach = $scope AND r.case_id = c.id));

-- case_fold: many
-- Whole rows by id: what `duban verify` compares with the events.
-- unscoped: the verifier looks at every row
-- in: after i64, n i64
SELECT c.id, c.rev, c.no, c.root_id, c.year, c.seq, c.state, c.open, c.before, c.kind, c.source,
       c.is_public, c.source_ref, c.told_status, c.told_unit, c.found_by, c.has_reporter, c.place_id, c.address,
       c.lon, c.lat, c.srs, c.accuracy, c.grid_id, c.description, c.class_id, c.class_key, c.subject,
       c.condition_id, c.priority, c.unit_id, c.post_id, c.person_id, c.duty_id, c.duty_basis,
       c.precedent_id, c.look_post, c.look_person, c.checked, c.verified, c.verifier, c.verifier_unit, c.at_hq,
       c.asking, c.due_at, c.due_stage, c.work_due, c.until, c.overdue, c.appealed, c.rework,
       c.returns, c.moved, c.extensions, c.suspensions, c.reopens, c.found_again, c.came_back,
       c.merged_into, c.beside, c.back_of, c.closing, c.last_at, c.reported_at, c.accepted_at,
       c.filed_at, c.dispatched_at, c.signed_at, c.fixed_at, c.verified_at, c.ended_at, c.made_at
FROM cases AS c
WHERE c.id > $after
ORDER BY c.id
LIMIT $n;

-- case_add: exec
-- A new case, with the id that it was given beforehand. Called by case.report and case.tell.
-- in: id i64?, no str, root_id i64, year i64, seq i64, state i64, open bool, before i64, kind i64,
-- in: source str, is_public bool, source_ref str?, told_status str?, told_unit str?, found_by i64?,
-- in: has_reporter bool, place_id i64, address str, lon f64?, lat f64?, srs str?, accuracy f64?, grid_id i64?,
-- in: description str?, class_id i64?, class_key str?, subject i64, condition_id i64?,
-- in: priority i64, unit_id i64?, post_id i64?, person_id i64?, duty_id i64?, duty_basis i64,
-- in: precedent_id i64?, look_post i64?, look_person i64?, checked i64, verified i64, verifier i64?,
-- in: verifier_unit i64?, at_hq bool, asking i64, due_at i64?, due_stage i64?, work_due i64?,
-- in: until i64?, overdue bool, appealed bool, rework i64, returns i64, moved i64, extensions i64,
-- in: suspensions i64, reopens i64, found_again i64, came_back i64, merged_into i64?, beside i64?,
-- in: back_of i64?, closing str?, last_at i64, reported_at i64, accepted_at i64?, filed_at i64?,
-- in: dispatched_at i64?, signed_at i64?, fixed_at i64?, verified_at i64?, ended_at i64?,
-- in: made_at i64
INSERT INTO cases (
	id, rev, no, root_id, year, seq, state, open, before, kind, source, is_public, source_ref,
	told_status, told_unit, found_by, has_reporter, place_id, address, lon, lat, srs, accuracy, grid_id, description,
	class_id, class_key, subject, condition_id, priority, unit_id, post_id, person_id, duty_id,
	duty_basis, precedent_id, look_post, look_person, checked, verified, verifier, verifier_unit, at_hq, asking,
	due_at, due_stage, work_due, until, overdue, appealed, rework, returns, moved, extensions,
	suspensions, reopens, found_again, came_back, merged_into, beside, back_of, closing, last_at,
	reported_at, accepted_at, filed_at, dispatched_at, signed_at, fixed_at, verified_at, ended_at,
	made_at)
VALUES (
	$id, 1, $no, $root_id, $year, $seq, $state, $open, $before, $kind, $source, $is_public, $source_ref,
	$told_status, $told_unit, $found_by, $has_reporter, $place_id, $address, $lon, $lat, $srs, $accuracy, $grid_id,
	$description, $class_id, $class_key, $subject, $condition_id, $priority, $unit_id, $post_id,
	$person_id, $duty_id, $duty_basis, $precedent_id, $look_post, $look_person, $checked, $verified, $verifier,
	$verifier_unit, $at_hq, $asking, $due_at, $due_stage, $work_due, $until, $overdue, $appealed,
	$rework, $returns, $moved, $extensions, $suspensions, $reopens, $found_again, $came_back,
	$merged_into, $beside, $back_of, $closing, $last_at, $reported_at, $accepted_at, $filed_at,
	$dispatched_at, $signed_at, $fixed_at, $verified_at, $ended_at, $made_at);

-- case_save: exec
-- A changed case; nothing happens when its revision is no longer the one that was read. Index: primary key.
-- in: id i64, rev i64
-- in: no str, root_id i64, year i64, seq i64, state i64, open bool, before i64, kind i64,
-- in: source str, is_public bool, source_ref str?, told_status str?, told_unit str?, found_by i64?,
-- in: has_reporter bool, place_id i64, address str, lon f64?, lat f64?, srs str?, accuracy f64?, grid_id i64?,
-- in: description str?, class_id i64?, class_key str?, subject i64, condition_id i64?,
-- in: priority i64, unit_id i64?, post_id i64?, person_id i64?, duty_id i64?, duty_basis i64,
-- in: precedent_id i64?, look_post i64?, look_person i64?, checked i64, verified i64, verifier i64?,
-- in: verifier_unit i64?, at_hq bool, asking i64, due_at i64?, due_stage i64?, work_due i64?,
-- in: until i64?, overdue bool, appealed bool, rework i64, returns i64, moved i64, extensions i64,
-- in: suspensions i64, reopens i64, found_again i64, came_back i64, merged_into i64?, beside i64?,
-- in: back_of i64?, closing str?, last_at i64, reported_at i64, accepted_at i64?, filed_at i64?,
-- in: dispatched_at i64?, signed_at i64?, fixed_at i64?, verified_at i64?, ended_at i64?,
-- in: made_at i64
UPDATE cases
SET rev = rev + 1, no = $no, root_id = $root_id, year = $year, seq = $seq, state = $state, open = $open,
    before = $before, kind = $kind, source = $source, is_public = $is_public,
    source_ref = $source_ref, told_status = $told_status, told_unit = $told_unit, found_by = $found_by,
    has_reporter = $has_reporter, place_id = $place_id, address = $address, lon = $lon, lat = $lat,
    srs = $srs, accuracy = $accuracy, grid_id = $grid_id, description = $description, class_id = $class_id,
    class_key = $class_key, subject = $subject, condition_id = $condition_id, priority = $priority,
    unit_id = $unit_id, post_id = $post_id, person_id = $person_id, duty_id = $duty_id,
    duty_basis = $duty_basis, precedent_id = $precedent_id, look_post = $look_post, look_person = $look_person,
    checked = $checked, verified = $verified, verifier = $verifier, verifier_unit = $verifier_unit,
    at_hq = $at_hq, asking = $asking, due_at = $due_at, due_stage = $due_stage,
    work_due = $work_due, until = $until, overdue = $overdue, appealed = $appealed,
    rework = $rework, returns = $returns, moved = $moved, extensions = $extensions,
    suspensions = $suspensions, reopens = $reopens, found_again = $found_again,
    came_back = $came_back, merged_into = $merged_into, beside = $beside, back_of = $back_of,
    closing = $closing, last_at = $last_at, reported_at = $reported_at, accepted_at = $accepted_at,
    filed_at = $filed_at, dispatched_at = $dispatched_at, signed_at = $signed_at,
    fixed_at = $fixed_at, verified_at = $verified_at, ended_at = $ended_at, made_at = $made_at
WHERE id = $id AND rev = $rev;

-- case_number: one
-- The next number of a place and year; the row stays locked until the transaction ends.
-- later
-- in: root_id i64, year i64
INSERT INTO case_counter (root_id, year, last) VALUES ($root_id, $year, 1)
ON CONFLICT (root_id, year) DO UPDATE SET last = case_counter.last + 1
RETURNING last;

-- case_number_set: exec
-- How far the numbers were given by who has asked for the first of them. Index: primary key.
-- in: root_id i64, year i64, last i64
UPDATE case_counter SET last = $last WHERE root_id = $root_id AND year = $year;

-- ---- Reach ----

-- reach_places: exec
-- A new case is seen from its place and all above. REACH_PLACE is the place twice. Index: primary key of place_above.
-- in: case_id i64, place_id i64, open bool, state i64, due i64
INSERT INTO case_reach (reach, case_id, open, state, due)
SELECT a.above_id * 2, $case_id, $open, $state, $due FROM place_above AS a WHERE a.place_id = $place_id;

-- reach_unit: exec
-- A unit that is sent a case sees it from then on. REACH_UNIT is the unit twice and one.
-- in: case_id i64, unit_id i64, open bool, state i64, due i64
INSERT INTO case_reach (reach, case_id, open, state, due)
VALUES ($unit_id * 2 + 1, $case_id, $open, $state, $due)
ON CONFLICT (reach, case_id) DO NOTHING;

-- reach_move: exec
-- A case has moved; for a unit that no longer has a part in it, it is not open. Index: case_reach_case.
-- in: case_id i64, open bool, state i64, due i64
UPDATE case_reach
SET state = $state, due = $due,
    open = CASE
	WHEN $open = 1 AND (reach % 2 = 0 OR EXISTS (
		SELECT 1 FROM case_part AS p
		WHERE p.case_id = $case_id AND p.to_at IS NULL AND p.unit_id * 2 + 1 = case_reach.reach
	)) THEN 1 ELSE 0 END
WHERE case_id = $case_id;

-- ---- Who had it, who did what ----

-- hold_add: exec
-- Somebody has it now. Index: primary key.
-- in: case_id i64, state i64, unit_id i64?, post_id i64?, person_id i64?, from_at i64
INSERT INTO case_hold (case_id, n, state, unit_id, post_id, person_id, from_at)
VALUES ($case_id, (SELECT coalesce(max(h.n), 0) + 1 FROM case_hold AS h WHERE h.case_id = $case_id),
        $state, $unit_id, $post_id, $person_id, $from_at);

-- hold_first: exec
-- Somebody has it from its beginning on.
-- in: case_id i64, state i64, unit_id i64?, post_id i64?, person_id i64?, from_at i64
INSERT INTO case_hold (case_id, n, state, unit_id, post_id, person_id, from_at)
VALUES ($case_id, 1, $state, $unit_id, $post_id, $person_id, $from_at);

-- hold_end: exec
-- Nobody has it any longer. Index: primary key.
-- in: case_id i64, to_at i64
UPDATE case_hold SET to_at = $to_at WHERE case_id = $case_id AND to_at IS NULL;

-- did_add: exec
-- A part in it, once. Index: primary key.
-- in: case_id i64, part i64, person_id i64, unit_id i64, at i64
INSERT INTO case_did (case_id, part, person_id, unit_id, at) VALUES ($case_id, $part, $person_id, $unit_id, $at)
ON CONFLICT (case_id, part, person_id, unit_id) DO NOTHING;

-- did_all: many
-- Who had which part: every command and the page ask. Index: primary key.
-- unscoped: of a case that its caller has read within its reach
-- in: case_id i64
SELECT d.part, d.person_id, d.unit_id
FROM case_did AS d
WHERE d.case_id = $case_id
ORDER BY d.case_id, d.part, d.person_id, d.unit_id
LIMIT 500;

-- part_add: exec
-- A unit is sent the case, as 主办 or 协办.
-- in: case_id i64, n i64, unit_id i64, main bool, post_id i64?, person_id i64?, duty_id i64?, due_at i64?, from_at i64
INSERT INTO case_part (case_id, n, unit_id, main, post_id, person_id, duty_id, due_at, from_at)
VALUES ($case_id, $n, $unit_id, $main, $post_id, $person_id, $duty_id, $due_at, $from_at);

-- part_all: many
-- Who was sent it, and until when. Index: primary key.
-- unscoped: of a case that its caller has read within its reach
-- in: case_id i64
SELECT a.n, a.main, a.to_at FROM case_part AS a WHERE a.case_id = $case_id ORDER BY a.n LIMIT 500;

-- part_end: exec
-- Its parts are over: given back, reassigned, ended. Index: primary key.
-- in: case_id i64, to_at i64
UPDATE case_part SET to_at = $to_at WHERE case_id = $case_id AND to_at IS NULL;

-- part_due: exec
-- 延期 and other changes of the main part's deadline. Index: primary key.
-- in: case_id i64, due_at i64
UPDATE case_part SET due_at = $due_at WHERE case_id = $case_id AND to_at IS NULL AND main = 1;

-- ---- Deadlines ----

-- limit_get: one
-- The limit of a stage, to be told what it was. Called by case.limit. Index: primary key.
-- in: stage i64
SELECT l.amount, l.clock, l.unit FROM case_limit AS l WHERE l.stage = $stage;

-- limit_for: one
-- The limit of a stage other than WORK, and whether the case is on the urgent clock: by the condition it was filed
-- under (condition_id, 0: none yet), else by one that its class, or the big class of one without any, has that day.
-- Indexes: primary keys, class_condition_class.
-- in: stage i64, condition_id i64, class_key str, big_key str, day str
-- out: urgent bool
SELECT l.amount, l.clock, l.unit,
       CASE WHEN EXISTS (
	SELECT 1 FROM class_condition AS f
	WHERE f.id = $condition_id AND f.clock = 'urgent') OR ($condition_id = 0 AND (EXISTS (
	SELECT 1 FROM class_condition AS c
	WHERE c.class_key = $class_key AND c.clock = 'urgent'
	  AND c.valid_from <= $day AND (c.valid_to IS NULL OR c.valid_to > $day)) OR (NOT EXISTS (
	SELECT 1 FROM class_condition AS o
	WHERE o.class_key = $class_key AND o.valid_from <= $day AND (o.valid_to IS NULL OR o.valid_to > $day)) AND EXISTS (
	SELECT 1 FROM class_condition AS b
	WHERE b.class_key = $big_key AND b.clock = 'urgent'
	  AND b.valid_from <= $day AND (b.valid_to IS NULL OR b.valid_to > $day)))))
       THEN 1 ELSE 0 END AS urgent
FROM case_limit AS l
WHERE l.stage = $stage;

-- limit_set: exec
-- A city's own limit for a stage. Called by case.limit.
-- in: stage i64, amount i64, clock str, unit str, source str
INSERT INTO case_limit (stage, amount, clock, unit, source) VALUES ($stage, $amount, $clock, $unit, $source)
ON CONFLICT (stage) DO UPDATE
SET amount = excluded.amount, clock = excluded.clock, unit = excluded.unit, source = excluded.source;

-- deadline_all: many
-- The clocks of a case: every command and the page ask. Index: primary key.
-- unscoped: of a case that its caller has read within its reach
-- in: case_id i64
SELECT d.n, d.runs, d.stage, d.unit_id, d.condition_id, d.amount, d.clock, d.unit, d.season, d.calendar, d.made, d.start_at,
       d.due_at, d.guessed, d.extended, d.paused_at, d.left_ms, d.met_at, d.dropped_at, d.overdue_at, d.exempt_at,
       d.exempt_why
FROM case_deadline AS d
WHERE d.case_id = $case_id
ORDER BY d.n
LIMIT 500;

-- deadline_add: exec
-- A clock begins.
-- in: case_id i64, n i64, stage i64, unit_id i64?, condition_id i64?, amount i64, clock str, unit str, season str?, calendar str
-- in: start_at i64, due_at i64, guessed bool, extended i64, runs bool, overdue_at i64?
INSERT INTO case_deadline (case_id, n, stage, unit_id, condition_id, amount, clock, unit, season, calendar, start_at, due_at,
	guessed, extended, runs, overdue_at)
VALUES ($case_id, $n, $stage, $unit_id, $condition_id, $amount, $clock, $unit, $season, $calendar, $start_at, $due_at,
	$guessed, $extended, $runs, $overdue_at);

-- deadline_save: exec
-- A clock is met, dropped, paused, lengthened, found overdue. Index: primary key.
-- in: case_id i64, n i64, calendar str, made str?, due_at i64, guessed bool, extended i64, runs bool, paused_at i64?, left_ms i64?
-- in: met_at i64?, dropped_at i64?, overdue_at i64?, exempt_at i64?, exempt_why str?
UPDATE case_deadline
SET calendar = $calendar, made = $made, due_at = $due_at, guessed = $guessed, extended = $extended, runs = $runs,
    paused_at = $paused_at, left_ms = $left_ms, met_at = $met_at, dropped_at = $dropped_at,
    overdue_at = $overdue_at, exempt_at = $exempt_at, exempt_why = $exempt_why
WHERE case_id = $case_id AND n = $n;

-- ---- Requests ----

-- ask_add: one
-- Somebody asks. Index: primary key.
-- in: case_id i64, kind i64, asked_at i64, asked_by i64, asked_unit i64?, reason str, until i64?
INSERT INTO case_ask (case_id, n, kind, asked_at, asked_by, asked_unit, reason, until, outcome)
SELECT $case_id, coalesce(max(a.n), 0) + 1, $kind, $asked_at, $asked_by, $asked_unit, $reason, $until, 0
FROM case_ask AS a WHERE a.case_id = $case_id
RETURNING n;

-- ask_end: exec
-- It is granted, refused, or has lapsed. Index: primary key.
-- in: case_id i64, n i64, decided_at i64, decided_by i64?, outcome i64, why str?
UPDATE case_ask
SET decided_at = $decided_at, decided_by = $decided_by, outcome = $outcome, why = $why
WHERE case_id = $case_id AND n = $n;

-- ask_waiting: many
-- Requests that wait, of one case. Index: primary key.
-- unscoped: of a case that its caller has read within its reach
-- in: case_id i64
SELECT a.n, a.kind, a.asked_by, a.until
FROM case_ask AS a
WHERE a.case_id = $case_id AND a.outcome = 0
ORDER BY a.n
LIMIT 20;

-- ---- What lower rooms know ----

-- post_unit: one
-- Whose a post is, or was. Called when a post let a deadline pass. Index: primary key.
-- in: id i64
SELECT p.unit_id FROM post AS p WHERE p.id = $id;

-- unit_above: one
-- The unit that a unit of a day stands under. Called when somebody is late. Index: primary key.
-- in: id i64, day str
SELECT u.parent_id FROM unit AS u
WHERE u.id = $id AND u.valid_from <= $day AND (u.valid_to IS NULL OR u.valid_to > $day);

-- person_posts: many
-- The posts that a person holds on a day. Index: holding_person.
-- in: person_id i64, day str
SELECT p.unit_id
FROM holding AS h
JOIN post AS p ON p.id = h.post_id
WHERE h.person_id = $person_id AND h.valid_from <= $day AND (h.valid_to IS NULL OR h.valid_to > $day)
ORDER BY h.id
LIMIT 50;

-- ---- The reporter ----

-- reporter_add: exec
-- Who told us. Called by case.report.
-- in: case_id i64, tag str, sealed bytes, name_mask str?, phone_mask str?, key_id i64?, phone_index bytes?, made_at i64
INSERT INTO case_reporter (case_id, tag, sealed, name_mask, phone_mask, key_id, phone_index, made_at)
VALUES ($case_id, $tag, $sealed, $name_mask, $phone_mask, $key_id, $phone_index, $made_at);

-- reporter_get: one
-- The masks of a case's reporter. Called by the page. Index: primary key.
-- unscoped: of a case that its caller has read within its reach
-- in: case_id i64
SELECT r.name_mask, r.phone_mask, r.erased_at FROM case_reporter AS r WHERE r.case_id = $case_id;

-- reporter_reseal: exec
-- The same person under another key. Called by case.reporter_renew. Index: primary key.
-- in: case_id i64, sealed bytes, key_id i64?, phone_index bytes?
UPDATE case_reporter SET sealed = $sealed, key_id = $key_id, phone_index = $phone_index
WHERE case_id = $case_id AND sealed IS NOT NULL;

-- reporter_erase: exec
-- Erasure: nothing of the person is left. A case that never had a reporter gets the mark all the same: what
-- a source tells of it later does not bring its words back. Index: primary key.
-- in: case_id i64, at i64
INSERT INTO case_reporter (case_id, tag, made_at, erased_at) VALUES ($case_id, '', $at, $at)
ON CONFLICT (case_id) DO UPDATE
SET tag = '', sealed = NULL, name_mask = NULL, phone_mask = NULL, key_id = NULL, phone_index = NULL, erased_at = $at;

-- ask_blank: exec
-- Erasure: what was written when asking and deciding. Index: primary key.
-- in: case_id i64
UPDATE case_ask SET reason = '', why = NULL WHERE case_id = $case_id;

-- ---- What `duban verify` compares with the events ----

-- fold_hold: many
-- unscoped: the verifier looks at every row
-- in: after i64, upto i64
SELECT h.case_id, h.n, h.state, h.unit_id, h.post_id, h.person_id, h.from_at, h.to_at
FROM case_hold AS h WHERE h.case_id > $after AND h.case_id <= $upto ORDER BY h.case_id, h.n LIMIT 200000;

-- fold_deadline: many
-- Whether it runs follows from the rest.
-- unscoped: the verifier looks at every row
-- in: after i64, upto i64
-- out: wrong i64
SELECT d.case_id, d.n, d.stage, d.unit_id, d.condition_id, d.amount, d.clock, d.unit, d.season, d.calendar, d.made, d.start_at,
       d.due_at, d.guessed, d.extended, d.paused_at, d.left_ms, d.met_at, d.dropped_at, d.overdue_at, d.exempt_at, d.exempt_why,
       CASE WHEN d.runs = CASE WHEN d.met_at IS NULL AND d.dropped_at IS NULL AND d.paused_at IS NULL THEN 1 ELSE 0 END
            THEN 0 ELSE 1 END AS wrong
FROM case_deadline AS d WHERE d.case_id > $after AND d.case_id <= $upto ORDER BY d.case_id, d.n LIMIT 200000;

-- fold_part: many
-- unscoped: the verifier looks at every row
-- in: after i64, upto i64
SELECT a.case_id, a.n, a.unit_id, a.main, a.post_id, a.person_id, a.duty_id, a.due_at, a.from_at, a.to_at
FROM case_part AS a WHERE a.case_id > $after AND a.case_id <= $upto ORDER BY a.case_id, a.n LIMIT 200000;

-- fold_did: many
-- unscoped: the verifier looks at every row
-- in: after i64, upto i64
SELECT d.case_id, d.part, d.person_id, d.unit_id, d.at
FROM case_did AS d WHERE d.case_id > $after AND d.case_id <= $upto
ORDER BY d.case_id, d.part, d.person_id, d.unit_id LIMIT 200000;

-- fold_ask: many
-- unscoped: the verifier looks at every row
-- in: after i64, upto i64
SELECT a.case_id, a.n, a.kind, a.asked_at, a.asked_by, a.asked_unit, a.reason, a.until, a.decided_at, a.decided_by,
       a.outcome, a.why
FROM case_ask AS a WHERE a.case_id > $after AND a.case_id <= $upto ORDER BY a.case_id, a.n LIMIT 200000;

-- fold_reporter: many
-- A reporter, to be digested.
-- unscoped: the verifier looks at every row
-- in: after i64, upto i64
-- out: n i64
SELECT r.case_id, 1 AS n, r.tag, r.sealed, r.name_mask, r.phone_mask, r.key_id, r.phone_index, r.made_at, r.erased_at
FROM case_reporter AS r WHERE r.case_id > $after AND r.case_id <= $upto ORDER BY r.case_id LIMIT 200000;

-- fold_reach: many
-- Who sees a case; all but the key follows from the case and its parts, and must be as if it were
-- worked out now; without its case it is wrong. 12: suspended, 16: told. Index: case_reach_case.
-- unscoped: the verifier looks at every row
-- in: after i64, upto i64
-- out: wrong i64
SELECT r.case_id, r.reach,
       CASE WHEN r.state = c.state
             AND r.due = CASE WHEN c.open = 0 THEN coalesce(c.ended_at, c.last_at)
                              WHEN c.state = 12 AND c.until IS NOT NULL THEN c.until
                              ELSE coalesce(c.due_at, 9000000000000000) END
             AND r.open = CASE WHEN c.open = 1 AND c.state <> 16 AND (r.reach % 2 = 0 OR EXISTS (
                    SELECT 1 FROM case_part AS p
                    WHERE p.case_id = r.case_id AND p.to_at IS NULL AND p.unit_id * 2 + 1 = r.reach)) THEN 1 ELSE 0 END
            THEN 0 ELSE 1 END AS wrong
FROM case_reach AS r LEFT JOIN cases AS c ON c.id = r.case_id
WHERE r.case_id > $after AND r.case_id <= $upto ORDER BY r.case_id, r.reach LIMIT 200000;

-- fold_limit: many
-- in: after i64, upto i64
-- out: owner i64
SELECT q.owner, q.stage, q.amount, q.clock, q.unit, q.source
FROM (SELECT 1 AS owner, l.stage, l.amount, l.clock, l.unit, l.source FROM case_limit AS l) AS q
WHERE q.owner > $after AND q.owner <= $upto ORDER BY q.stage LIMIT 100;

-- wrong_case_counter: many
-- Counters that are not the last number given, and numbers without a counter. Index: cases' unique key.
-- unscoped: the verifier looks at every row
-- in: n i64
-- out: root_id i64
SELECT q.root_id FROM (
	SELECT k.root_id FROM case_counter AS k
	WHERE k.last <> coalesce((SELECT max(c.seq) FROM cases AS c WHERE c.root_id = k.root_id AND c.year = k.year), 0)
	UNION ALL
	SELECT c.root_id FROM cases AS c
	WHERE NOT EXISTS (SELECT 1 FROM case_counter AS k WHERE k.root_id = c.root_id AND k.year = c.year)
) AS q
ORDER BY q.root_id NULLS LAST LIMIT $n;

-- wrong_cases: many
-- Cases that refer to what is not there: PostgreSQL does not look when they are written. Index: primary keys.
-- unscoped: the verifier looks at every row
-- in: n i64
-- out: id i64
SELECT c.id FROM cases AS c
WHERE NOT EXISTS (SELECT 1 FROM place AS p WHERE p.id = c.place_id)
   OR NOT EXISTS (SELECT 1 FROM place AS r WHERE r.id = c.root_id)
   OR (c.found_by IS NOT NULL AND NOT EXISTS (SELECT 1 FROM person AS f WHERE f.id = c.found_by))
   OR (c.grid_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM grid AS g WHERE g.id = c.grid_id))
   OR (c.class_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM class AS k WHERE k.id = c.class_id))
   OR (c.condition_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM class_condition AS d WHERE d.id = c.condition_id))
   OR (c.unit_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM unit AS u WHERE u.id = c.unit_id))
   OR (c.post_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM post AS o WHERE o.id = c.post_id))
   OR (c.person_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM person AS h WHERE h.id = c.person_id))
   OR (c.duty_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM duty AS y WHERE y.id = c.duty_id))
   OR (c.precedent_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM precedent AS y WHERE y.id = c.precedent_id))
ORDER BY c.id LIMIT $n;

-- case_hangs: one
-- How many open cases a unit has a part in; of a post (0: whoever in the unit) those that were sent to it, to be handled
-- or to be looked at (its unit has no part in them, L2). Called by case_ending. Index: case_reach_due, primary key,
-- cases_look.
-- unscoped: a number alone, for whoever ends a unit and sees no case
-- in: reach i64, post_id i64
-- out: n i64
SELECT (SELECT count(*) FROM case_reach AS r
        JOIN cases AS c ON c.id = r.case_id
        WHERE r.reach = $reach AND r.open = 1 AND ($post_id = 0 OR c.post_id = $post_id))
       + (SELECT count(*) FROM cases AS c WHERE c.look_post = $post_id) AS n;
