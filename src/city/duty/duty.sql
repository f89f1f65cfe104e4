-- duty_territories: many
-- The units whose territory a place lies in on a day, the nearest first. Index: place_above, unit_place.
-- in: place_id i64, day str
SELECT u.id, u.code, u.name, u.short_name, u.place_id, a.steps
FROM place_above AS a
JOIN unit AS u ON u.place_id = a.above_id
WHERE a.place_id = $place_id AND u.valid_from <= $day AND (u.valid_to IS NULL OR u.valid_to > $day)
ORDER BY a.steps, u.id
LIMIT 20;

-- duty_known: each
-- Every row, or those of one class and place (0: all): what rows to be let in are compared with. Index: duty_place.
-- in: place_id i64, class_key str
SELECT d.id, d.rev, d.class_key, d.place_id, d.unit_id, d.basis, d.source, d.valid_from, d.valid_to
FROM duty AS d
WHERE $place_id = 0 OR (d.place_id = $place_id AND d.class_key = $class_key)
ORDER BY d.id;

-- duty_helpers: many
-- The units that help with a row. Index: primary key.
-- in: duty_id i64
SELECT h.unit_id, u.code, u.name AS unit_name, u.valid_from, u.valid_to
FROM duty_helper AS h
JOIN unit AS u ON u.id = h.unit_id
WHERE h.duty_id = $duty_id
ORDER BY h.unit_id
LIMIT 100;

-- duty_near: many
-- What could speak for a class at a place, of any day: rulings first (ruled), the latest before the others, those with a
-- border only when its box holds the position (some); then rows, for the class, its big class or every class, at the
-- place or above it. Called at each dispatch. Index: place_above, duty_place, precedent_class_key.
-- in: place_id i64, class_key str, big_key str, some bool, x i64, y i64
-- out: ruled bool, id i64, class_key str, place_id i64, steps i64, place_name str, unit_id i64, unit_name str, basis str, source str, valid_from str, valid_to str?, unit_from str, unit_to str?, outline str
SELECT 0 AS ruled, d.id AS id, d.class_key AS class_key, d.place_id, a.steps AS steps, p.name AS place_name, d.unit_id, u.name AS unit_name,
       d.basis AS basis, d.source AS source, d.valid_from, d.valid_to, u.valid_from AS unit_from, u.valid_to AS unit_to,
       '' AS outline
FROM place_above AS a
JOIN duty AS d ON d.place_id = a.above_id
JOIN place AS p ON p.id = d.place_id
JOIN unit AS u ON u.id = d.unit_id
WHERE a.place_id = $place_id AND d.class_key IN ($class_key, $big_key, '')
UNION ALL
SELECT 1 AS ruled, r.id, c.class_key, r.place_id, a.steps, p.name AS place_name, r.unit_id, u.name AS unit_name,
       r.reason AS basis, r.no AS source, r.valid_from, r.valid_to, u.valid_from AS unit_from, u.valid_to AS unit_to,
       r.outline
FROM precedent_class AS c
JOIN precedent AS r ON r.id = c.precedent_id
JOIN place_above AS a ON a.place_id = $place_id AND a.above_id = r.place_id
JOIN place AS p ON p.id = r.place_id
JOIN unit AS u ON u.id = r.unit_id
WHERE c.class_key IN ($class_key, $big_key)
  AND (r.outline = '' OR ($some = 1 AND r.west <= $x AND r.east >= $x AND r.south <= $y AND r.north >= $y))
ORDER BY ruled DESC, steps, class_key, id
LIMIT 500;

-- duty_get: one
-- One row, valid or not, with the codes of what it names. Called by duty.show, duty.end, duty.replace. Index:
-- primary key.
-- in: id i64
SELECT d.id, d.rev, d.class_key, d.place_id, p.code AS place_code, p.name AS place_name, d.unit_id, u.code AS unit_code,
       u.name AS unit_name, d.basis, d.source, d.valid_from, d.valid_to
FROM duty AS d
JOIN place AS p ON p.id = d.place_id
JOIN unit AS u ON u.id = d.unit_id
WHERE d.id = $id;

-- duty_add: one
-- A row. Called by duty.load.
-- in: class_key str, place_id i64, unit_id i64, basis str, source str, valid_from str, valid_to str?, made_at i64, made_by i64
INSERT INTO duty (rev, class_key, place_id, unit_id, basis, source, valid_from, valid_to, made_at, made_by)
VALUES (1, $class_key, $place_id, $unit_id, $basis, $source, $valid_from, $valid_to, $made_at, $made_by)
RETURNING id;

-- duty_end: exec
-- The day on which it no longer holds; nothing else of a row ever changes. Index: primary key.
-- in: id i64, rev i64, valid_to str?
UPDATE duty SET rev = $rev, valid_to = $valid_to WHERE id = $id;

-- duty_helper_add: exec
-- in: duty_id i64, unit_id i64
INSERT INTO duty_helper (duty_id, unit_id) VALUES ($duty_id, $unit_id);

