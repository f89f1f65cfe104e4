-- told_get: one
-- What a source told under a number. Called for each row of an import. Index: unique (source, number).
-- in: source str, number str
SELECT t.id, t.rev, t.digest, t.place_id, t.original_id, t.linked_by, t.erased
FROM told AS t
WHERE t.source = $source AND t.number = $number;

-- told_look_some: many
-- Of ten numbers: what the source told under it (digest NULL: nothing), has it told a case, and do others wait for it?
-- Number by number, since a planner without statistics would rather read the whole source.  Numbers that nobody asks
-- for are NULL. Called for a slice of an import. Index: unique (source, number), cases_source, told_waiting.
-- unscoped: the importer asks for its own
-- in: source str, n0 str?, n1 str?, n2 str?, n3 str?, n4 str?, n5 str?, n6 str?, n7 str?, n8 str?, n9 str?
-- out: number str, digest str?, told bool, waited bool
SELECT v.n AS number,
       (SELECT t.digest FROM told AS t WHERE t.source = $source AND t.number = v.n) AS digest,
       coalesce((SELECT 1 FROM cases AS c WHERE c.source = $source AND c.source_ref = v.n AND c.state = 16
                 LIMIT 1), 0) AS told,
       coalesce((SELECT 1 FROM told AS t WHERE t.source = $source AND t.parent_no = v.n AND t.original_id IS NULL
                 LIMIT 1), 0) AS waited
FROM (SELECT $n0 AS n UNION ALL SELECT $n1 UNION ALL SELECT $n2 UNION ALL SELECT $n3 UNION ALL SELECT $n4
      UNION ALL SELECT $n5 UNION ALL SELECT $n6 UNION ALL SELECT $n7 UNION ALL SELECT $n8 UNION ALL SELECT $n9) AS v
WHERE v.n IS NOT NULL
LIMIT 10;

-- told_add: exec
-- A row told for the first time, under the id of its case.
-- in: id i64, source str, number str, digest str, type str?, agency str?, unit_id i64?, channel str?, status str?
-- in: meaning i64, outcome str?, created_at i64, due_at i64?, closed_at i64?, status_at i64?, place_id i64
-- in: place_told str?, lon_told str?, lat_told str?, srs str?, parent_no str?, transfer str?, facts str?
-- in: original_id i64?, linked_by i64
INSERT INTO told (id, rev, source, number, digest, type, agency, unit_id, channel, status, meaning, outcome,
                  created_at, due_at, closed_at, status_at, place_id, place_told, lon_told, lat_told, srs, parent_no,
                  transfer, facts, original_id, linked_by, erased)
VALUES ($id, 1, $source, $number, $digest, $type, $agency, $unit_id, $channel, $status, $meaning, $outcome,
        $created_at, $due_at, $closed_at, $status_at, $place_id, $place_told, $lon_told, $lat_told, $srs, $parent_no,
        $transfer, $facts, $original_id, $linked_by, 0);

-- told_save: exec
-- A row told again, otherwise. Index: primary key.
-- in: id i64, rev i64, digest str, type str?, agency str?, unit_id i64?, channel str?, status str?
-- in: meaning i64, outcome str?, created_at i64, due_at i64?, closed_at i64?, status_at i64?, place_id i64
-- in: place_told str?, lon_told str?, lat_told str?, srs str?, parent_no str?, transfer str?, facts str?
-- in: original_id i64?, linked_by i64
UPDATE told
SET rev = rev + 1, digest = $digest, type = $type, agency = $agency, unit_id = $unit_id, channel = $channel,
    status = $status, meaning = $meaning, outcome = $outcome, created_at = $created_at, due_at = $due_at,
    closed_at = $closed_at, status_at = $status_at, place_id = $place_id, place_told = $place_told,
    lon_told = $lon_told, lat_told = $lat_told, srs = $srs, parent_no = $parent_no, transfer = $transfer,
    facts = $facts, original_id = $original_id, linked_by = $linked_by
WHERE id = $id AND rev = $rev;

-- told_words: one
-- What was told about a case, whole, when its words are to be erased. Index: primary key.
-- in: id i64
SELECT t.id, t.rev, t.source, t.number, t.digest, t.type, t.agency, t.unit_id, t.channel, t.status,
       t.meaning, t.outcome, t.created_at, t.due_at, t.closed_at, t.status_at, t.place_id, t.place_told, t.lon_told,
       t.lat_told, t.srs, t.parent_no, t.transfer, t.facts, t.original_id, t.linked_by, t.erased
FROM told AS t
WHERE t.id = $id;

-- told_erase: exec
-- Erasure: what was told in free words, and the digest that a guess could be tried against; of a case about a
-- person also what it was called, how it came and where as written. Index: primary key.
-- in: id i64, rev i64, type str?, channel str?, lon_told str?, lat_told str?, srs str?
UPDATE told
SET rev = rev + 1, digest = '', type = $type, channel = $channel, outcome = NULL, place_told = NULL,
    lon_told = $lon_told, lat_told = $lat_told, srs = $srs, transfer = NULL, facts = NULL, erased = 1
