-- login_by_name: one
-- A log-in. Called by session.open, login.*. Index: login_name.
-- in: name str
SELECT l.id, l.rev, l.name, l.person_id, l.hash, l.must_change, l.disabled_at, l.factor_at
FROM login AS l
WHERE l.name = $name;

-- login_get: one
-- A log-in. Index: primary key.
-- in: id i64
SELECT l.id, l.rev, l.name, l.person_id, l.hash, l.must_change, l.disabled_at, l.factor_at
FROM login AS l
WHERE l.id = $id;

-- login_add: one
-- A log-in. Called by person.load, login.create.
-- in: name str, person_id i64, hash str?, made_at i64
INSERT INTO login (rev, name, person_id, hash, must_change, made_at)
VALUES (1, $name, $person_id, $hash, 1, $made_at)
RETURNING id;

-- login_set_hash: exec
-- A new password. Called by login.password, login.reset, login.demo. Index: primary key.
-- in: id i64, rev i64, hash str, must_change bool
UPDATE login SET rev = $rev, hash = $hash, must_change = $must_change WHERE id = $id;

-- login_rehash: exec
-- The same password at today's cost, nothing that anybody else must know. Called by session.open.
-- in: id i64, hash str
UPDATE login SET hash = $hash WHERE id = $id;

-- login_set_disabled: exec
-- Called by login.disable, login.enable. Index: primary key.
-- in: id i64, rev i64, disabled_at i64?
UPDATE login SET rev = $rev, disabled_at = $disabled_at WHERE id = $id;

-- login_set_factor: exec
-- Another second factor, or none, or one that was used in a way worth an event. Called by factor.*. Index: primary key.
-- in: id i64, rev i64, factor_at i64?
UPDATE login SET rev = $rev, factor_at = $factor_at WHERE id = $id;

-- login_bare: many
-- Log-ins that have no password yet. Called by login.demo.
SELECT l.id, l.rev, l.disabled_at FROM login AS l WHERE l.hash IS NULL ORDER BY l.id LIMIT 5000;

-- login_all: many
-- Log-ins by id with their persons, one row a post held on the day. Called by login.list. Index: primary key.
-- in: day str, after i64, n i64
-- out: has_password bool
SELECT l.id, l.name, l.person_id, p.name AS person_name, (l.hash IS NOT NULL) AS has_password, l.must_change,
       l.disabled_at, l.factor_at, o.name AS post_name, u.short_name AS unit_name
FROM login AS l
JOIN person AS p ON p.id = l.person_id
LEFT JOIN holding AS h ON h.person_id = p.id AND h.valid_from <= $day AND (h.valid_to IS NULL OR h.valid_to > $day)
LEFT JOIN post AS o ON o.id = h.post_id
LEFT JOIN unit AS u ON u.id = o.unit_id
WHERE l.id IN (SELECT x.id FROM login AS x WHERE x.id > $after ORDER BY x.id LIMIT $n)
ORDER BY l.id, h.id NULLS FIRST
LIMIT 40000;

-- login_fold: many
-- Rows for `duban verify`; the hash is in no event. Index: primary key.
-- in: after i64, n i64
SELECT l.id, l.rev, l.name, l.person_id, l.must_change, l.made_at, l.disabled_at, l.factor_at
FROM login AS l
WHERE l.id > $after
ORDER BY l.id
LIMIT $n;

-- ---- second factor ----

-- factor_get: one
-- Called by whoever checks a code. Index: primary key.
-- in: login_id i64
SELECT f.sealed, f.step FROM login_factor AS f WHERE f.login_id = $login_id;

-- factor_put: exec
-- Called by factor.set. Index: primary key.
-- in: login_id i64, sealed bytes, step i64
INSERT INTO login_factor (login_id, sealed, step) VALUES ($login_id, $sealed, $step)
ON CONFLICT (login_id) DO UPDATE SET sealed = $sealed, step = $step;

-- factor_step: exec
-- A code served. Index: primary key.
-- in: login_id i64, step i64
UPDATE login_factor SET step = $step WHERE login_id = $login_id AND step < $step;

-- factor_seal: exec
-- The same under another key, unless its owner has set another meanwhile. Called by factor.renew. Index: primary key.
-- in: login_id i64, was bytes, sealed bytes
UPDATE login_factor SET sealed = $sealed WHERE login_id = $login_id AND sealed = $was;

-- factor_forget: exec
-- Called by factor.remove. Index: primary key.
-- in: login_id i64
DELETE FROM login_factor WHERE login_id = $login_id;

-- factor_all: many
-- Whatever is sealed: a few administrators. Called by factor.renew, factor.keys. Index: primary key.
-- in: after i64
SELECT f.login_id, f.sealed FROM login_factor AS f WHERE f.login_id > $after ORDER BY f.login_id LIMIT 1000;

-- recovery_add: exec
-- in: login_id i64, digest bytes
INSERT INTO login_recovery (login_id, digest) VALUES ($login_id, $digest);

-- recovery_use: exec
-- Gone with its use. Index: primary key.
-- in: login_id i64, digest bytes
DELETE FROM login_recovery WHERE login_id = $login_id AND digest = $digest;

