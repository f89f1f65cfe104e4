-- What was changed of the rules.  CROSS JOIN: SQLite then looks for the events of what was found, not through all.

-- calendar_past: many
-- The newest versions of the calendar's documents, with the one each replaced, and who brought it. Called by the
-- calendar's page. Index: primary key, calendar_document's name and version, event's kind, aggregate, rev.
-- in: n i64
-- out: version i64, imported_at i64, was str?, unit_name str?, post_name str?
SELECT d.id, d.name, d.version, d.body, d.source, d.imported_at, p.body AS was, u.short_name AS unit_name,
       o.name AS post_name
FROM calendar_document AS d
CROSS JOIN event AS e
LEFT JOIN calendar_document AS p ON p.name = d.name AND p.version = d.version - 1
LEFT JOIN post AS o ON o.id = e.as_whom
LEFT JOIN unit AS u ON u.id = o.unit_id
WHERE e.kind = 'calendar' AND e.aggregate = d.id AND e.rev = 1
ORDER BY d.id DESC
LIMIT $n;

-- class_past: many
-- What was changed of a class in all its versions, and of its own conditions, the oldest first.  thing: the same for
-- all versions of one key. Called by the page of a class. Index: class_key_version, class_condition_class, event's kind,
-- aggregate, rev.
-- in: key str
-- out: subject str?, thing i64, unit_name str?, post_name str?
SELECT e.id, e.kind, e.type, e.at, e.payload, NULL AS subject,
       (SELECT min(x.id) FROM class AS x WHERE x.key = $key) AS thing, u.short_name AS unit_name, o.name AS post_name
FROM class AS c
CROSS JOIN event AS e
LEFT JOIN post AS o ON o.id = e.as_whom
LEFT JOIN unit AS u ON u.id = o.unit_id
WHERE c.key = $key AND e.kind = 'class' AND e.aggregate = c.id
UNION ALL
SELECT e.id, e.kind, e.type, e.at, e.payload, k.key AS subject,
       (SELECT min(x.id) FROM class_condition AS x WHERE x.class_key = $key AND x.key = k.key) AS thing,
       u.short_name AS unit_name, o.name AS post_name
FROM class_condition AS k
CROSS JOIN event AS e
LEFT JOIN post AS o ON o.id = e.as_whom
LEFT JOIN unit AS u ON u.id = o.unit_id
WHERE k.class_key = $key AND e.kind = 'class_condition' AND e.aggregate = k.id
ORDER BY 1
LIMIT 1000;
