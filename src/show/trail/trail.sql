-- What was changed of one thing.

-- trail_events: many
-- The last events of one thing, the newest first, and by which post. Called by trail_one. Index: event's kind,
-- aggregate, rev.
-- in: kind str, id i64
-- out: unit_name str?, post_name str?
SELECT e.type, e.at, e.payload, u.short_name AS unit_name, o.name AS post_name
FROM event AS e
LEFT JOIN post AS o ON o.id = e.as_whom
LEFT JOIN unit AS u ON u.id = o.unit_id
WHERE e.kind = $kind AND e.aggregate = $id
ORDER BY e.rev DESC
LIMIT 500;