-- duty_list: many
-- Rows by class: of a day, or (whole) of any; those that speak for a class, or for one in a big class, at a place, above
-- it or below it; with a unit as 主办 or 协办.  '' and 0: all.  Called by duty.list. Index: duty_order.
-- in: day str, whole bool, class_key str, big_key str, place_id i64, unit_id i64, after_key str, after i64, n i64
SELECT d.id, d.class_key, d.place_id, p.code AS place_code, p.name AS place_name, d.unit_id, u.name AS unit_name,
       u.short_name, d.basis, d.source, d.valid_from, d.valid_to
FROM duty AS d
JOIN place AS p ON p.id = d.place_id
JOIN unit AS u ON u.id = d.unit_id
WHERE (d.class_key, d.id) > ($after_key, $after)
  AND ($whole = 1 OR (d.valid_from <= $day AND (d.valid_to IS NULL OR d.valid_to > $day)))
  AND ($class_key = '' OR d.class_key IN ('', $class_key, $big_key) OR substr(d.class_key, 1, 3) = $class_key)
  AND ($place_id = 0
       OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = $place_id AND a.above_id = d.place_id)
       OR EXISTS (SELECT 1 FROM place_above AS b WHERE b.place_id = d.place_id AND b.above_id = $place_id))
  AND ($unit_id = 0 OR d.unit_id = $unit_id
       OR EXISTS (SELECT 1 FROM duty_helper AS h WHERE h.duty_id = d.id AND h.unit_id = $unit_id))
ORDER BY d.class_key, d.id
LIMIT $n;

-- duty_fold: many
-- Whole rows for `duban verify`. Index: primary key.
-- in: after i64, n i64
SELECT d.id, d.rev, d.class_key, d.place_id, d.unit_id, d.basis, d.source, d.valid_from, d.valid_to, d.made_at,
       d.made_by
FROM duty AS d
WHERE d.id > $after
ORDER BY d.id
LIMIT $n;

-- duty_unit: one
-- A unit that a row of a file names, and when it exists. Called by duty.load. Index: unit_code.
-- in: code str
SELECT u.id, u.valid_from, u.valid_to FROM unit AS u WHERE u.code = $code;

-- duty_classes: one
-- How many classes a key means, a class (until = key) or a big class (until = key and ':', which follows
-- the digits), and how many of them are about persons. Called by duty.load. Index: class_key_version.
-- in: key str, until str
-- out: n i64, persons i64
SELECT count(*) AS n, count(*) FILTER (WHERE c.subject = 'person') AS persons
FROM class AS c
WHERE c.key >= $key AND c.key <= $until;

-- duty_helper_fold: many
-- 协办, for `duban verify`. Index: primary key.
-- in: after i64, upto i64
SELECT h.duty_id, h.unit_id FROM duty_helper AS h
WHERE h.duty_id > $after AND h.duty_id <= $upto ORDER BY h.duty_id, h.unit_id LIMIT 100000;

-- cover_places: many
-- The places of a day from one downwards, parents first, with how many units have each as their territory. Called by
-- duty.gaps. Index: place_above, unit_place.
-- in: top i64, day str
-- out: territories i64
SELECT p.id, p.parent_id, p.code, p.name, p.short_name, a.steps,
       (SELECT count(*) FROM unit AS u
        WHERE u.place_id = p.id AND u.valid_from <= $day AND (u.valid_to IS NULL OR u.valid_to > $day)) AS territories
FROM place_above AS a
JOIN place AS p ON p.id = a.place_id
WHERE a.above_id = $top AND p.valid_from <= $day AND (p.valid_to IS NULL OR p.valid_to > $day)
ORDER BY a.steps, p.sort, p.id
LIMIT 5001;

-- cover_rows: many
-- The rows, and rulings about whole places, that speak on a day for places from one downwards, those said of places
-- above it among them. Called by duty.gaps. Index: place_above, duty_place.
-- in: top i64, day str
-- out: class_key str, place_id i64
SELECT d.class_key AS class_key, d.place_id AS place_id
FROM duty AS d
JOIN unit AS u ON u.id = d.unit_id
WHERE d.valid_from <= $day AND (d.valid_to IS NULL OR d.valid_to > $day)
  AND u.valid_from <= $day AND (u.valid_to IS NULL OR u.valid_to > $day)
  AND (EXISTS (SELECT 1 FROM place_above AS b WHERE b.place_id = d.place_id AND b.above_id = $top)
       OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = $top AND a.above_id = d.place_id))
UNION ALL
SELECT c.class_key, r.place_id
FROM precedent AS r
JOIN precedent_class AS c ON c.precedent_id = r.id
JOIN unit AS u ON u.id = r.unit_id
WHERE r.outline = '' AND r.valid_from <= $day AND (r.valid_to IS NULL OR r.valid_to > $day)
  AND u.valid_from <= $day AND (u.valid_to IS NULL OR u.valid_to > $day)
  AND (EXISTS (SELECT 1 FROM place_above AS b WHERE b.place_id = r.place_id AND b.above_id = $top)
       OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = $top AND a.above_id = r.place_id))
