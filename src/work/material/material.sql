-- material_row: one
-- A material within reach. Called by every command on one, material.get. Index: primary key.
-- in: id i64, scope i64
-- out: waiting i64, accepted i64, returned i64, files i64
SELECT m.id, m.rev, m.no, m.title, m.standard_id, m.unit_id, m.post_id, m.place_id, m.kinds, m.most, m.copies, m.opens, m.closes,
       m.since, m.until, m.asks, m.struck, m.made_at, m.made_by, u.name AS unit_name, p.code AS post_code, p.name AS post_name,
       c.code AS scheme, c.version, s.no AS standard_no, s.words,
       (SELECT count(*) FROM material_file AS f WHERE f.material_id = m.id AND f.state = 'waiting') AS waiting,
       (SELECT count(*) FROM material_file AS f WHERE f.material_id = m.id AND f.state = 'accepted') AS accepted,
       (SELECT count(*) FROM material_file AS f WHERE f.material_id = m.id AND f.state = 'returned') AS returned,
       (SELECT count(*) FROM material_file AS f WHERE f.material_id = m.id) AS files
FROM material AS m JOIN unit AS u ON u.id = m.unit_id JOIN post AS p ON p.id = m.post_id JOIN standard AS s ON s.id = m.standard_id
JOIN scheme AS c ON c.id = s.scheme_id
WHERE m.id = $id
  AND ($scope = 0 OR m.unit_id * 2 + 1 = $scope
       OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = m.place_id AND a.above_id * 2 = $scope));

-- material_by_no: one
-- The material that has a number. Called by material.load, material.set. Index: material (no).
-- unscoped: a number is given once in the whole city; nothing but the id is told
-- in: no str
SELECT m.id FROM material AS m WHERE m.no = $no;

-- material_last: one
-- How far materials are counted, for a number that nobody gave. Called by material.set. Index: primary key.
-- unscoped: it tells how many there are, and nothing of them
-- out: n i64
SELECT coalesce(max(m.id), 0) AS n FROM material AS m;

-- material_post: one
-- The unit of a post that holds on a day, where it lies, and how many hold it then. Called by material.load, material.set.
-- Index: primary key.
-- in: id i64, day str
-- out: holders i64
SELECT p.unit_id, u.place_id,
       (SELECT count(*) FROM holding AS h WHERE h.post_id = p.id AND h.valid_from <= $day AND (h.valid_to IS NULL OR h.valid_to > $day)) AS holders
FROM post AS p JOIN unit AS u ON u.id = p.unit_id
WHERE p.id = $id AND p.valid_from <= $day AND (p.valid_to IS NULL OR p.valid_to > $day);

-- material_hangs: one
-- How many materials of a unit, or of one post of it (0: of all), are still wanted. Called by material_hang. Index: material_unit.
-- unscoped: a number alone, for whoever ends a unit
-- in: unit_id i64, post_id i64
-- out: n i64
SELECT count(*) AS n FROM material AS m
WHERE m.unit_id = $unit_id AND ($post_id = 0 OR m.post_id = $post_id) AND m.struck = 0
  AND m.copies > (SELECT count(*) FROM material_file AS f WHERE f.material_id = m.id AND f.state = 'accepted');

-- material_add: one
-- A material is asked for. Called by material.load, material.set.
-- in: no str, title str, standard_id i64, unit_id i64, post_id i64, place_id i64, kinds str, most i64, copies i64, opens str, closes str
-- in: since str?, until str?, asks str, struck bool, made_at i64, made_by i64
INSERT INTO material (rev, no, title, standard_id, unit_id, post_id, place_id, kinds, most, copies, opens, closes, since, until, asks,
                      struck, made_at, made_by)
VALUES (1, $no, $title, $standard_id, $unit_id, $post_id, $place_id, $kinds, $most, $copies, $opens, $closes, $since, $until, $asks,
        $struck, $made_at, $made_by)
RETURNING id;

