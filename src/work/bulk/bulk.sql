-- bulk_draft_add: one
-- A table sent to be looked at. Called by bulk.check.
-- in: kind str, login_id i64, made_at i64, name str, notes str, body str, faults str, changed i64
INSERT INTO bulk_draft (kind, login_id, made_at, name, notes, body, faults, changed)
VALUES ($kind, $login_id, $made_at, $name, $notes, $body, $faults, $changed)
RETURNING id;

-- bulk_draft_get: one
-- One's own table. Called by bulk.show, bulk.apply. Index: primary key.
-- in: id i64, login_id i64
SELECT d.kind, d.made_at, d.name, d.notes, d.body, d.faults, d.changed
FROM bulk_draft AS d
WHERE d.id = $id AND d.login_id = $login_id;

-- bulk_draft_drop: exec
-- Put away one's own table. Called by bulk.drop, bulk.apply. Index: primary key.
-- in: id i64, login_id i64
DELETE FROM bulk_draft WHERE id = $id AND login_id = $login_id;

-- bulk_draft_older: exec
-- Of one's own only the newest few stay. Called by bulk.check. Index: bulk_draft_login.
-- in: login_id i64, keep i64
DELETE FROM bulk_draft WHERE login_id = $login_id AND id NOT IN
	(SELECT d.id FROM bulk_draft AS d WHERE d.login_id = $login_id ORDER BY d.id DESC LIMIT $keep);

-- bulk_draft_forget: exec
-- What nobody came back for. Called by bulk.forget. Index: bulk_draft_made.
-- in: before i64
DELETE FROM bulk_draft WHERE made_at < $before;

-- bulk_units: each
-- All units, as unit.load takes them. Called by the table of units. Index: unit code.
-- out: parent_code str?, place_code str?
SELECT u.code, u.name, u.short_name, u.kind, up.code AS parent_code, pl.code AS place_code, u.valid_from, u.valid_to
FROM unit AS u
LEFT JOIN unit AS up ON up.id = u.parent_id
LEFT JOIN place AS pl ON pl.id = u.place_id
ORDER BY u.code;

-- bulk_posts: each
-- All posts, as post.load takes them but for their classes. Called by the table of posts. Index: post code.
-- out: place_code str?
SELECT po.id, po.code, u.code AS unit_code, po.role, po.name, pl.code AS place_code, po.valid_from, po.valid_to
FROM post AS po
JOIN unit AS u ON u.id = po.unit_id
LEFT JOIN place AS pl ON pl.id = po.place_id
ORDER BY po.code;

-- bulk_post_classes: each
-- The classes that posts are limited to. Called by the table of posts. Index: primary key.
SELECT c.post_id AS of_id, c.prefix AS word FROM post_class AS c ORDER BY c.post_id, c.prefix;

-- bulk_duties: each
-- The matrix of duties, as duty.load takes it but for helpers. Called by the table of duties. Index: duty_place.
SELECT d.id, d.class_key, pl.code AS place_code, u.code AS unit_code, d.basis, d.source, d.valid_from, d.valid_to
FROM duty AS d
JOIN place AS pl ON pl.id = d.place_id
JOIN unit AS u ON u.id = d.unit_id
ORDER BY pl.code, d.class_key, d.valid_from, d.id;

-- bulk_duty_helpers: each
-- Units that help. Called by the table of duties. Index: primary key.
SELECT h.duty_id AS of_id, u.code AS word FROM duty_helper AS h JOIN unit AS u ON u.id = h.unit_id ORDER BY h.duty_id, u.code;

-- bulk_people: each
-- Everybody, as person.load takes them but for log-ins and posts. Called by the table of people. Index: person code.
SELECT p.id, p.code, p.name, p.valid_from, p.valid_to FROM person AS p ORDER BY p.code;

-- bulk_logins: each
-- The first log-in of each person. Called by the table of people. Index: login_person.
-- out: of_id i64, word str
SELECT l.person_id AS of_id, l.name AS word FROM login AS l
WHERE l.id = (SELECT min(k.id) FROM login AS k WHERE k.person_id = l.person_id)
ORDER BY l.person_id;

-- bulk_holdings: each
-- The posts that people hold on a day or will hold. Called by the table of people. Index: holding_person.
-- in: day str
SELECT h.person_id AS of_id, po.code AS word FROM holding AS h JOIN post AS po ON po.id = h.post_id
WHERE h.valid_to IS NULL OR h.valid_to > $day
ORDER BY h.person_id, po.code;

-- bulk_classes: each
-- Every version of every class, as class.load takes them. Called by the table of classes. Index: class key.
SELECT c.key, c.kind, c.code, c.big_code, c.big_name, c.name, c.subject, c.synonyms, c.source, c.version, c.valid_from, c.valid_to
FROM class AS c
ORDER BY c.key, c.valid_from;

-- bulk_conditions: each
-- Every version of every condition, as condition.load takes them. Called by the table of conditions. Index: condition key.
SELECT c.key, c.class_key, c.condition, c.after_key, c.amount, c.limit_unit, c.closing, c.photo, c.photo_reason,
       c.not_collected, c.season, c.basis, c.source, c.version, c.valid_from, c.valid_to
FROM class_condition AS c
ORDER BY c.key, c.valid_from, c.version;

-- bulk_sites: each
-- All sites, as site.load takes them. Called by the table of sites. Index: site_code.
-- out: unit_code str?
SELECT s.code, s.type, s.name, pl.code AS place_code, u.code AS unit_code, s.address, s.lon, s.lat, s.line, s.source,
       s.valid_from, s.valid_to
FROM site AS s
JOIN place AS pl ON pl.id = s.place_id
LEFT JOIN unit AS u ON u.id = s.unit_id
ORDER BY s.code;
