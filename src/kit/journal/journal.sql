-- Queries of the event log.

-- event_add: one
-- A new event; no row when the revision before it is missing or was recorded later.  Called by journal_add.
-- Index: event (kind, aggregate, rev).
-- in: kind str, aggregate i64, rev i64, type str, at i64, recorded_at i64, who i64?, as_whom i64?,
-- in: erases_from i64, erases_to i64, salt bytes, payload bytes, commitment bytes
INSERT INTO event (kind, aggregate, rev, type, at, recorded_at, who, as_whom, erases_from, erases_to,
	salt, payload, commitment)
SELECT $kind, $aggregate, $rev, $type, $at, $recorded_at, $who, $as_whom, $erases_from, $erases_to,
	$salt, $payload, $commitment
WHERE $rev = 1 OR EXISTS (
	SELECT 1 FROM event AS e WHERE e.kind = $kind AND e.aggregate = $aggregate AND e.rev = $rev - 1
		AND e.recorded_at <= $recorded_at)
RETURNING id;

-- event_first: exec
-- The first event of a new thing, whose id was made a moment ago: nobody waits for its answer.  Called by journal_add.
-- in: kind str, aggregate i64, type str, at i64, recorded_at i64, who i64?, as_whom i64?, salt bytes, payload bytes
-- in: commitment bytes
-- violated: stale
INSERT INTO event (kind, aggregate, rev, type, at, recorded_at, who, as_whom, erases_from, erases_to, salt, payload,
	commitment)
VALUES ($kind, $aggregate, 1, $type, $at, $recorded_at, $who, $as_whom, 0, 0, $salt, $payload, $commitment);

-- event_erase: exec
-- Blank the payloads of some revisions.  Called by journal_erase.
-- in: kind str, aggregate i64, rev_from i64, rev_to i64
UPDATE event SET payload = NULL, salt = NULL
WHERE kind = $kind AND aggregate = $aggregate AND rev >= $rev_from AND rev <= $rev_to;

-- event_place: exec
-- Give positions behind `base` to the oldest unsealed events that this statement can see.  An event
-- with a lower id may be committed later (PostgreSQL); it then waits for the next batch.
-- Called by the sealer.  Index: event_unsealed.
-- in: base i64, n i64
UPDATE event SET pos = $base + u.k
FROM (SELECT e.id AS eid, row_number() OVER (ORDER BY e.id) AS k
	FROM event AS e WHERE e.pos IS NULL ORDER BY e.id LIMIT $n) AS u
WHERE event.id = u.eid;

-- event_to_seal: many
-- The same without payloads.  Called by the sealer.  Index: event_pos.
-- in: after i64, n i64
SELECT e.id, e.kind, e.aggregate, e.rev, e.type, e.at, e.recorded_at, e.who, e.as_whom,
	e.erases_from, e.erases_to, e.commitment
FROM event AS e WHERE e.pos > $after ORDER BY e.pos NULLS LAST LIMIT $n;

-- event_last_rev: one
-- The newest revision of one thing.  Called by rooms whose thing has no row of its own, and where an event found no
-- place.  Index: event (kind, aggregate, rev).
-- in: kind str, aggregate i64
SELECT e.rev, e.recorded_at FROM event AS e WHERE e.kind = $kind AND e.aggregate = $aggregate ORDER BY e.rev DESC LIMIT 1;

-- seal_add: exec
-- in: batch i64, first i64, count i64, prev bytes, root bytes, leaves bytes, sealed_at i64, seal bytes
INSERT INTO seal (batch, first, count, prev, root, leaves, sealed_at, seal)
VALUES ($batch, $first, $count, $prev, $root, $leaves, $sealed_at, $seal);

-- event_oldest_unsealed: one
-- Since when something waits for the seal.  Called by journal_unsealed.  Index: event_unsealed.
SELECT e.recorded_at FROM event AS e WHERE e.pos IS NULL ORDER BY e.id LIMIT 1;

-- journal_head_get: one
-- How far it is sealed.
SELECT h.batch, h.position, h.seal, h.sealed_at FROM journal_head AS h WHERE h.id = 1;

-- journal_head_set: exec
-- in: batch i64, position i64, seal bytes, sealed_at i64
INSERT INTO journal_head (id, batch, position, seal, sealed_at) VALUES (1, $batch, $position, $seal, $sealed_at)
ON CONFLICT (id) DO UPDATE SET batch = excluded.batch, position = excluded.position, seal = excluded.seal,
	sealed_at = excluded.sealed_at;
