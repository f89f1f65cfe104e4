-- class_as_of: many
-- Every class valid on a day, whole. Called by class.compare.
-- in: day str
SELECT c.key, c.kind, c.big_name, c.name, c.subject, c.synonyms, c.source, c.version
FROM class AS c
WHERE c.valid_from <= $day AND (c.valid_to IS NULL OR c.valid_to > $day)
ORDER BY c.id
LIMIT 5000;

-- class_turns: many
-- The days on which versions of classes begin. Called by class.compare.
-- out: n i64
SELECT c.valid_from AS day, c.version, count(*) AS n
FROM class AS c
GROUP BY c.valid_from, c.version
ORDER BY c.valid_from DESC, c.version
LIMIT 50;

-- condition_turns: many
-- The days on which versions of conditions begin. Called by class.compare.
-- out: n i64
SELECT c.valid_from AS day, c.version, count(*) AS n
FROM class_condition AS c
GROUP BY c.valid_from, c.version
ORDER BY c.valid_from DESC, c.version
LIMIT 50;