ORDER BY class_key, place_id
LIMIT 20001;

-- duty_hangs: one
-- How many rows and rulings a unit answers for or helps with on a day or after it. Called by duty_ending. Index: none needed, some
-- hundred rows.
-- in: unit_id i64, day str
-- out: n i64
SELECT (SELECT count(*) FROM duty AS d
        WHERE (d.valid_to IS NULL OR d.valid_to > $day)
          AND (d.unit_id = $unit_id
               OR EXISTS (SELECT 1 FROM duty_helper AS h WHERE h.duty_id = d.id AND h.unit_id = $unit_id)))
     + (SELECT count(*) FROM precedent AS r
        WHERE r.unit_id = $unit_id AND (r.valid_to IS NULL OR r.valid_to > $day)) AS n;

-- ---- Precedents ----

-- precedent_no: one
-- Whether a number is taken. Called by precedent.add. Index: precedent_no.
-- in: no str
SELECT r.id, r.rev FROM precedent AS r WHERE r.no = $no;

-- precedent_add: one
-- Called by precedent.add.
-- in: no str, place_id i64, unit_id i64, reason str, outline str, west i64, south i64, east i64, north i64
-- in: valid_from str, valid_to str?, made_at i64, made_by i64
INSERT INTO precedent (rev, no, place_id, unit_id, reason, outline, west, south, east, north, valid_from, valid_to,
                       made_at, made_by)
VALUES (1, $no, $place_id, $unit_id, $reason, $outline, $west, $south, $east, $north, $valid_from, $valid_to, $made_at,
        $made_by)
RETURNING id;

-- precedent_class_add: exec
-- in: precedent_id i64, class_key str
INSERT INTO precedent_class (precedent_id, class_key) VALUES ($precedent_id, $class_key);

-- precedent_get: one
-- Called by precedent.strike. Index: primary key.
-- in: id i64
SELECT r.id, r.rev, r.no, r.place_id, r.unit_id, r.valid_from, r.valid_to FROM precedent AS r WHERE r.id = $id;

-- precedent_strike: exec
-- Its end; nothing else of a precedent ever changes. Index: primary key.
-- in: id i64, rev i64, valid_to str, struck_why str
UPDATE precedent SET rev = $rev, valid_to = $valid_to, struck_why = $struck_why WHERE id = $id;

-- precedent_list: many
-- Precedents, the latest first: those that hold on a day or will, or all (whole); of a class, with a big class its own
-- classes too; at a place, above it or below it; near a position (some, as a box).  '' and 0: all.  Called by
-- precedent.list. Index: primary key backwards.
-- in: day str, whole bool, class_key str, big_key str, place_id i64, some bool, west i64, south i64, east i64, north i64
-- in: after i64, n i64
SELECT r.id, r.no, r.place_id, p.code AS place_code, p.name AS place_name, r.unit_id, u.code AS unit_code,
       u.name AS unit_name, r.reason, r.outline, r.valid_from, r.valid_to, r.struck_why
FROM precedent AS r
JOIN place AS p ON p.id = r.place_id
JOIN unit AS u ON u.id = r.unit_id
WHERE r.id < $after AND ($whole = 1 OR r.valid_to IS NULL OR r.valid_to > $day)
  AND ($class_key = ''
       OR EXISTS (SELECT 1 FROM precedent_class AS c
                  WHERE c.precedent_id = r.id
                    AND (c.class_key IN ($class_key, $big_key) OR substr(c.class_key, 1, 3) = $class_key)))
  AND ($place_id = 0
       OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = $place_id AND a.above_id = r.place_id)
       OR EXISTS (SELECT 1 FROM place_above AS b WHERE b.place_id = r.place_id AND b.above_id = $place_id))
  AND ($some = 0 OR r.outline = ''
       OR (r.west <= $east AND r.east >= $west AND r.south <= $north AND r.north >= $south))
ORDER BY r.id DESC
LIMIT $n;

-- precedent_classes: many
-- Index: primary key.
-- in: id i64
SELECT c.class_key FROM precedent_class AS c WHERE c.precedent_id = $id ORDER BY c.class_key LIMIT 100;

-- precedent_fold: many
-- Whole rows for `duban verify`. Index: primary key.
-- in: after i64, n i64
SELECT r.id, r.rev, r.no, r.place_id, r.unit_id, r.reason, r.outline, r.west, r.south, r.east, r.north, r.valid_from,
       r.valid_to, r.struck_why, r.made_at, r.made_by
FROM precedent AS r
WHERE r.id > $after
ORDER BY r.id
LIMIT $n;

-- precedent_class_fold: many
-- For `duban verify`. Index: primary key.
-- in: after i64, upto i64
SELECT c.precedent_id, c.class_key FROM precedent_class AS c
WHERE c.precedent_id > $after AND c.precedent_id <= $upto ORDER BY c.precedent_id, c.class_key LIMIT 100000;

-- duty_spot: one
-- What the place of a grid is called. Called by duty.explain. Index: primary key.
-- in: id i64
SELECT p.name FROM place AS p WHERE p.id = $id;
