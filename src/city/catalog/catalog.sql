-- class_known: each
-- Every version of every class: what class.load and condition.load compare with. Some hundred rows.
SELECT c.id, c.rev, c.key, c.kind, c.code, c.big_code, c.big_name, c.name, c.subject, c.synonyms, c.source,
       c.version, c.valid_from, c.valid_to
FROM class AS c
ORDER BY c.id;

-- class_valid: many
-- The classes valid on a day, in the order of the catalogue. Called by class.list, class.search.
-- in: day str
SELECT c.id, c.key, c.kind, c.code, c.big_code, c.big_name, c.name, c.subject, c.synonyms, c.version
FROM class AS c
WHERE c.valid_from <= $day AND (c.valid_to IS NULL OR c.valid_to > $day)
ORDER BY c.kind, c.big_code, c.code, c.id
LIMIT 5000;

-- class_photos: many
-- Whether all conditions of a class, or of a big class, ask for a picture. Called as class_valid.
-- in: day str
-- out: needed i64
SELECT c.class_key, min(CASE WHEN c.photo = 'needed' THEN 1 ELSE 0 END) AS needed
FROM class_condition AS c
WHERE c.valid_from <= $day AND (c.valid_to IS NULL OR c.valid_to > $day)
GROUP BY c.class_key
ORDER BY c.class_key
LIMIT 5000;

-- class_on: one
-- A class as it was on a day. Called when a case is filed. Index: class_key_version.
-- in: key str, day str
SELECT c.id, c.key, c.kind, c.code, c.big_code, c.big_name, c.name, c.subject, c.synonyms, c.source, c.version
FROM class AS c
WHERE c.key = $key AND c.valid_from <= $day AND (c.valid_to IS NULL OR c.valid_to > $day);

-- class_of_code: many
-- The classes with a code of the standard on a day: a component and an event may share one. Index: class_big.
-- in: big_code str, code str, day str
SELECT c.key, c.name FROM class AS c
WHERE c.big_code = $big_code AND c.code = $code AND c.valid_from <= $day AND (c.valid_to IS NULL OR c.valid_to > $day)
ORDER BY c.key
LIMIT 3;

-- class_of_version: one
-- A class in one version of its catalogue. Index: class_key_version.
-- in: key str, version str
SELECT c.id, c.key, c.kind, c.code, c.big_code, c.big_name, c.name, c.subject, c.synonyms, c.source, c.version
FROM class AS c
WHERE c.key = $key AND c.version = $version;

-- class_versions: many
-- All versions of a class, the newest first. Called by class.show. Index: class_key_version.
-- in: key str
SELECT c.id, c.key, c.kind, c.code, c.big_code, c.big_name, c.name, c.subject, c.synonyms, c.source, c.version,
       c.valid_from, c.valid_to
FROM class AS c
WHERE c.key = $key
ORDER BY c.valid_from DESC, c.id DESC
LIMIT 50;

-- class_add: one
-- A class. Called by class.load.
-- in: key str, kind str, code str, big_code str, big_name str, name str, subject str, synonyms str, source str, version str, valid_from str, valid_to str?
INSERT INTO class (rev, key, kind, code, big_code, big_name, name, subject, synonyms, source, version,
                   valid_from, valid_to)
VALUES (1, $key, $kind, $code, $big_code, $big_name, $name, $subject, $synonyms, $source, $version,
        $valid_from, $valid_to)
RETURNING id;

-- class_change: exec
-- What may change within a version: everyday words, the source, the end. Called by class.load.
-- in: id i64, rev i64, synonyms str, source str, valid_to str?
UPDATE class
SET rev = $rev, synonyms = $synonyms, source = $source, valid_to = $valid_to
WHERE id = $id;

-- class_fold: many
-- Whole rows for `duban verify`. Index: primary key.
-- in: after i64, n i64
SELECT c.id, c.rev, c.key, c.kind, c.code, c.big_code, c.big_name, c.name, c.subject, c.synonyms, c.source,
       c.version, c.valid_from, c.valid_to
FROM class AS c
WHERE c.id > $after
ORDER BY c.id
LIMIT $n;

-- condition_known: each
-- Every condition: what condition.load compares with. Some hundred rows.
SELECT c.id, c.rev, c.key, c.class_key, c.condition, c.after_key, c.amount, c.limit_unit, c.clock, c.clock_unit,
       c.clock_amount, c.closing, c.photo, c.photo_reason, c.not_collected, c.season, c.season_days, c.basis, c.source,
       c.version,
       c.valid_from, c.valid_to
FROM class_condition AS c
ORDER BY c.id;

-- condition_of: many
-- The conditions of a class, or of a big class, that hold on a day. Index: class_condition_class.
-- in: class_key str, day str
SELECT c.id, c.key, c.class_key, c.condition, c.after_key, c.amount, c.limit_unit, c.clock, c.clock_unit,
       c.clock_amount, c.closing, c.photo, c.photo_reason, c.not_collected, c.season, c.season_days, c.basis, c.source,
       c.version
FROM class_condition AS c
WHERE c.class_key = $class_key AND c.valid_from <= $day AND (c.valid_to IS NULL OR c.valid_to > $day)
ORDER BY c.key, c.id
LIMIT 100;

