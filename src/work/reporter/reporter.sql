-- reporter_sealed: one
-- The reporter of a case as it lies in the store. Called by case.reporter_look. Index: primary key.
-- unscoped: of a case that its caller has read within its reach
-- in: case_id i64
SELECT r.tag, r.sealed, r.erased_at FROM case_reporter AS r WHERE r.case_id = $case_id;

-- reporter_newest: one
-- What happened last to a case. Called by case.reporter_erase. Index: primary key.
-- unscoped: of a case that its caller has read within its reach
-- in: case_id i64, rev i64
SELECT e.type FROM event AS e WHERE e.kind = 'case' AND e.aggregate = $case_id AND e.rev = $rev;

-- reporter_cases: many
-- Cases of one phone, the newest first, but for those that a unit of the searcher's had a part in handling: of the post
-- that searches or of any other that the person holds on the day (L26). Called by case.reporter_find. Index: case_reporter_phone.
-- in: phone_index bytes, scope i64, held i64, handled i64, unit i64, person i64, day str
SELECT r.case_id, c.no, c.state, c.reported_at
FROM case_reporter AS r
JOIN cases AS c ON c.id = r.case_id
WHERE r.phone_index = $phone_index
  AND ($scope = 0 OR EXISTS (SELECT 1 FROM case_reach AS x WHERE x.reach = $scope AND x.case_id = c.id))
  AND NOT EXISTS (SELECT 1 FROM case_did AS d
                  WHERE d.case_id = c.id AND d.part IN ($held, $handled)
                    AND (d.unit_id = $unit OR d.unit_id IN (
                         SELECT p.unit_id FROM holding AS h JOIN post AS p ON p.id = h.post_id
                         WHERE h.person_id = $person AND h.valid_from <= $day
                           AND (h.valid_to IS NULL OR h.valid_to > $day))))
ORDER BY r.case_id DESC
LIMIT 50;

-- reporter_stale: many
-- Cases whose reporter is sealed with another key than the current one. Called by case.reporter_renew. Reads on from
-- where the last slice ended. Index: primary key.
-- unscoped: the program itself
-- in: after i64, head bytes, n i64
SELECT r.case_id
FROM case_reporter AS r
WHERE r.case_id > $after AND r.sealed IS NOT NULL AND substr(r.sealed, 1, 5) <> $head
ORDER BY r.case_id
LIMIT $n;

-- reporter_keys: many
-- How many reporters are sealed with which key. Called by case.reporter_keys. Reads the whole table.
-- unscoped: the program itself
-- out: head bytes, n i64
SELECT substr(r.sealed, 1, 5) AS head, count(*) AS n
FROM case_reporter AS r
WHERE r.sealed IS NOT NULL
GROUP BY substr(r.sealed, 1, 5)
ORDER BY substr(r.sealed, 1, 5) NULLS FIRST
LIMIT 100;