-- material_change: exec
-- What is asked is changed. Called by material.load, material.set. Index: primary key.
-- in: id i64, rev i64, title str, standard_id i64, unit_id i64, post_id i64, place_id i64, kinds str, most i64, copies i64, opens str
-- in: closes str, since str?, until str?, asks str, struck bool
UPDATE material
SET rev = $rev, title = $title, standard_id = $standard_id, unit_id = $unit_id, post_id = $post_id, place_id = $place_id,
    kinds = $kinds, most = $most, copies = $copies, opens = $opens, closes = $closes, since = $since, until = $until, asks = $asks,
    struck = $struck
WHERE id = $id;

-- material_touch: exec
-- Only its files are changed. Called by material.hand, material.judge. Index: primary key.
-- in: id i64, rev i64
UPDATE material SET rev = $rev WHERE id = $id;

-- material_file_add: exec
-- A file is handed in. Called by material.hand.
-- in: material_id i64, n i64, file str, kind str, name str, bytes i64, alike i64?, note str, dated str?, handed_at i64, handed_by i64
INSERT INTO material_file (material_id, n, file, kind, name, bytes, alike, note, dated, state, handed_at, handed_by, reason)
VALUES ($material_id, $n, $file, $kind, $name, $bytes, $alike, $note, $dated, 'waiting', $handed_at, $handed_by, '');

-- material_file_judge: exec
-- It is accepted or returned. Called by material.judge. Index: primary key.
-- in: material_id i64, n i64, state str, judged_at i64, judged_by i64, reason str
UPDATE material_file SET state = $state, judged_at = $judged_at, judged_by = $judged_by, reason = $reason
WHERE material_id = $material_id AND n = $n;

-- material_files: many
-- The files of a material, the newest first. Called by material.get, the commands. Index: primary key.
-- in: material_id i64, scope i64
SELECT f.n, f.file, f.kind, f.name, f.bytes, f.alike, f.note, f.dated, f.state, f.handed_at, f.handed_by, f.judged_at, f.judged_by,
       f.reason
FROM material_file AS f JOIN material AS m ON m.id = f.material_id
WHERE f.material_id = $material_id
  AND ($scope = 0 OR m.unit_id * 2 + 1 = $scope
       OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = m.place_id AND a.above_id * 2 = $scope))
ORDER BY f.n DESC LIMIT 200;

-- material_same: many
-- Where else, within reach, files of a material were handed in: elsewhere, or here before. Called by material.get. Index:
-- material_file_same.
-- in: material_id i64, scope i64
SELECT f.n, o.material_id, o.n AS other, o.state, m.no, m.title, u.name AS unit_name
FROM material_file AS f JOIN material_file AS o ON o.file = f.file AND (o.material_id <> f.material_id OR o.n < f.n)
JOIN material AS m ON m.id = o.material_id JOIN unit AS u ON u.id = m.unit_id
WHERE f.material_id = $material_id AND m.struck = 0
  AND ($scope = 0 OR m.unit_id * 2 + 1 = $scope
       OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = m.place_id AND a.above_id * 2 = $scope))
ORDER BY f.n, o.material_id, o.n LIMIT 400;

-- material_alike: each
-- By what every picture that was handed in within reach is found. Called by material.get, of one that has pictures. Index:
-- material_file_alike.
-- in: scope i64
SELECT f.alike, f.material_id, f.n, f.file, f.state, m.no, m.title, u.name AS unit_name
FROM material_file AS f JOIN material AS m ON m.id = f.material_id JOIN unit AS u ON u.id = m.unit_id
WHERE f.alike IS NOT NULL AND m.struck = 0
  AND ($scope = 0 OR m.unit_id * 2 + 1 = $scope
       OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = m.place_id AND a.above_id * 2 = $scope))
ORDER BY f.material_id, f.n;

-- material_list: many
-- Materials within reach with how far they are, those that close first; keyset. state as material_state_of (rules.c) in SQL;
-- late: missing, and closed before `today`. Called by material.list. Index: material_closes.
-- in: scope i64, state str, unit i64, standard i64, upto str, today str, after_day str, after_id i64, n i64
-- out: id i64, no str, title str, unit_name str, post_name str, scheme str, version str, standard_no str, kinds str, copies i64
-- out: opens str, closes str, struck bool, waiting i64, accepted i64, returned i64
SELECT x.id, x.no, x.title, x.unit_name, x.post_name, x.scheme, x.version, x.standard_no, x.kinds, x.copies, x.opens, x.closes,
       x.struck, x.waiting, x.accepted, x.returned
