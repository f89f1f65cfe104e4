-- calendar_newest: one
-- The newest document: it names today's calendar. Called by calendar_now. Index: primary key.
SELECT d.id, d.digest FROM calendar_document AS d ORDER BY d.id DESC LIMIT 1;

-- calendar_mark: one
-- One document's digest: whether a version still names what it named. Index: primary key.
-- in: id i64
SELECT d.id, d.digest FROM calendar_document AS d WHERE d.id = $id;

-- calendar_documents: many
-- The documents that made the calendar when `id` was the newest: the latest of each name. A city
-- has some twenty. Called when a calendar is built and by calendar.show.
-- in: id i64
SELECT d.id, d.name, d.version, d.body, d.source, d.imported_at
FROM calendar_document AS d
WHERE d.id <= $id
  AND NOT EXISTS (
	SELECT 1 FROM calendar_document AS n WHERE n.name = d.name AND n.id > d.id AND n.id <= $id
  )
ORDER BY d.name
LIMIT 300;

-- calendar_add: one
-- A document, or a newer version of one. Called by calendar.load.
-- in: name str, version i64, body str, source str, imported_at i64, imported_by i64, digest str
INSERT INTO calendar_document (name, version, body, source, imported_at, imported_by, digest)
VALUES ($name, $version, $body, $source, $imported_at, $imported_by, $digest)
RETURNING id;

-- calendar_fold: many
-- Rows for `duban verify`. Index: primary key.
-- in: after i64, n i64
SELECT d.id, d.name, d.version, d.body, d.source, d.imported_at, d.imported_by, d.digest
FROM calendar_document AS d
WHERE d.id > $after
ORDER BY d.id
LIMIT $n;