WHERE id = $id AND rev = $rev;

-- told_subject: one
-- What a told case is about. Called when a source tells it without a class, and when it is erased. Index: primary key.
-- unscoped: within the importer's own source
-- in: id i64
SELECT c.subject FROM cases AS c WHERE c.id = $id;

-- told_link: exec
-- A duplicate finds its original. Index: primary key.
-- in: id i64, rev i64, original_id i64, linked_by i64
UPDATE told
SET rev = rev + 1, original_id = $original_id, linked_by = $linked_by
WHERE id = $id AND rev = $rev;

-- told_waiting_for: many
-- Rows whose original was named before it came. Called for each new row. Index: told_waiting.
-- in: source str, parent_no str
SELECT t.id, t.rev
FROM told AS t
WHERE t.source = $source AND t.parent_no = $parent_no AND t.original_id IS NULL
ORDER BY t.id
LIMIT 1000;

-- told_alone_any: many
-- Whether a source has duplicates without an original at all. Called for each slice of an import. Index: told_alone.
-- in: source str
SELECT t.id FROM told AS t
WHERE t.source = $source AND t.original_id IS NULL AND t.parent_no IS NULL AND t.meaning = 3
LIMIT 1;

-- look_add: exec
-- A duplicate was told that names no original.
-- in: source str, id i64
INSERT INTO told_look (source, id) VALUES ($source, $id)
ON CONFLICT (source, id) DO NOTHING;

-- look_beside: exec
-- A row has come or gone that such duplicates could mean: those of its place and type, told behind it.
-- Index: primary key, told_alone.
-- in: id i64, ms i64
INSERT INTO told_look (source, id)
SELECT t.source, t.id
FROM told AS x
JOIN told AS t ON t.source = x.source AND t.place_id = x.place_id AND t.type = x.type
              AND t.created_at >= x.created_at AND t.created_at <= x.created_at + $ms
WHERE x.id = $id AND t.original_id IS NULL AND t.parent_no IS NULL AND t.meaning = 3
ON CONFLICT (source, id) DO NOTHING;

-- look_after: many
-- Duplicates that wait to be looked at. Called by intake.link. Index: primary key.
-- in: source str, after i64, n i64
SELECT t.id, t.rev, t.place_id, t.type, t.created_at
FROM told_look AS l
JOIN told AS t ON t.id = l.id
WHERE l.source = $source AND l.id > $after AND t.original_id IS NULL AND t.parent_no IS NULL AND t.meaning = 3
ORDER BY l.id
LIMIT $n;

-- look_done: exec
-- They were looked at, up to this one. Called by intake.link. Index: primary key.
-- in: source str, after i64, upto i64
DELETE FROM told_look WHERE source = $source AND id > $after AND id <= $upto;

-- told_near: many
-- Cases of the same source, place and type that were told before a moment and not closed by then: where a
-- duplicate's original can be. Index: told_spot.
-- in: source str, place_id i64, type str?, since i64, until i64, id i64
SELECT t.id
FROM told AS t
WHERE t.source = $source AND t.place_id = $place_id AND t.type = $type
  AND t.created_at >= $since AND t.created_at <= $until AND t.id <> $id AND t.meaning <> 3
  AND (t.closed_at IS NULL OR t.closed_at >= $until)
ORDER BY t.created_at, t.id
LIMIT 200;

-- spot_of: one
-- Where a told case lies. Index: primary key.
-- unscoped: within the importer's own source
-- in: id i64
SELECT c.address, c.lon, c.lat FROM cases AS c WHERE c.id = $id;

-- told_again: one
-- All that case.tell wants, to tell a case again with its original. Index: primary key.
-- unscoped: within the importer's own source
-- in: id i64
SELECT c.source, c.source_ref, c.place_id, c.address, c.description, c.class_key, c.lon, c.lat, c.srs, c.is_public,
       c.told_status, c.told_unit, c.open, c.reported_at, c.due_at, c.ended_at
FROM cases AS c
WHERE c.id = $id;

-- told_fold: many
-- Whole rows for `duban verify`. Index: primary key.
-- in: after i64, n i64
SELECT t.id, t.rev, t.source, t.number, t.digest, t.type, t.agency, t.unit_id, t.channel, t.status,
       t.meaning, t.outcome, t.created_at, t.due_at, t.closed_at, t.status_at, t.place_id, t.place_told, t.lon_told,
       t.lat_told, t.srs, t.parent_no, t.transfer, t.facts, t.original_id, t.linked_by, t.erased
FROM told AS t
WHERE t.id > $after
ORDER BY t.id
LIMIT $n;

