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

-- ---- Issuing and reading editions ----

-- bulletin_rules: many
-- What applies to a place: its own rows and those of any. Called by bulletin.issue and the pages. Index: primary key.
-- in: place_id i64
SELECT r.place_id, r.class_key, r.hours, r.cap, r.expected, r.source
FROM bulletin_rule AS r
WHERE r.place_id IN (0, $place_id)
ORDER BY r.place_id, r.class_key
LIMIT 1000;

-- bulletin_rule_set: exec
-- A city's own rule. Called by bulletin.rule. Index: primary key.
-- in: place_id i64, class_key str, hours i64, cap i64, expected i64, source str
INSERT INTO bulletin_rule (place_id, class_key, hours, cap, expected, source)
VALUES ($place_id, $class_key, $hours, $cap, $expected, $source)
ON CONFLICT (place_id, class_key) DO UPDATE
SET hours = excluded.hours, cap = excluded.cap, expected = excluded.expected, source = excluded.source;

-- bulletin_newest: one
-- The newest edition of a place and day, and where its first event stands in the seal. Called by bulletin.issue and the
-- pages. Index: UNIQUE (place_id, day, edition), event (kind, aggregate, rev).
-- in: place_id i64, day str
-- out: pos i64?
SELECT b.id, b.edition, b.issued_at, (SELECT e.pos FROM event AS e WHERE e.kind = 'bulletin' AND e.aggregate = b.id AND e.rev = 1) AS pos
FROM bulletin AS b
WHERE b.place_id = $place_id AND b.day = $day
ORDER BY b.edition DESC
LIMIT 1;

-- bulletin_add: one
-- An edition. Called by bulletin.issue.
-- in: rev i64, place_id i64, day str, edition i64, replaces i64?, position i64, batch i64, seal str, at i64, figures str
-- in: listed i64, units i64, hours i64, issued_at i64, issued_by i64, issued_post i64?, due_at i64
INSERT INTO bulletin (rev, place_id, day, edition, replaces, position, batch, seal, at, figures, listed, units, hours,
                      issued_at, issued_by, issued_post, due_at)
VALUES ($rev, $place_id, $day, $edition, $replaces, $position, $batch, $seal, $at, $figures, $listed, $units, $hours,
        $issued_at, $issued_by, $issued_post, $due_at)
RETURNING id;

-- bulletin_part_add: exec
-- A piece of its figures' text. Called by bulletin.issue.
-- in: bulletin_id i64, n i64, body str
INSERT INTO bulletin_part (bulletin_id, n, body) VALUES ($bulletin_id, $n, $body);

-- bulletin_item_add: exec
-- A listed case. Called by bulletin.issue.
-- in: bulletin_id i64, n i64, case_id i64, unit_id i64, place_id i64, day str, fresh bool, late bool, own_due i64?
-- in: issued_at i64, due_at i64, first_id i64
INSERT INTO bulletin_item (bulletin_id, n, case_id, unit_id, place_id, day, fresh, late, own_due, issued_at, due_at, first_id)
VALUES ($bulletin_id, $n, $case_id, $unit_id, $place_id, $day, $fresh, $late, $own_due, $issued_at, $due_at, $first_id);

-- bulletin_class: one
-- The class of a case, for hours of its own. Called by bulletin.issue where a rule speaks of classes. Index: primary key.
-- unscoped: of cases that the bulletin of a place within reach counts
-- in: id i64
SELECT c.class_key FROM cases AS c WHERE c.id = $id;

-- bulletin_asked: many
-- Who asked what of a case that day, the first first. Called by bulletin.issue. Index: bulletin_item_case.
-- unscoped: of cases that the bulletin of a place within reach counts
-- in: case_id i64, day str, unit_id i64
SELECT i.issued_at, i.due_at, i.first_id
FROM bulletin_item AS i
WHERE i.case_id = $case_id AND i.day = $day AND i.unit_id = $unit_id
ORDER BY i.due_at, i.bulletin_id, i.n
LIMIT 1;

-- bulletin_get: one
-- One edition. Called by bulletin.edition and what is made from it. Index: primary key, UNIQUE (place_id, day, edition).
-- in: id i64
-- out: id i64, place_id i64, day str, edition i64, position i64, batch i64, seal str, at i64, figures str, listed i64
-- out: units i64, hours i64, issued_at i64, due_at i64, before i64?, next_id i64?, post_name str?, unit_name str?
SELECT b.id, b.place_id, b.day, b.edition, b.replaces, b.position, b.batch, b.seal, b.at, b.figures, b.listed, b.units, b.hours,
       b.issued_at, b.due_at, (SELECT a.edition FROM bulletin AS a WHERE a.id = b.replaces) AS before,
       (SELECT n.id FROM bulletin AS n WHERE n.place_id = b.place_id AND n.day = b.day AND n.edition = b.edition + 1) AS next_id,
       o.name AS post_name, u.name AS unit_name
FROM bulletin AS b
LEFT JOIN post AS o ON o.id = b.issued_post
LEFT JOIN unit AS u ON u.id = o.unit_id
WHERE b.id = $id;

-- bulletin_parts: many
-- The pieces of its figures' text. Called by bulletin.edition. Index: primary key.
-- in: bulletin_id i64
SELECT p.body FROM bulletin_part AS p WHERE p.bulletin_id = $bulletin_id ORDER BY p.n LIMIT 1000;

