-- People with their log-ins and posts, and what was changed of them.

-- staff_people: many
-- People by id whose name, code or log-in has `like` (all with an empty `q`), a row a log-in and post held on the
-- day. Called by person.list. Index: primary key, login_person, holding_person.
-- in: q str, like str, day str, after i64, n i64
-- out: login str?, has_password bool?, must_change bool?, disabled_at i64?, factor_at i64?, post_name str?, unit_name str?
SELECT p.id, p.code, p.name, p.valid_to, l.name AS login, (l.hash IS NOT NULL) AS has_password, l.must_change,
       l.disabled_at, l.factor_at, o.name AS post_name, u.short_name AS unit_name
FROM person AS p
LEFT JOIN login AS l ON l.person_id = p.id
LEFT JOIN holding AS h ON h.person_id = p.id AND h.valid_from <= $day AND (h.valid_to IS NULL OR h.valid_to > $day)
LEFT JOIN post AS o ON o.id = h.post_id
LEFT JOIN unit AS u ON u.id = o.unit_id
WHERE p.id IN (
	SELECT x.id FROM person AS x
	WHERE x.id > $after AND ($q = '' OR lower(x.name) LIKE $like OR lower(x.code) LIKE $like
	  OR EXISTS (SELECT 1 FROM login AS y WHERE y.person_id = x.id AND lower(y.name) LIKE $like))
	ORDER BY x.id
	LIMIT $n
)
ORDER BY p.id, l.id NULLS FIRST, h.id NULLS FIRST
LIMIT 20000;

-- staff_person: one
-- Called by person.show. Index: primary key.
-- in: id i64
SELECT p.id, p.code, p.name, p.valid_from, p.valid_to FROM person AS p WHERE p.id = $id;

-- staff_logins: many
-- Called by person.show. Index: login_person.
-- in: id i64
-- out: has_password bool
SELECT l.id, l.name, (l.hash IS NOT NULL) AS has_password, l.must_change, l.disabled_at, l.factor_at
FROM login AS l
WHERE l.person_id = $id
ORDER BY l.id
LIMIT 20;

-- staff_posts: many
-- What somebody holds and held. Called by person.show. Index: holding_person.
-- in: id i64
SELECT h.id, h.valid_from, h.valid_to, o.code, o.name, o.role, u.short_name AS unit_name
FROM holding AS h
JOIN post AS o ON o.id = h.post_id
JOIN unit AS u ON u.id = o.unit_id
WHERE h.person_id = $id
ORDER BY h.id DESC
LIMIT 200;

-- staff_events: many
-- What was changed of a person, the log-ins and the posts held, the oldest first; of more than a thousand changes the
-- newest: nobody hides one behind others. Called by person.show. Index: event's kind, aggregate, rev.
-- in: id i64
-- out: subject str?, unit_name str?, post_name str?
SELECT e.id, e.kind, e.aggregate, e.type, e.at, e.payload, ho.name AS subject, u.short_name AS unit_name,
       o.name AS post_name
FROM event AS e
LEFT JOIN holding AS h ON e.kind = 'holding' AND h.id = e.aggregate
LEFT JOIN post AS ho ON ho.id = h.post_id
LEFT JOIN post AS o ON o.id = e.as_whom
LEFT JOIN unit AS u ON u.id = o.unit_id
WHERE e.id IN (
	SELECT y.id FROM event AS y
	WHERE (y.kind = 'person' AND y.aggregate = $id)
	   OR (y.kind = 'login' AND y.aggregate IN (SELECT l.id FROM login AS l WHERE l.person_id = $id))
	   OR (y.kind = 'holding' AND y.aggregate IN (SELECT x.id FROM holding AS x WHERE x.person_id = $id))
	ORDER BY y.id DESC LIMIT 1000
)
ORDER BY e.id
LIMIT 1000;
