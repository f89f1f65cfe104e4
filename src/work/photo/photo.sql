-- photo_add: one
-- A new picture. Called by photo.add.
-- in: case_id i64, moment i64, round i64, original str, large str, small str, format str, bytes i64, width i64, height i64, hash i64?, taken_at i64?, zone_told bool, lon f64?, lat f64?, added_by i64, added_unit i64?, added_at i64
INSERT INTO photo (rev, case_id, moment, round, original, large, small, format, bytes, width, height, hash, taken_at,
	zone_told, lon, lat, added_by, added_unit, added_at)
VALUES (1, $case_id, $moment, $round, $original, $large, $small, $format, $bytes, $width, $height, $hash, $taken_at,
	$zone_told, $lon, $lat, $added_by, $added_unit, $added_at)
RETURNING id;

-- photo_row: one
-- One picture, whole, within reach. Called by every command on one. Index: primary key, that of case_reach.
-- in: id i64, scope i64
SELECT p.id, p.rev, p.case_id, p.moment, p.round, p.original, p.large, p.small, p.format, p.bytes, p.width, p.height, p.hash,
       p.taken_at, p.zone_told, p.lon, p.lat, p.masked_large, p.masked_small, p.boxes, p.added_by, p.added_unit,
       p.added_at, p.erased_at
FROM photo AS p
JOIN case_reach AS r ON r.case_id = p.case_id AND r.reach = $scope
WHERE p.id = $id;

-- photo_again: one
-- One picture, whole, of a case that the caller has read within its reach. Index: primary key.
-- unscoped: of a case that its caller has read within its reach
-- in: id i64
SELECT p.id, p.rev, p.case_id, p.moment, p.round, p.original, p.large, p.small, p.format, p.bytes, p.width, p.height, p.hash,
       p.taken_at, p.zone_told, p.lon, p.lat, p.masked_large, p.masked_small, p.boxes, p.added_by, p.added_unit,
       p.added_at, p.erased_at
FROM photo AS p
WHERE p.id = $id;

-- photo_fold: many
-- Whole rows for `duban verify`. Index: primary key.
-- unscoped: the verifier looks at every row
-- in: after i64, n i64
SELECT p.id, p.rev, p.case_id, p.moment, p.round, p.original, p.large, p.small, p.format, p.bytes, p.width, p.height, p.hash,
       p.taken_at, p.zone_told, p.lon, p.lat, p.masked_large, p.masked_small, p.boxes, p.added_by, p.added_unit,
       p.added_at, p.erased_at
FROM photo AS p
WHERE p.id > $after
ORDER BY p.id
LIMIT $n;

-- photo_list: many
-- The pictures of a case within reach, as they came. Called by photo.list. Index: photo_case, primary key of case_reach.
-- in: case_id i64, scope i64, n i64
SELECT p.id, p.rev, p.case_id, p.moment, p.round, p.original, p.large, p.small, p.format, p.bytes, p.width, p.height, p.hash,
       p.taken_at, p.zone_told, p.lon, p.lat, p.masked_large, p.masked_small, p.boxes, p.added_by, p.added_unit,
       p.added_at, p.erased_at, u.name AS unit_name
FROM photo AS p
JOIN case_reach AS r ON r.case_id = p.case_id AND r.reach = $scope
LEFT JOIN unit AS u ON u.id = p.added_unit
WHERE p.case_id = $case_id
ORDER BY p.moment, p.id
LIMIT $n;

-- photo_counts: one
-- How many a case has at one moment and round: there is a limit. Index: photo_case.
-- unscoped: of a case that its caller has read within its reach
-- in: case_id i64, moment i64, round i64
-- out: n i64
SELECT count(*) AS n
FROM photo AS p
WHERE p.case_id = $case_id AND p.moment = $moment AND p.round = $round AND p.erased_at IS NULL;

-- photo_nth: one
-- Which of its case and moment one is, as they came. Called for the name of its file. Index: photo_case.
-- unscoped: of a case that its caller has read within its reach
-- in: case_id i64, moment i64, id i64
-- out: n i64
SELECT count(*) AS n
FROM photo AS p
WHERE p.case_id = $case_id AND p.moment = $moment AND p.id <= $id;