-- recovery_forget: exec
-- in: login_id i64
DELETE FROM login_recovery WHERE login_id = $login_id;

-- login_mine: one
-- What one may know of one's own log-in. Called by login.mine. Index: primary keys.
-- in: id i64, post_id i64
-- out: recovery i64, required str?
SELECT l.name, l.must_change, l.factor_at, o.role,
       (SELECT s.value FROM setting AS s WHERE s.key = 'factor.required') AS required,
       (SELECT count(*) FROM login_recovery AS r WHERE r.login_id = l.id) AS recovery
FROM login AS l
JOIN post AS o ON o.id = $post_id
WHERE l.id = $id;

-- ---- tickets ----

-- ticket_add: exec
-- in: token bytes, login_id i64, kind str, post str, ends_at i64
INSERT INTO login_ticket (token, login_id, kind, post, ends_at) VALUES ($token, $login_id, $kind, $post, $ends_at);

-- ticket_get: one
-- Whose a ticket is, while it is good. Index: login_ticket_token.
-- in: token bytes, kind str, now i64
SELECT t.id, t.post, t.ends_at, l.id AS login_id, l.name
FROM login_ticket AS t
JOIN login AS l ON l.id = t.login_id
WHERE t.token = $token AND t.kind = $kind AND t.ends_at > $now AND l.disabled_at IS NULL;

-- ticket_forget: exec
-- A log-in's tickets of a kind. Index: login_ticket_login.
-- in: login_id i64, kind str
DELETE FROM login_ticket WHERE login_id = $login_id AND kind = $kind;

-- tickets_forget: exec
-- All of a log-in's. Called by whatever changes its password or closes it. Index: login_ticket_login.
-- in: login_id i64
DELETE FROM login_ticket WHERE login_id = $login_id;

-- ticket_sweep: exec
-- Called by session.sweep, login.link. Index: login_ticket_ends.
-- in: before i64
DELETE FROM login_ticket WHERE ends_at < $before;

-- ---- back-off ----

-- failure_get: one
-- Index: primary key.
-- in: subject str
SELECT f.failed, f.last_at FROM login_failure AS f WHERE f.subject = $subject;

-- failure_add: exec
-- One more failure; those before `forget` no longer count. Index: primary key.
-- in: subject str, at i64, forget i64
INSERT INTO login_failure (subject, failed, last_at) VALUES ($subject, 1, $at)
ON CONFLICT (subject) DO UPDATE
SET failed = CASE WHEN login_failure.last_at < $forget THEN 1 ELSE login_failure.failed + 1 END, last_at = $at;

-- failure_clear: exec
-- A success: its failures are forgotten. Index: primary key.
-- in: subject str
DELETE FROM login_failure WHERE subject = $subject;

-- failure_pair: exec
-- This account has been let in from this address. Index: primary key.
-- in: subject str, at i64
INSERT INTO login_failure (subject, failed, last_at) VALUES ($subject, 0, $at)
ON CONFLICT (subject) DO UPDATE SET failed = 0, last_at = $at;

-- failure_sweep: exec
-- Failures that no longer count: addresses are personal, nothing stays longer than it is needed. In pieces.
-- Called by session.sweep. Index: login_failure_last.
-- in: before i64, most i64
DELETE FROM login_failure
WHERE subject IN (
	SELECT f.subject FROM login_failure AS f
	WHERE f.last_at < $before AND substr(f.subject, 1, 5) <> 'pair:'
	ORDER BY f.last_at LIMIT $most
);

-- failure_sweep_pairs: exec
-- The same of accounts that were let in from an address, which is worth knowing for longer.
-- Called by session.sweep. Index: login_failure_last.
-- in: before i64, most i64
DELETE FROM login_failure
WHERE subject IN (
	SELECT f.subject FROM login_failure AS f
	WHERE f.last_at < $before AND substr(f.subject, 1, 5) = 'pair:'
	ORDER BY f.last_at LIMIT $most
);

-- ---- refused, for the auditor ----

-- refused_get: one
-- What an hour has of an account, address and reason. Called by login_refused. Index: login_refused_hour.
-- in: hour i64, account str, address str, why str
SELECT r.times, r.last_at
FROM login_refused AS r
WHERE r.hour = $hour AND r.account = $account AND r.address = $address AND r.why = $why;

-- refused_rows: one
-- How many rows an hour has, counted up to `most`. Called by login_refused. Index: login_refused_hour.
-- in: hour i64, most i64
-- out: n i64
SELECT count(*) AS n FROM (SELECT r.id FROM login_refused AS r WHERE r.hour = $hour LIMIT $most) AS x;

-- refused_add: exec
-- One more. Called by login_refused. Index: login_refused_hour.
-- in: hour i64, account str, address str, why str, at i64
INSERT INTO login_refused (hour, account, address, why, times, first_at, last_at)
VALUES ($hour, $account, $address, $why, 1, $at, $at)
ON CONFLICT (hour, account, address, why) DO UPDATE SET times = login_refused.times + 1, last_at = $at;

