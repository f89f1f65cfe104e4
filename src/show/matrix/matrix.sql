-- One row of the matrix with what was changed.

-- matrix_row: one
-- Called by duty.show. Index: primary key.
-- in: id i64
SELECT d.id, d.class_key, d.place_id, p.code AS place_code, p.name AS place_name, d.unit_id, u.code AS unit_code,
       u.name AS unit_name, d.basis, d.source, d.valid_from, d.valid_to
FROM duty AS d
JOIN place AS p ON p.id = d.place_id
JOIN unit AS u ON u.id = d.unit_id
WHERE d.id = $id;

-- matrix_helpers: many
-- Called by duty.show. Index: primary key.
-- in: id i64
SELECT u.code, u.name
FROM duty_helper AS h
JOIN unit AS u ON u.id = h.unit_id
WHERE h.duty_id = $id
ORDER BY h.unit_id
LIMIT 100;

-- matrix_line: many
-- The rows of one class and place, the newest first. Called by duty.show. Index: duty_place.
-- in: place_id i64, class_key str
SELECT d.id, u.name AS unit_name, d.basis, d.valid_from, d.valid_to
FROM duty AS d
JOIN unit AS u ON u.id = d.unit_id
WHERE d.place_id = $place_id AND d.class_key = $class_key
ORDER BY d.valid_from DESC, d.id DESC
LIMIT 100;

-- matrix_unit: one
-- The name of a unit that an event names. Called by duty.show. Index: primary key.
-- in: id i64
SELECT u.name FROM unit AS u WHERE u.id = $id;

-- matrix_places: many
-- Every place of a day at and below one (0: all), to be chosen: by level, then in their order. Called by the pages' forms.
-- in: day str, top i64
-- out: parent_id i64
SELECT p.id, COALESCE(p.parent_id, 0) AS parent_id, p.code, p.name, p.level
FROM place AS p
WHERE p.valid_from <= $day AND (p.valid_to IS NULL OR p.valid_to > $day)
  AND ($top = 0 OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = p.id AND a.above_id = $top))
ORDER BY p.level, p.sort, p.id
LIMIT 20000;

-- matrix_units: many
-- Every unit of a day with a territory at or below a place (0: all), to be chosen. Called by the pages' forms.
-- in: day str, top i64
SELECT u.code, u.name FROM unit AS u
WHERE u.valid_from <= $day AND (u.valid_to IS NULL OR u.valid_to > $day)
  AND ($top = 0 OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = u.place_id AND a.above_id = $top))
ORDER BY u.id
LIMIT 5000;
