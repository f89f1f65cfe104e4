-- What the verifier and the export read of the event log.

-- event_by_pos: many
-- Events in sealed order, to the last byte.  Called by verifier and export.  Index: event_pos.
-- in: after i64, after_id i64, upto i64, n i64
-- out: pos i64
SELECT e.id, e.kind, e.aggregate, e.rev, e.type, e.at, e.recorded_at, e.who, e.as_whom,
	e.erases_from, e.erases_to, e.salt, e.payload, e.commitment, coalesce(e.pos, 0) AS pos
FROM event AS e WHERE (e.pos, e.id) > ($after, $after_id) AND e.pos <= $upto ORDER BY e.pos NULLS LAST, e.id LIMIT $n;

-- event_by_aggregate: many
-- Events of one kind, aggregate after aggregate, revision after revision.  Called by the fold.
-- in: kind str, aggregate i64, rev i64, n i64
SELECT e.aggregate, e.rev, e.id, e.recorded_at, e.payload
FROM event AS e WHERE e.kind = $kind AND (e.aggregate, e.rev) > ($aggregate, $rev)
ORDER BY e.aggregate, e.rev LIMIT $n;

-- event_of_aggregate: many
-- What happened to one thing.  Called by the fold's second look.
-- in: kind str, aggregate i64, rev i64, n i64
SELECT e.id, e.aggregate, e.rev, e.type, e.at, e.recorded_at, e.who, e.as_whom, e.payload, e.pos
FROM event AS e WHERE e.kind = $kind AND e.aggregate = $aggregate AND e.rev > $rev
ORDER BY e.rev LIMIT $n;

-- event_head: one
-- Whose an event is. Called to say so of one that is not as it should be. Index: primary key.
-- in: id i64
SELECT e.kind, e.aggregate, e.rev, e.recorded_at FROM event AS e WHERE e.id = $id;

-- event_next_kind: many
-- The next kind of aggregate that has events.  Called by the verifier.
-- in: kind str
SELECT e.kind FROM event AS e WHERE e.kind > $kind ORDER BY e.kind LIMIT 1;

-- event_bare: many
-- The first events whose payload is gone although no later event of their aggregate says so.
-- Called by the verifier.  Reads the whole table.
-- out: pos i64
SELECT e.id, coalesce(e.pos, 0) AS pos FROM event AS e
WHERE e.payload IS NULL AND NOT EXISTS (
	SELECT 1 FROM event AS x WHERE x.kind = e.kind AND x.aggregate = e.aggregate AND x.rev > e.rev
		AND x.erases_from <= e.rev AND x.erases_to >= e.rev)
ORDER BY e.pos NULLS LAST, e.id LIMIT 1;

-- event_waiting: one
-- Unsealed events, and when the oldest was recorded.  Index: event_unsealed.
-- out: n i64, oldest i64?
SELECT count(*) AS n, min(e.recorded_at) AS oldest FROM event AS e WHERE e.pos IS NULL;

-- seal_next: many
-- The seal after a batch.  Called by verifier and export.  Index: primary key.
-- in: batch i64
SELECT s.batch, s.first, s.count, s.prev, s.root, s.leaves, s.sealed_at, s.seal
FROM seal AS s WHERE s.batch > $batch ORDER BY s.batch LIMIT 1;