-- photo_there: one
-- Is this very file one of this case's at this moment already? Index: photo_original.
-- unscoped: of a case that its caller has read within its reach
-- in: case_id i64, moment i64, original str
SELECT p.id
FROM photo AS p
WHERE p.original = $original AND p.case_id = $case_id AND p.moment = $moment
ORDER BY p.id
LIMIT 1;

-- photo_same: many
-- Other pictures from the same bytes, wherever they are: who asks tells no more of a case outside their reach than that it is. Index: photo_original.
-- unscoped: hints count across cases; what is outside of reach is not named
-- in: id i64, original str, n i64
SELECT p.id, p.case_id, p.moment, p.round
FROM photo AS p
WHERE p.original = $original AND p.id <> $id
ORDER BY p.id
LIMIT $n;

-- photo_hash_add: exec
-- A new picture's. Called by photo.add.
-- in: photo_id i64, hash i64
INSERT INTO photo_hash (photo_id, hash) VALUES ($photo_id, $hash);

-- photo_hash_forget: exec
-- And of one that is erased. Index: primary key.
-- in: photo_id i64
DELETE FROM photo_hash WHERE photo_id = $photo_id;

-- photo_hash_top: one
-- The newest. Called before each look-up. Index: primary key.
-- out: top i64?
SELECT max(h.photo_id) AS top FROM photo_hash AS h;

-- photo_hashes: each
-- Those after one and up to another, in order. Called by the look-up. Index: primary key.
-- in: after i64, upto i64
SELECT h.photo_id, h.hash FROM photo_hash AS h WHERE h.photo_id > $after AND h.photo_id <= $upto ORDER BY h.photo_id;

-- photo_earlier: many
-- What a case has to compare a new picture with, as it was found first. Called by prepare of what takes pictures.
-- Index: photo_case, primary key of case_reach.
-- in: case_id i64, scope i64, moment i64, round i64, n i64
SELECT p.id, p.original, p.large
FROM photo AS p
JOIN case_reach AS r ON r.case_id = p.case_id AND r.reach = $scope
WHERE p.case_id = $case_id AND p.erased_at IS NULL AND (p.moment <> $moment OR p.round <> $round)
ORDER BY p.moment, p.id
LIMIT $n;

-- photo_other: one
-- One that a new picture's hash is near to, wherever it is. Called by prepare of what takes pictures. Index: primary key.
-- unscoped: hints count across cases; what is outside of reach is not named
-- in: id i64
SELECT p.id, p.case_id, p.moment, p.round, p.original, p.large FROM photo AS p WHERE p.id = $id AND p.erased_at IS NULL;

-- photo_copy_add: exec
-- Unless it was erased meanwhile.
-- unscoped: hints count across cases; what is outside of reach is not named
-- in: photo_id i64, before_id i64, told i64, equal i64, columns i64, marks str, side f64, wide i64, high i64, own_wide i64, own_high i64, scale f64, at_x f64, at_y f64
INSERT INTO photo_copy (photo_id, before_id, told, equal, columns, marks, side, wide, high, own_wide, own_high, scale, at_x, at_y)
SELECT $photo_id, p.id, $told, $equal, $columns, $marks, $side, $wide, $high, $own_wide, $own_high, $scale, $at_x, $at_y
FROM photo AS p
WHERE p.id = $before_id AND p.erased_at IS NULL;

-- photo_copies: many
-- Pictures of a case within reach that are copies of earlier ones, wherever these are. Called by photo.hints. Index: photo_case, primary keys.
-- in: case_id i64, scope i64, n i64
SELECT y.photo_id, y.before_id, y.told, y.equal, y.columns, y.marks, y.side, y.wide, y.high, y.own_wide, y.own_high, y.scale,
       y.at_x, y.at_y
FROM photo AS p
JOIN case_reach AS r ON r.case_id = p.case_id AND r.reach = $scope
JOIN photo_copy AS y ON y.photo_id = p.id
WHERE p.case_id = $case_id
ORDER BY y.photo_id, y.before_id
LIMIT $n;