FROM (SELECT m.id, m.no, m.title, u.name AS unit_name, p.name AS post_name, c.code AS scheme, c.version, s.no AS standard_no, m.kinds,
             m.copies, m.opens, m.closes, m.struck,
             (SELECT count(*) FROM material_file AS f WHERE f.material_id = m.id AND f.state = 'waiting') AS waiting,
             (SELECT count(*) FROM material_file AS f WHERE f.material_id = m.id AND f.state = 'accepted') AS accepted,
             (SELECT count(*) FROM material_file AS f WHERE f.material_id = m.id AND f.state = 'returned') AS returned
      FROM material AS m JOIN unit AS u ON u.id = m.unit_id JOIN post AS p ON p.id = m.post_id
      JOIN standard AS s ON s.id = m.standard_id JOIN scheme AS c ON c.id = s.scheme_id
      WHERE (m.closes, m.id) > ($after_day, $after_id) AND ($unit = 0 OR m.unit_id = $unit)
        AND ($standard = 0 OR m.standard_id = $standard) AND ($upto = '' OR m.closes <= $upto)
        AND (m.struck = 1) = ($state = 'void')
        AND ($scope = 0 OR m.unit_id * 2 + 1 = $scope
             OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = m.place_id AND a.above_id * 2 = $scope))) AS x
WHERE $state = '' OR $state = 'void' OR ($state = 'missing' AND x.accepted + x.waiting < x.copies)
   OR ($state = 'late' AND x.accepted + x.waiting < x.copies AND x.closes < $today)
   OR ($state = 'waiting' AND x.waiting > 0) OR ($state = 'done' AND x.accepted >= x.copies)
ORDER BY x.closes, x.id
LIMIT $n;

-- material_sums: many
-- How many materials within reach each unit has, and how far it is with them. Called by material.list. Index: primary key.
-- in: scope i64, today str
-- out: n i64, missing i64, late i64, waiting i64, done i64
SELECT x.unit_code, x.unit_name, count(*) AS n, CAST(sum(CASE WHEN x.accepted + x.waiting < x.copies THEN 1 ELSE 0 END) AS BIGINT) AS missing,
       CAST(sum(CASE WHEN x.accepted + x.waiting < x.copies AND x.closes < $today THEN 1 ELSE 0 END) AS BIGINT) AS late,
       CAST(sum(CASE WHEN x.waiting > 0 THEN 1 ELSE 0 END) AS BIGINT) AS waiting,
       CAST(sum(CASE WHEN x.accepted >= x.copies THEN 1 ELSE 0 END) AS BIGINT) AS done
FROM (SELECT u.code AS unit_code, u.name AS unit_name, m.copies, m.closes,
             (SELECT count(*) FROM material_file AS f WHERE f.material_id = m.id AND f.state = 'waiting') AS waiting,
             (SELECT count(*) FROM material_file AS f WHERE f.material_id = m.id AND f.state = 'accepted') AS accepted
      FROM material AS m JOIN unit AS u ON u.id = m.unit_id
      WHERE m.struck = 0
        AND ($scope = 0 OR m.unit_id * 2 + 1 = $scope
             OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = m.place_id AND a.above_id * 2 = $scope))) AS x
GROUP BY x.unit_code, x.unit_name
ORDER BY x.unit_code
LIMIT 1000;

