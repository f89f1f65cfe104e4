-- zone_on: many
-- Zones of a day, by kind; with an id that one alone. Called by zone.figures. A city has some dozen.
-- in: day str, id i64
SELECT z.id, z.code, z.name, z.kind FROM zone AS z
WHERE z.valid_from <= $day AND (z.valid_to IS NULL OR z.valid_to > $day) AND ($id = 0 OR z.id = $id)
ORDER BY z.kind, z.code LIMIT 200;

-- zone_parts_on: many
-- The member places of those zones that day, but those that lie in another member of the same zone.
-- Called by zone.figures. Index: primary keys of zone_member, place_above.
-- in: day str, id i64
SELECT m.zone_id, p.id, p.code, p.name
FROM zone AS z
JOIN zone_member AS m ON m.zone_id = z.id
JOIN place AS p ON p.id = m.place_id
WHERE z.valid_from <= $day AND (z.valid_to IS NULL OR z.valid_to > $day) AND ($id = 0 OR z.id = $id)
  AND m.valid_from <= $day AND (m.valid_to IS NULL OR m.valid_to > $day)
  AND NOT EXISTS (
        SELECT 1 FROM place_above AS a JOIN zone_member AS o ON o.place_id = a.above_id
        WHERE a.place_id = m.place_id AND a.above_id <> m.place_id AND o.zone_id = m.zone_id
          AND o.valid_from <= $day AND (o.valid_to IS NULL OR o.valid_to > $day))
ORDER BY m.zone_id, p.code LIMIT 2001;

-- zone_table: each
-- Every zone for its table. Called by the kind zones of work/bulk. Index: primary key.
-- out: valid_to str?
SELECT z.id, z.code, z.name, z.kind, z.valid_from, z.valid_to FROM zone AS z ORDER BY z.id LIMIT 2000;

-- zone_table_places: each
-- The places that belong to a zone and were not ended, in the order of zone_table. Called as that. Index: primary keys.
SELECT m.zone_id, p.code FROM zone AS z JOIN zone_member AS m ON m.zone_id = z.id JOIN place AS p ON p.id = m.place_id
WHERE m.valid_to IS NULL ORDER BY z.id, p.code LIMIT 100000;
