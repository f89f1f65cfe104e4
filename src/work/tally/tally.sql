-- tally_get: one
-- What was counted so far. Called by case.count. Index: the unique key.
-- unscoped: the place was found to be in the actor's reach
-- in: place_id i64, class_key str, day str
SELECT t.id, t.rev, t.n FROM tally AS t WHERE t.place_id = $place_id AND t.class_key = $class_key AND t.day = $day;

-- tally_add: one
-- The first count of a place, class and day.
-- in: place_id i64, class_key str, day str, n i64
INSERT INTO tally (rev, place_id, class_key, day, n) VALUES (1, $place_id, $class_key, $day, $n) RETURNING id;

-- tally_change: exec
-- More of the same day, or a correction. Index: primary key.
-- in: id i64, rev i64, n i64
UPDATE tally SET rev = $rev, n = $n WHERE id = $id;

-- tally_list: many
-- Counts of days within a place and all below it, the newest first. Whose scope is a unit has none. Called by
-- case.counted. Index: tally_day.
-- in: scope_reach i64, since str, until str, class_key str, most i64
SELECT t.place_id, p.code AS place_code, p.name AS place_name, t.class_key, t.day, t.n
FROM tally AS t
JOIN place AS p ON p.id = t.place_id
WHERE t.day >= $since AND t.day <= $until AND ($class_key = '' OR t.class_key = $class_key)
  AND ($scope_reach = 0 OR EXISTS (SELECT 1 FROM place_above AS a
                               WHERE a.place_id = t.place_id AND a.above_id * 2 = $scope_reach))
ORDER BY t.day DESC, t.id DESC
LIMIT $most;

-- tally_fold: many
-- Whole rows for `duban verify`. Index: primary key.
-- unscoped: the verifier looks at every row
-- in: after i64, n i64
SELECT t.id, t.rev, t.place_id, t.class_key, t.day, t.n FROM tally AS t WHERE t.id > $after ORDER BY t.id LIMIT $n;