-- material_lacks: each
-- The missing list: materials within reach of which files are missing, unit by unit. Called by material_missing. Index: primary key.
-- in: scope i64
-- out: no str, title str, unit_name str, post_name str, standard str, kinds str, copies i64, waiting i64, accepted i64, returned i64
-- out: closes str, asks str
SELECT x.no, x.title, x.unit_name, x.post_name, x.standard, x.kinds, x.copies, x.waiting, x.accepted, x.returned, x.closes, x.asks
FROM (SELECT m.no, m.title, u.code AS unit_code, u.name AS unit_name, p.name AS post_name, c.code || '/' || s.no AS standard, m.kinds,
             m.copies, m.closes, m.asks,
             (SELECT count(*) FROM material_file AS f WHERE f.material_id = m.id AND f.state = 'waiting') AS waiting,
             (SELECT count(*) FROM material_file AS f WHERE f.material_id = m.id AND f.state = 'accepted') AS accepted,
             (SELECT count(*) FROM material_file AS f WHERE f.material_id = m.id AND f.state = 'returned') AS returned
      FROM material AS m JOIN unit AS u ON u.id = m.unit_id JOIN post AS p ON p.id = m.post_id
      JOIN standard AS s ON s.id = m.standard_id JOIN scheme AS c ON c.id = s.scheme_id
      WHERE m.struck = 0
        AND ($scope = 0 OR m.unit_id * 2 + 1 = $scope
             OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = m.place_id AND a.above_id * 2 = $scope))) AS x
WHERE x.accepted + x.waiting < x.copies
ORDER BY x.unit_code, x.closes, x.no;

-- material_table: each
-- Materials within reach as material.load takes them. Called by the table of materials, material.set. Index: primary key.
-- in: scope i64, from_id i64, upto_id i64, day str
-- out: no str, title str, standard str, post_code str, kinds str, most i64, copies i64, opens str, closes str, since str?, until str?
-- out: asks str, struck bool
SELECT m.no, m.title,
       CASE WHEN c.valid_from <= $day AND (c.valid_to IS NULL OR c.valid_to > $day) THEN c.code || '/' || s.no
            ELSE c.code || '@' || c.version || '/' || s.no END AS standard,
       p.code AS post_code, m.kinds, m.most, m.copies, m.opens, m.closes, m.since, m.until, m.asks, m.struck
FROM material AS m JOIN post AS p ON p.id = m.post_id JOIN standard AS s ON s.id = m.standard_id JOIN scheme AS c ON c.id = s.scheme_id
WHERE m.id >= $from_id AND m.id <= $upto_id
  AND ($scope = 0 OR m.unit_id * 2 + 1 = $scope
       OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = m.place_id AND a.above_id * 2 = $scope))
ORDER BY m.id;

-- material_named: one
-- Was this file handed in? Called by the sweep of papers. Index: material_file_same.
-- unscoped: the sweep asks for every file
-- in: digest str
-- out: n i64
SELECT count(*) AS n FROM material_file AS f WHERE f.file = $digest;

-- material_kept: many
-- Which files there must be. Called by the check of papers. Index: primary key.
-- unscoped: the check asks for every file
-- in: material_id i64, after i64, n i64
SELECT f.material_id, f.n, f.file, m.no
FROM material_file AS f JOIN material AS m ON m.id = f.material_id
WHERE (f.material_id, f.n) > ($material_id, $after)
ORDER BY f.material_id, f.n LIMIT $n;

-- material_fold: many
-- Whole rows for `duban verify`. Index: primary key.
-- unscoped: the verifier looks at everything
-- in: after i64, n i64
SELECT m.id, m.rev, m.no, m.title, m.standard_id, m.unit_id, m.post_id, m.place_id, m.kinds, m.most, m.copies, m.opens, m.closes,
       m.since, m.until, m.asks, m.struck, m.made_at, m.made_by
FROM material AS m
WHERE m.id > $after ORDER BY m.id LIMIT $n;

-- fold_material_files: many
-- What was handed in, for the verifier. Index: primary key.
-- unscoped: the verifier looks at everything
-- in: after i64, upto i64
SELECT f.material_id AS owner, f.n, f.file, f.kind, f.name, f.bytes, f.alike, f.note, f.dated, f.state, f.handed_at, f.handed_by,
       f.judged_at, f.judged_by, f.reason
FROM material_file AS f WHERE f.material_id > $after AND f.material_id <= $upto
ORDER BY f.material_id, f.n LIMIT 100000;