-- bulletin_list: many
-- Editions of a place and what lies below it, the newest first; keyset. Called by bulletin.editions. Index: primary key,
-- place_above.
-- in: top i64, before i64, day str, n i64
-- out: id i64, place_id i64, day str, edition i64, listed i64, units i64, issued_at i64, due_at i64, next i64?
SELECT b.id, b.place_id, b.day, b.edition, b.listed, b.units, b.issued_at, b.due_at, p.name AS place_name, p.code AS place_code,
       (SELECT n.edition FROM bulletin AS n WHERE n.place_id = b.place_id AND n.day = b.day AND n.edition = b.edition + 1) AS next
FROM bulletin AS b
JOIN place AS p ON p.id = b.place_id
WHERE b.id < $before AND ($day = '' OR b.day = $day)
  AND EXISTS (SELECT 1 FROM place_above AS x WHERE x.above_id = $top AND x.place_id = b.place_id)
ORDER BY b.id DESC
LIMIT $n;

-- bulletin_stays: each
-- The listed cases of an edition in their order, with who had them when and how they ended. Called for how obligations
-- stand. Index: primary keys.
-- unscoped: counts units' obligations of an edition within reach; who shows a case looks at its reach
-- in: bulletin_id i64
-- out: state i64?, held i64?, from_at i64?
SELECT i.n, i.case_id, i.unit_id, i.place_id, i.fresh, i.late, i.own_due, i.issued_at, i.due_at, i.first_id,
       c.state AS now_state, c.kind, c.ended_at, h.state AS state, h.unit_id AS held, h.from_at AS from_at
FROM bulletin_item AS i
JOIN cases AS c ON c.id = i.case_id
LEFT JOIN case_hold AS h ON h.case_id = i.case_id
WHERE i.bulletin_id = $bulletin_id
ORDER BY i.n, h.n NULLS FIRST;

-- bulletin_of_case: many
-- The obligations of a case, the newest first. Called by the case page. Index: bulletin_item_case.
-- in: case_id i64, scope i64, n i64
SELECT i.first_id, i.unit_id, i.issued_at, i.due_at, b.edition, b.day, b.place_id, p.name AS place_name
FROM bulletin_item AS i
JOIN bulletin AS b ON b.id = i.first_id
JOIN place AS p ON p.id = b.place_id
JOIN case_reach AS r ON r.case_id = i.case_id AND r.reach = $scope
WHERE i.case_id = $case_id
ORDER BY i.day DESC, i.bulletin_id DESC, i.n
LIMIT $n;

-- bulletin_case_stays: many
-- Who had a case when. Called by the case page, for how its obligations stand. Index: primary key.
-- unscoped: of a case that its caller has read within its reach
-- in: case_id i64
SELECT h.state, h.unit_id, h.from_at FROM case_hold AS h WHERE h.case_id = $case_id ORDER BY h.n LIMIT 2000;

-- bulletin_waiting: each
-- What a unit was asked and has still to do: its cases in hand, asked for since a day, and nothing since then that
-- answers it. Called by the work list of a unit. Index: bulletin_item_unit, primary keys.
-- in: unit_id i64, day str, scope i64
SELECT i.case_id, i.due_at
FROM bulletin_item AS i
JOIN cases AS c ON c.id = i.case_id
JOIN case_reach AS r ON r.case_id = i.case_id AND r.reach = $scope
WHERE i.unit_id = $unit_id AND i.day >= $day AND c.unit_id = $unit_id AND c.state IN (5, 6, 10)
  AND NOT EXISTS (SELECT 1 FROM case_hold AS h
                  WHERE h.case_id = i.case_id AND h.from_at > i.issued_at
                    AND (h.state NOT IN (5, 6, 7, 8, 10, 11) OR (h.state IN (5, 6, 10) AND h.unit_id <> $unit_id)))
ORDER BY i.case_id, i.due_at;

-- bulletin_fold: many
-- Whole rows for `duban verify`. Index: primary key.
-- in: after i64, n i64
SELECT b.id, b.rev, b.place_id, b.day, b.edition, b.replaces, b.position, b.batch, b.seal, b.at, b.figures, b.listed, b.units,
       b.hours, b.issued_at, b.issued_by, b.issued_post, b.due_at
FROM bulletin AS b
WHERE b.id > $after
ORDER BY b.id
LIMIT $n;

-- bulletin_fold_parts: many
-- The text of the figures for `duban verify`. Index: primary key.
-- in: after i64, upto i64
SELECT p.bulletin_id AS owner, p.n, p.body
FROM bulletin_part AS p
WHERE p.bulletin_id > $after AND p.bulletin_id <= $upto
ORDER BY p.bulletin_id, p.n
LIMIT 100000;

-- bulletin_fold_items: many
-- The listed cases for `duban verify`. Index: primary key.
-- unscoped: the verifier looks at every row
-- in: after i64, upto i64
SELECT i.bulletin_id AS owner, i.n, i.case_id, i.unit_id, i.place_id, i.day, i.fresh, i.late, i.own_due, i.issued_at, i.due_at,
       i.first_id
FROM bulletin_item AS i
WHERE i.bulletin_id > $after AND i.bulletin_id <= $upto
ORDER BY i.bulletin_id, i.n
LIMIT 1000000;

-- bulletin_fold_rules: many
-- The rules for `duban verify`. Index: primary key.
-- in: after i64, upto i64
-- out: owner i64
SELECT q.owner, q.place_id, q.class_key, q.hours, q.cap, q.expected, q.source
FROM (SELECT 1 AS owner, r.place_id, r.class_key, r.hours, r.cap, r.expected, r.source FROM bulletin_rule AS r) AS q
WHERE q.owner > $after AND q.owner <= $upto
ORDER BY q.place_id, q.class_key
LIMIT 100000;
