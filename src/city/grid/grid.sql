-- grid_add: one
-- A grid. Called by grid.load and grid.replace.
-- in: code str, place_id i64, name str, west i64, south i64, east i64, north i64, height i64, area f64, length f64
-- in: land_use str, level str, unit_id i64?, source str, valid_from str, made_at i64, made_by i64, outline str
INSERT INTO grid (rev, code, place_id, name, west, south, east, north, height, area, length, land_use, level, unit_id, source,
                  valid_from, made_at, made_by, outline)
VALUES (1, $code, $place_id, $name, $west, $south, $east, $north, $height, $area, $length, $land_use, $level, $unit_id, $source,
        $valid_from, $made_at, $made_by, $outline)
RETURNING id;

-- grid_void: exec
-- The day from which it is no more, and why. Index: primary key.
-- in: id i64, rev i64, valid_to str, void_why str
UPDATE grid SET rev = $rev, valid_to = $valid_to, void_why = $void_why WHERE id = $id;

-- grid_by_code: one
-- A grid, void or not. Index: grid_code.
-- in: code str
SELECT g.id, g.rev, g.code, g.place_id, g.name, g.land_use, g.level, g.unit_id, g.source, g.valid_from, g.valid_to,
       g.outline
FROM grid AS g
WHERE g.code = $code;

-- grid_last: one
-- The last code ever given within a community, void ones too. Index: grid_code.
-- in: community str, behind str
-- out: code str?
SELECT max(g.code) AS code FROM grid AS g WHERE g.code > $community AND g.code < $behind;

-- grid_all: each
-- All grids ever, by code: what is held in memory. Index: grid_code.
SELECT g.id, g.code, g.place_id, g.unit_id, g.valid_from, g.valid_to, g.outline FROM grid AS g ORDER BY g.code;

-- grid_any: one
-- Whether there is any grid at all. Called once an epoch by those who report. Index: primary key.
-- out: there bool
SELECT CASE WHEN EXISTS (SELECT 1 FROM grid AS g) THEN 1 ELSE 0 END AS there;

-- grid_box: many
-- Grids whose box holds a position. Called where nothing may be held. Index: grid_box, grid_height.
-- in: x i64, y i64
-- out: id i64, code str, place_id i64, valid_from str, outline str
SELECT g.id, g.code, g.place_id, g.unit_id, g.valid_from, g.valid_to, g.outline
FROM grid AS g
WHERE g.south <= $y AND g.south >= $y - (SELECT max(h.height) FROM grid AS h) AND g.north >= $y AND g.west <= $x AND g.east >= $x
ORDER BY g.code
LIMIT 1000;

-- grid_list: many
-- The grids of a day at a place and below. Called by grid.list. Index: place_below, grid_place.
-- in: top i64, day str
SELECT g.id, g.code, g.name, g.place_id, p.name AS place_name, g.area, g.length, g.land_use, g.level, g.unit_id,
       u.name AS unit_name, g.valid_from, g.valid_to, g.outline, g.west, g.south, g.east, g.north
FROM place_above AS a
JOIN grid AS g ON g.place_id = a.place_id
JOIN place AS p ON p.id = g.place_id
LEFT JOIN unit AS u ON u.id = g.unit_id
WHERE a.above_id = $top AND g.valid_from <= $day AND (g.valid_to IS NULL OR g.valid_to > $day)
ORDER BY g.code
LIMIT 50000;

-- grid_around: many
-- Grids of a day in a box that are not of a place. Called by grid.map. Index: grid_box, grid_height, primary key.
-- in: top i64, day str, west i64, south i64, east i64, north i64
-- out: id i64, code str, name str, place_id i64, area f64, length f64, land_use str, level str, valid_from str, outline str
SELECT g.id, g.code, g.name, g.place_id, p.name AS place_name, g.area, g.length, g.land_use, g.level, g.unit_id,
       u.name AS unit_name, g.valid_from, g.valid_to, g.outline
FROM grid AS g
JOIN place AS p ON p.id = g.place_id
LEFT JOIN unit AS u ON u.id = g.unit_id
WHERE g.south <= $north AND g.south >= $south - (SELECT max(h.height) FROM grid AS h) AND g.north >= $south
  AND g.west <= $east AND g.east >= $west
  AND g.valid_from <= $day AND (g.valid_to IS NULL OR g.valid_to > $day)
  AND NOT EXISTS (SELECT 1 FROM place_above AS a WHERE a.above_id = $top AND a.place_id = g.place_id)
ORDER BY g.code
LIMIT 2000;

-- grid_names: one
-- What a grid is called, with its community and unit. Called by grid.at. Index: primary key.
-- in: id i64
SELECT g.code, g.name, p.code AS place_code, p.name AS place_name, u.code AS unit_code, u.name AS unit_name
FROM grid AS g
JOIN place AS p ON p.id = g.place_id
LEFT JOIN unit AS u ON u.id = g.unit_id
WHERE g.id = $id;

-- grid_places: many
-- A place and those below it, by number. Called where a position lies outside its place. Index: place_below.
-- in: top i64
SELECT a.place_id FROM place_above AS a WHERE a.above_id = $top ORDER BY a.place_id LIMIT 100000;

-- grid_fold: many
-- Whole rows for `duban verify`. Index: primary key.
-- in: after i64, n i64
SELECT g.id, g.rev, g.code, g.place_id, g.name, g.west, g.south, g.east, g.north, g.height, g.area, g.length, g.land_use,
       g.level, g.unit_id, g.source, g.valid_from, g.valid_to, g.void_why, g.made_at, g.made_by, g.outline
FROM grid AS g
WHERE g.id > $after
ORDER BY g.id
LIMIT $n;

-- grid_hangs: one
-- How many grids a unit answers for on a day or after it. Called when it is to end. Index: none needed, some thousand rows.
-- in: unit_id i64, day str
-- out: n i64
SELECT count(*) AS n FROM grid AS g WHERE g.unit_id = $unit_id AND (g.valid_to IS NULL OR g.valid_to > $day);