-- condition_valid: many
-- Every condition that holds on a day, or those of one big class and its classes ('S06'; '': all), those of a
-- class together. Called by condition.list, class.show, class.compare.
-- in: day str, big str
SELECT c.id, c.key, c.class_key, c.condition, c.after_key, c.amount, c.limit_unit, c.clock, c.clock_unit,
       c.clock_amount, c.closing, c.photo, c.photo_reason, c.not_collected, c.season, c.season_days, c.basis, c.source,
       c.version, c.valid_from, c.valid_to
FROM class_condition AS c
WHERE c.valid_from <= $day AND (c.valid_to IS NULL OR c.valid_to > $day)
  AND ($big = '' OR substr(c.class_key, 1, 3) = $big)
ORDER BY c.class_key, c.key, c.id
LIMIT 5000;

-- condition_get: one
-- One condition, in whatever version a case was filed under. Index: primary key.
-- in: id i64
SELECT c.id, c.key, c.class_key, c.condition, c.after_key, c.amount, c.limit_unit, c.clock, c.clock_unit,
       c.clock_amount, c.closing, c.photo, c.photo_reason, c.not_collected, c.season, c.season_days, c.basis, c.source,
       c.version
FROM class_condition AS c
WHERE c.id = $id;

-- condition_by_key: many
-- The newest version of a condition by its key, ended or not. Index: class_condition_class.
-- in: class_key str, key str
SELECT c.id, c.key, c.class_key, c.condition, c.after_key, c.amount, c.limit_unit, c.clock, c.clock_unit,
       c.clock_amount, c.closing, c.photo, c.photo_reason, c.not_collected, c.season, c.season_days, c.basis, c.source,
       c.version
FROM class_condition AS c
WHERE c.class_key = $class_key AND c.key = $key
ORDER BY c.id DESC
LIMIT 1;

-- condition_add: one
-- A condition. Called by condition.load.
-- in: key str, class_key str, condition str, after_key str?, amount i64, limit_unit str, clock str, clock_unit str, clock_amount i64, closing str, photo str, photo_reason str, not_collected str, season str, season_days str, basis str, source str, version str, valid_from str, valid_to str?
INSERT INTO class_condition (rev, key, class_key, condition, after_key, amount, limit_unit, clock, clock_unit,
                             clock_amount, closing, photo, photo_reason, not_collected, season, season_days, basis, source,
                             version, valid_from, valid_to)
VALUES (1, $key, $class_key, $condition, $after_key, $amount, $limit_unit, $clock, $clock_unit,
        $clock_amount, $closing, $photo, $photo_reason, $not_collected, $season, $season_days, $basis, $source,
        $version, $valid_from, $valid_to)
RETURNING id;

-- condition_end: exec
-- The last day of a condition; nothing else of it ever changes. Called by condition.load.
-- in: id i64, rev i64, valid_to str?
UPDATE class_condition SET rev = $rev, valid_to = $valid_to WHERE id = $id;

-- condition_fold: many
-- Whole rows for `duban verify`. Index: primary key.
-- in: after i64, n i64
SELECT c.id, c.rev, c.key, c.class_key, c.condition, c.after_key, c.amount, c.limit_unit, c.clock, c.clock_unit,
       c.clock_amount, c.closing, c.photo, c.photo_reason, c.not_collected, c.season, c.season_days, c.basis, c.source,
       c.version,
       c.valid_from, c.valid_to
FROM class_condition AS c
WHERE c.id > $after
ORDER BY c.id
LIMIT $n;

-- class_big: many
-- What a big class is called, the newest first. Called by class.add. Index: class_key_version.
-- in: key str, until str
SELECT c.big_name FROM class AS c WHERE c.key >= $key AND c.key < $until ORDER BY c.id DESC LIMIT 1;

-- condition_all_of: many
-- Every version of every condition of a class or big class. Called by commands on one condition. Index:
-- class_condition_class.
-- in: class_key str
SELECT c.id, c.key, c.condition, c.after_key, c.amount, c.limit_unit, c.closing, c.photo, c.photo_reason,
       c.not_collected, c.season, c.basis, c.source, c.version, c.valid_from, c.valid_to
FROM class_condition AS c
WHERE c.class_key = $class_key
ORDER BY c.key, c.valid_from, c.id
LIMIT 1000;

-- condition_units: many
-- The limit units that conditions use and how they are reckoned, the newest first. Called by commands on one condition.
-- out: newest i64
SELECT c.limit_unit, c.clock, c.clock_unit, c.amount, c.clock_amount, max(c.id) AS newest
FROM class_condition AS c
GROUP BY c.limit_unit, c.clock, c.clock_unit, c.amount, c.clock_amount
ORDER BY newest DESC
LIMIT 1000;

-- condition_seasons: many
-- The seasons that conditions use and their days, the newest first. Called by commands on one condition.
-- out: newest i64
SELECT c.season, c.season_days, max(c.id) AS newest
FROM class_condition AS c
WHERE c.season <> ''
GROUP BY c.season, c.season_days
ORDER BY newest DESC
LIMIT 100;
