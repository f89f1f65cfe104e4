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

-- photo_piece_add: exec
-- One piece of a new picture's hash. Called by photo.add.
-- in: piece i64, photo_id i64, hash i64
INSERT INTO photo_piece (piece, photo_id, hash) VALUES ($piece, $photo_id, $hash);

-- photo_piece_forget: exec
-- And of one that is erased. Index: primary key.
-- in: piece i64, photo_id i64
DELETE FROM photo_piece WHERE piece = $piece AND photo_id = $photo_id;

-- photo_pieces: each
-- Pictures of which one of four pieces differs from this hash's by two bits at most: 4 times 137 places to look at. Index: primary key.
-- in: p0 i64, p1 i64, p2 i64, p3 i64
WITH RECURSIVE one (b) AS (
	SELECT CAST(1 AS BIGINT)
	UNION ALL
	SELECT one.b * 2 FROM one WHERE one.b < 32768
), flip (m) AS (
	SELECT CAST(0 AS BIGINT)
	UNION ALL
	SELECT one.b FROM one
	UNION ALL
	SELECT x.b + y.b FROM one AS x JOIN one AS y ON x.b < y.b
), own (p) AS (
	SELECT CAST($p0 AS BIGINT)
	UNION ALL
	SELECT CAST($p1 AS BIGINT)
	UNION ALL
	SELECT CAST($p2 AS BIGINT)
	UNION ALL
	SELECT CAST($p3 AS BIGINT)
)
SELECT q.piece, q.photo_id, q.hash
FROM own
CROSS JOIN flip
CROSS JOIN photo_piece AS q
WHERE q.piece = (own.p | flip.m) - (own.p & flip.m);

-- photo_of: one
-- Whose picture a near one is. Index: primary key.
-- unscoped: hints count across cases; what is outside of reach is not named
-- in: id i64
SELECT p.id, p.case_id, p.moment, p.round, p.original FROM photo AS p WHERE p.id = $id;

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