-- refused_sweep: exec
-- Addresses are personal: nothing stays longer than it is needed. Called by session.sweep. Index: login_refused_hour.
-- in: before i64
DELETE FROM login_refused WHERE hour < $before;

-- ---- sessions ----

-- session_add: one
-- A session. Called by session.open, session.switch_post.
-- in: token bytes, login_id i64, post_id i64, made_at i64, seen_at i64, ends_at i64
INSERT INTO session (token, login_id, post_id, made_at, seen_at, ends_at)
VALUES ($token, $login_id, $post_id, $made_at, $seen_at, $ends_at)
RETURNING id;

-- session_by_token: one
-- A session with everything that a request needs, if it may be used at all on the day. Index: session_token.
-- in: token bytes, day str
SELECT s.id, s.login_id, s.post_id, s.seen_at, s.ends_at, l.name AS login, l.must_change, l.factor_at, p.id AS person_id,
       p.name AS person_name, o.role, o.name AS post_name, o.place_id, u.id AS unit_id, u.short_name AS unit_name,
       u.place_id AS unit_place_id
FROM session AS s
JOIN login AS l ON l.id = s.login_id
JOIN person AS p ON p.id = l.person_id
JOIN post AS o ON o.id = s.post_id
JOIN unit AS u ON u.id = o.unit_id
WHERE s.token = $token AND s.ended_at IS NULL AND l.disabled_at IS NULL
  AND p.valid_from <= $day AND (p.valid_to IS NULL OR p.valid_to > $day)
  AND o.valid_from <= $day AND (o.valid_to IS NULL OR o.valid_to > $day)
  AND u.valid_from <= $day AND (u.valid_to IS NULL OR u.valid_to > $day)
  AND EXISTS (
	SELECT 1 FROM holding AS h
	WHERE h.person_id = p.id AND h.post_id = o.id
	  AND h.valid_from <= $day AND (h.valid_to IS NULL OR h.valid_to > $day)
  );

-- session_still: one
-- Whether a session that a copy of the program has in memory may be used, and the city's epoch. Index: primary keys.
-- in: id i64, city str
-- out: epoch i64
SELECT coalesce(e.n, 0) AS epoch
FROM session AS s
JOIN login AS l ON l.id = s.login_id
LEFT JOIN epoch AS e ON e.name = $city
WHERE s.id = $id AND s.ended_at IS NULL AND l.disabled_at IS NULL;

-- session_get: one
-- Index: primary key.
-- in: id i64
SELECT s.id, s.login_id, s.post_id, s.made_at, s.seen_at, s.ends_at, s.ended_at FROM session AS s WHERE s.id = $id;

-- session_open_of: many
-- A log-in's open sessions. Index: session_login.
-- in: login_id i64
SELECT s.id FROM session AS s WHERE s.login_id = $login_id AND s.ended_at IS NULL ORDER BY s.id LIMIT 5000;

-- session_end: exec
-- Index: primary key.
-- in: id i64, at i64
UPDATE session SET ended_at = $at WHERE id = $id AND ended_at IS NULL;

-- session_seen: exec
-- Used again; never backwards. Called by session.seen. Index: primary key.
-- in: id i64, at i64
UPDATE session SET seen_at = $at WHERE id = $id AND seen_at < $at AND ended_at IS NULL;

-- session_sweep: exec
-- Sessions long over; the journal keeps that they were. Called by session.sweep.
-- in: before i64
DELETE FROM session WHERE ends_at < $before;

-- actor_row: one
-- A log-in in one of its posts, without a session. Called for the command line's --as.
-- in: login str, post_id i64, day str
SELECT l.id AS login_id, p.id AS person_id, p.name AS person_name, o.id AS post_id, o.role, o.name AS post_name,
       o.place_id, u.id AS unit_id, u.short_name AS unit_name, u.place_id AS unit_place_id
FROM login AS l
JOIN person AS p ON p.id = l.person_id
JOIN holding AS h ON h.person_id = p.id
JOIN post AS o ON o.id = h.post_id
JOIN unit AS u ON u.id = o.unit_id
WHERE l.name = $login AND o.id = $post_id AND h.valid_from <= $day AND (h.valid_to IS NULL OR h.valid_to > $day)
ORDER BY h.id
LIMIT 1;

-- ---- people ----

-- login_person: one
-- A person by code: whose a log-in is to be. Called by login.create. Index: person_code.
-- in: code str
SELECT p.id FROM person AS p WHERE p.code = $code;

-- login_posts: many
-- The posts that a person holds on a day: what one may log in as. Index: holding_person.
-- in: person_id i64, day str
SELECT h.post_id, p.code
FROM holding AS h
JOIN post AS p ON p.id = h.post_id
JOIN unit AS u ON u.id = p.unit_id
WHERE h.person_id = $person_id AND h.valid_from <= $day AND (h.valid_to IS NULL OR h.valid_to > $day)
  AND p.valid_from <= $day AND (p.valid_to IS NULL OR p.valid_to > $day)
  AND u.valid_from <= $day AND (u.valid_to IS NULL OR u.valid_to > $day)
ORDER BY h.id
LIMIT 100;
