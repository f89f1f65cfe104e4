-- site_by_code: one
-- A site, ended or not. Called by site.load. Index: site_code.
-- in: code str
SELECT s.id, s.rev, s.code, s.type, s.name, s.place_id, s.unit_id, s.address, s.lon, s.lat, s.line, s.srs, s.source,
       s.valid_from, s.valid_to
FROM site AS s
WHERE s.code = $code;

-- site_add: one
-- A site. Called by site.load.
-- in: code str, type str, name str, place_id i64, unit_id i64?, address str, lon f64?, lat f64?, line str?, srs str?
-- in: source str, valid_from str, valid_to str?, made_at i64, made_by i64
INSERT INTO site (rev, code, type, name, place_id, unit_id, address, lon, lat, line, srs, source, valid_from, valid_to,
                  made_at, made_by)
VALUES (1, $code, $type, $name, $place_id, $unit_id, $address, $lon, $lat, $line, $srs, $source, $valid_from, $valid_to,
        $made_at, $made_by)
RETURNING id;

-- site_change: exec
-- What a newer list says of a known site. Index: primary key.
-- in: id i64, rev i64, type str, name str, place_id i64, unit_id i64?, address str, lon f64?, lat f64?, line str?, srs str?
-- in: source str, valid_from str, valid_to str?
UPDATE site
SET rev = $rev, type = $type, name = $name, place_id = $place_id, unit_id = $unit_id, address = $address, lon = $lon,
    lat = $lat, line = $line, srs = $srs, source = $source, valid_from = $valid_from, valid_to = $valid_to
WHERE id = $id;

-- site_list: many
-- The sites of a day at a place and below, of one type or ('') of all. Called by site.list. Index: place_below, site_place.
-- in: top i64, day str, type str
SELECT s.id, s.code, s.type, s.name, s.place_id, p.name AS place_name, u.name AS unit_name, s.address, s.lon, s.lat, s.line
FROM place_above AS a
JOIN site AS s ON s.place_id = a.place_id
JOIN place AS p ON p.id = s.place_id
LEFT JOIN unit AS u ON u.id = s.unit_id
WHERE a.above_id = $top AND ($type = '' OR s.type = $type) AND s.valid_from <= $day
  AND (s.valid_to IS NULL OR s.valid_to > $day)
ORDER BY s.type, s.code
LIMIT 50000;

-- site_fold: many
-- Whole rows for `duban verify`. Index: primary key.
-- in: after i64, n i64
SELECT s.id, s.rev, s.code, s.type, s.name, s.place_id, s.unit_id, s.address, s.lon, s.lat, s.line, s.srs, s.source,
       s.valid_from, s.valid_to, s.made_at, s.made_by
FROM site AS s
WHERE s.id > $after
ORDER BY s.id
LIMIT $n;

-- site_hangs: one
-- How many sites a unit answers for on a day or after it. Called when it is to end. Index: none needed, some thousand rows.
-- in: unit_id i64, day str
-- out: n i64
SELECT count(*) AS n FROM site AS s WHERE s.unit_id = $unit_id AND (s.valid_to IS NULL OR s.valid_to > $day);