-- photo_copied: many
-- And those of which later ones of other cases are copies. Called by photo.hints. Index: photo_case, photo_copy_before.
-- in: case_id i64, scope i64, n i64
SELECT y.photo_id, y.before_id, y.told, y.equal, y.columns, y.marks, y.side, y.wide, y.high, y.own_wide, y.own_high, y.scale,
       y.at_x, y.at_y
FROM photo AS p
JOIN case_reach AS r ON r.case_id = p.case_id AND r.reach = $scope
JOIN photo_copy AS y ON y.before_id = p.id
JOIN photo AS l ON l.id = y.photo_id AND l.case_id <> p.case_id
WHERE p.case_id = $case_id
ORDER BY y.photo_id, y.before_id
LIMIT $n;

-- photo_copy_forget: exec
-- One of the two is erased. Index: primary key, photo_copy_before.
-- unscoped: of a picture that its caller has read within its reach
-- in: id i64
DELETE FROM photo_copy WHERE photo_id = $id OR before_id = $id;

-- photo_of: one
-- Whose picture a near one is. Index: primary key.
-- unscoped: hints count across cases; what is outside of reach is not named
-- in: id i64
SELECT p.id, p.case_id, p.moment, p.round, p.original, p.hash FROM photo AS p WHERE p.id = $id;

-- photo_case_of: one
-- The case of a hint, when it is within reach. Index: primary keys.
-- in: case_id i64, scope i64
SELECT c.id, c.no
FROM cases AS c
JOIN case_reach AS r ON r.case_id = c.id AND r.reach = $scope
WHERE c.id = $case_id;

-- photo_mask: exec
-- What may leave the house. Index: primary key.
-- in: id i64, rev i64, masked_large str, masked_small str, boxes str
UPDATE photo
SET rev = rev + 1, masked_large = $masked_large, masked_small = $masked_small, boxes = $boxes
WHERE id = $id AND rev = $rev;

-- photo_erase: exec
-- Erasure: of the picture nothing is left but that there was one. Index: primary key.
-- in: id i64, rev i64, erased_at i64
UPDATE photo
SET rev = rev + 1, original = NULL, large = NULL, small = NULL, format = NULL, bytes = 0, width = 0, height = 0, hash = NULL,
    taken_at = NULL, zone_told = 0, lon = NULL, lat = NULL, masked_large = NULL, masked_small = NULL, boxes = NULL,
    erased_at = $erased_at
WHERE id = $id AND rev = $rev;

-- photo_named: one
-- Does any picture name this file? Called by the sweep. Index: one each.
-- unscoped: the sweep asks for every file
-- in: digest str
-- out: n i64
SELECT (SELECT count(*) FROM photo AS a WHERE a.original = $digest)
     + (SELECT count(*) FROM photo AS b WHERE b.large = $digest)
     + (SELECT count(*) FROM photo AS c WHERE c.small = $digest)
     + (SELECT count(*) FROM photo AS d WHERE d.masked_large = $digest)
     + (SELECT count(*) FROM photo AS e WHERE e.masked_small = $digest) AS n;

-- photo_files: many
-- Which files there must be. Called by the check of files. Index: primary key.
-- unscoped: the check asks for every file
-- in: after i64, n i64
SELECT p.id, p.original, p.large, p.small, p.masked_large, p.masked_small
FROM photo AS p
WHERE p.id > $after AND p.erased_at IS NULL
ORDER BY p.id
LIMIT $n;

-- photo_out: many
-- The pictures of a case within reach that were there at a time, for what leaves the house. Called by photo_pair_of.
-- Index: photo_case, primary key of case_reach.
-- in: case_id i64, scope i64, upto i64, n i64
SELECT p.id, p.moment, p.round, p.masked_small
FROM photo AS p
JOIN case_reach AS r ON r.case_id = p.case_id AND r.reach = $scope
WHERE p.case_id = $case_id AND p.erased_at IS NULL AND p.added_at <= $upto
ORDER BY p.id
LIMIT $n;
