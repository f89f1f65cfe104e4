-- past_events: many
-- The events of a case, page by page. Called by past_of. Index: event (kind, aggregate, rev).
-- in: case_id i64, after i64, n i64
SELECT e.rev, e.recorded_at, e.pos, e.payload
FROM event AS e
WHERE e.kind = 'case' AND e.aggregate = $case_id AND e.rev > $after
ORDER BY e.rev
LIMIT $n;

-- past_sealed: each
-- Whose events lie behind a position. Called by past_changed. Index: event_pos.
-- in: after i64
SELECT e.kind, e.aggregate FROM event AS e WHERE e.pos > $after;

-- past_unsealed: each
-- Whose events wait for their seal. Called by past_changed. Index: event_unsealed.
SELECT e.kind, e.aggregate FROM event AS e WHERE e.pos IS NULL;