-- told_of_case: one
-- What was told about a case that the reader may see. Called by intake.told. Index: primary key, that of case_reach.
-- in: case_id i64, scope i64
SELECT t.id, t.rev, t.source, t.number, t.type, t.agency, t.channel, t.status, t.meaning, t.outcome, t.created_at,
       t.due_at, t.closed_at, t.status_at, t.place_told, t.lon_told, t.lat_told, t.srs, t.parent_no, t.transfer,
       t.facts, t.original_id, t.linked_by
FROM told AS t
WHERE t.id = $case_id
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM case_reach AS r WHERE r.reach = $scope AND r.case_id = t.id));

-- told_sources: many
-- What the sources tell, in figures: theirs, never ours. Called by intake.sources. Walks all rows of a source.
-- in: source str?
-- out: n i64, dated i64, late i64, closed i64, duplicates i64, linked i64, transferred i64, no_position i64
-- out: first_at i64, last_at i64
SELECT t.source, count(*) AS n,
       CAST(sum(CASE WHEN t.due_at IS NOT NULL AND t.closed_at IS NOT NULL THEN 1 ELSE 0 END) AS BIGINT) AS dated,
       CAST(sum(CASE WHEN t.closed_at > t.due_at THEN 1 ELSE 0 END) AS BIGINT) AS late,
       CAST(sum(CASE WHEN t.closed_at IS NOT NULL THEN 1 ELSE 0 END) AS BIGINT) AS closed,
       CAST(sum(CASE WHEN t.meaning = 3 OR t.parent_no IS NOT NULL THEN 1 ELSE 0 END) AS BIGINT) AS duplicates,
       CAST(sum(CASE WHEN t.original_id IS NOT NULL THEN 1 ELSE 0 END) AS BIGINT) AS linked,
       CAST(sum(CASE WHEN t.meaning = 4 OR t.transfer IS NOT NULL THEN 1 ELSE 0 END) AS BIGINT) AS transferred,
       CAST(sum(CASE WHEN t.srs IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS no_position,
       min(t.created_at) AS first_at, max(t.created_at) AS last_at
FROM told AS t
WHERE $source IS NULL OR t.source = $source
GROUP BY t.source
ORDER BY t.source
LIMIT 200;

-- source_told: one
-- Whether a source has told anything. Called by intake.link. Index: unique (source, number).
-- in: source str
SELECT t.id FROM told AS t WHERE t.source = $source LIMIT 1;

-- source_keys: many
-- The sources that have told something, from one to the next along the index, not row by row. Called to refuse one that
-- has not. Index: unique (source, number).
-- out: source str
WITH RECURSIVE s (source) AS (
	SELECT min(t.source) FROM told AS t
	UNION ALL
	SELECT (SELECT min(t.source) FROM told AS t WHERE t.source > s.source) FROM s WHERE s.source IS NOT NULL
)
SELECT s.source FROM s WHERE s.source IS NOT NULL LIMIT 40;

-- known_places: each
-- Every place by code and names, to find a source's words. Called once an import.
SELECT p.id, p.code, p.name, p.short_name, p.parent_id FROM place AS p ORDER BY p.id;

-- known_aliases: each
-- Every other name of a place. Called once an import.
SELECT a.place_id, a.alias FROM place_alias AS a ORDER BY a.id;

-- class_key_known: one
-- Whether a class of the map exists on a day. Called once for each line of its table.
-- in: key str, day str
SELECT k.id FROM class AS k
WHERE k.key = $key AND k.valid_from <= $day AND (k.valid_to IS NULL OR k.valid_to > $day)
ORDER BY k.id DESC
LIMIT 1;

-- unit_code_known: one
-- A unit by its code, today. Called for each line of a map's table and for rows. Index: unique (code).
-- in: code str, day str
SELECT u.id FROM unit AS u
WHERE u.code = $code AND u.valid_from <= $day AND (u.valid_to IS NULL OR u.valid_to > $day);

-- place_code_known: one
-- A place by its code. Called for each code of a batch. Index: place_code.
-- in: code str
SELECT p.id FROM place AS p WHERE p.code = $code;

-- source_title: one
-- What a source is called. Called once an import. Index: primary key.
-- in: source str
SELECT s.title FROM told_source AS s WHERE s.source = $source;

-- source_call: exec
-- Name a source, or name it anew.
-- in: source str, title str
INSERT INTO told_source (source, title) VALUES ($source, $title)
ON CONFLICT (source) DO UPDATE SET title = excluded.title;

-- source_fold: many
-- The names of all sources, for `duban verify`.
-- in: after i64, upto i64
-- out: owner i64
SELECT q.owner, q.source, q.title FROM (SELECT 1 AS owner, s.source, s.title FROM told_source AS s) AS q
WHERE q.owner > $after AND q.owner <= $upto ORDER BY q.source LIMIT 10000;
