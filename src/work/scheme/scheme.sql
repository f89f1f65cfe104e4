-- scheme_all: many
-- Every version of every scheme. Called by scheme.load, standard.load, scheme.list. Index: code, version.
SELECT s.id, s.rev, s.code, s.version, s.name, s.level, s.source, s.sample, s.valid_from, s.valid_to
FROM scheme AS s
ORDER BY s.code, s.valid_from, s.id
LIMIT 1000;

-- scheme_sums: many
-- How many standards each scheme has, and what they weigh together. Called by scheme.list. Index: standard (scheme_id, no).
-- out: n i64, weight i64
SELECT t.scheme_id, count(*) AS n, CAST(sum(t.weight) AS BIGINT) AS weight
FROM standard AS t
WHERE t.struck = 0
GROUP BY t.scheme_id
ORDER BY t.scheme_id
LIMIT 1000;

-- scheme_add: one
-- A version of a scheme. Called by scheme.load.
-- in: code str, version str, name str, level str, source str, sample bool, valid_from str, valid_to str?, made_at i64, made_by i64
INSERT INTO scheme (rev, code, version, name, level, source, sample, valid_from, valid_to, made_at, made_by)
VALUES (1, $code, $version, $name, $level, $source, $sample, $valid_from, $valid_to, $made_at, $made_by)
RETURNING id;

-- scheme_change: exec
-- What a newer table says of a known version. Called by scheme.load. Index: primary key.
-- in: id i64, rev i64, name str, level str, source str, sample bool, valid_from str, valid_to str?
UPDATE scheme
SET rev = $rev, name = $name, level = $level, source = $source, sample = $sample, valid_from = $valid_from, valid_to = $valid_to
WHERE id = $id;

-- standard_by_no: one
-- A standard by its number. Called by standard.load. Index: standard (scheme_id, no).
-- in: scheme_id i64, no str
SELECT t.id, t.rev, t.block, t.item, t.content, t.words, t.method, t.site_types, t.weight, t.struck
FROM standard AS t
WHERE t.scheme_id = $scheme_id AND t.no = $no;

-- standard_named: one
-- A standard by the words that people use for it; version '': the one that holds on the day. Called by task.add, case.tie and
-- their like. Index: scheme (code, version), standard (scheme_id, no).
-- in: code str, version str, no str, day str
SELECT t.id
FROM scheme AS s JOIN standard AS t ON t.scheme_id = s.id
WHERE s.code = $code AND t.no = $no AND t.struck = 0
  AND (s.version = $version OR ($version = '' AND s.valid_from <= $day AND (s.valid_to IS NULL OR s.valid_to > $day)));

-- standard_there: one
-- Whether there is such a standard. Called as standard_named. Index: primary key.
-- in: id i64
SELECT t.id FROM standard AS t WHERE t.id = $id AND t.struck = 0;

-- standard_add: one
-- A standard. Called by standard.load.
-- in: scheme_id i64, no str, block str, item str, content str, words str, method str, site_types str, weight i64, struck bool
-- in: made_at i64, made_by i64
INSERT INTO standard (rev, scheme_id, no, block, item, content, words, method, site_types, weight, struck, made_at, made_by)
VALUES (1, $scheme_id, $no, $block, $item, $content, $words, $method, $site_types, $weight, $struck, $made_at, $made_by)
RETURNING id;

-- standard_change: exec
-- What a newer table says of a known standard. Called by standard.load. Index: primary key.
-- in: id i64, rev i64, block str, item str, content str, words str, method str, site_types str, weight i64, struck bool
UPDATE standard
SET rev = $rev, block = $block, item = $item, content = $content, words = $words, method = $method, site_types = $site_types,
    weight = $weight, struck = $struck
WHERE id = $id;

-- standard_scan: each
-- The standards of a version that are not struck, one at a time. Called by standard.list. Index: standard (scheme_id, no).
-- in: scheme_id i64
SELECT t.id, t.no, t.block, t.item, t.content, t.words, t.method, t.site_types, t.weight
FROM standard AS t
WHERE t.scheme_id = $scheme_id AND t.struck = 0
ORDER BY t.no;

-- standard_of: many
-- The standards of a version that are not struck. Called by scheme.compare. Index: standard (scheme_id, no).
-- in: scheme_id i64
SELECT t.id, t.no, t.block, t.item, t.content, t.words, t.method, t.site_types, t.weight
FROM standard AS t
WHERE t.scheme_id = $scheme_id AND t.struck = 0
ORDER BY t.no
LIMIT 20000;

-- standard_get: one
-- One standard with its scheme. Called by standard.get. Index: primary key.
-- in: id i64
SELECT t.id, t.no, t.block, t.item, t.content, t.words, t.method, t.site_types, t.weight, t.struck, t.scheme_id, s.code, s.version,
       s.name, s.level, s.sample, s.valid_from, s.valid_to
FROM standard AS t JOIN scheme AS s ON s.id = t.scheme_id
WHERE t.id = $id;

-- scheme_table: each
-- All schemes, as scheme.load takes them. Called by the table of schemes. Index: code, version.
SELECT s.code, s.version, s.name, s.level, s.source, s.sample, s.valid_from, s.valid_to
FROM scheme AS s
ORDER BY s.code, s.version;

-- standard_table: each
-- All standards, as standard.load takes them. Called by the table of standards. Index: standard (scheme_id, no).
SELECT s.code, s.version, t.no, t.block, t.item, t.content, t.words, t.method, t.site_types, t.weight, t.struck
FROM scheme AS s JOIN standard AS t ON t.scheme_id = s.id
ORDER BY s.code, s.version, t.no;

-- scheme_fold: many
-- Whole rows for `duban verify`. Index: primary key.
-- in: after i64, n i64
SELECT s.id, s.rev, s.code, s.version, s.name, s.level, s.source, s.sample, s.valid_from, s.valid_to, s.made_at, s.made_by
FROM scheme AS s
WHERE s.id > $after
ORDER BY s.id
LIMIT $n;

-- standard_fold: many
-- Whole rows for `duban verify`. Index: primary key.
-- in: after i64, n i64
SELECT t.id, t.rev, t.scheme_id, t.no, t.block, t.item, t.content, t.words, t.method, t.site_types, t.weight, t.struck, t.made_at,
       t.made_by
FROM standard AS t
WHERE t.id > $after
ORDER BY t.id
LIMIT $n;
