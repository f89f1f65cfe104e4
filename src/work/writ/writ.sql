-- writ_count: one
-- How many papers of a kind a case has. Called by writ.issue. Index: UNIQUE (case_id, kind, nth).
-- unscoped: of a case that its caller has read within its reach
-- in: case_id i64, kind str
-- out: n i64, last i64?
SELECT count(*) AS n, max(w.issued_at) AS last FROM writ AS w WHERE w.case_id = $case_id AND w.kind = $kind;

-- writ_add: one
-- A paper is issued. Called by writ.issue.
-- in: case_id i64, kind str, nth i64, unit_id i64, position i64, docx str, docx_bytes i64, pdf str, pdf_bytes i64, docx_by i64?, pdf_by i64?, issued_by i64, issued_post i64?, issued_unit i64?, issued_at i64
INSERT INTO writ (rev, case_id, kind, nth, unit_id, position, docx, docx_bytes, pdf, pdf_bytes, docx_by, pdf_by, issued_by, issued_post,
	issued_unit, issued_at)
VALUES (1, $case_id, $kind, $nth, $unit_id, $position, $docx, $docx_bytes, $pdf, $pdf_bytes, $docx_by, $pdf_by, $issued_by, $issued_post,
	$issued_unit, $issued_at)
RETURNING id;

-- writ_fold: many
-- Whole rows for their events and `duban verify`. Index: primary key.
-- unscoped: the verifier looks at every row
-- in: after i64, n i64
SELECT w.id, w.rev, w.case_id, w.kind, w.nth, w.unit_id, w.position, w.docx, w.docx_bytes, w.pdf, w.pdf_bytes,
       w.docx_by, w.pdf_by, w.issued_by, w.issued_post, w.issued_unit, w.issued_at
FROM writ AS w
WHERE w.id > $after
ORDER BY w.id
LIMIT $n;

-- writ_get: one
-- One paper within reach. Called by writ.get and its files. Index: primary keys.
-- in: id i64, scope i64
SELECT w.id, w.case_id, w.kind, w.nth, w.position, w.docx, w.docx_bytes, w.pdf, w.pdf_bytes, w.issued_at, c.no,
       u.name AS unit_name, i.name AS issued_unit_name, p.name AS post_name, t.nth AS docx_nth, x.nth AS pdf_nth
FROM writ AS w
JOIN case_reach AS r ON r.case_id = w.case_id AND r.reach = $scope
JOIN cases AS c ON c.id = w.case_id
JOIN unit AS u ON u.id = w.unit_id
LEFT JOIN unit AS i ON i.id = w.issued_unit
LEFT JOIN post AS p ON p.id = w.issued_post
LEFT JOIN template AS t ON t.id = w.docx_by
LEFT JOIN template AS x ON x.id = w.pdf_by
WHERE w.id = $id;

-- writ_of_case: many
-- Papers of one case within reach, the newest first. Called by writ.list. Index: UNIQUE (case_id, kind, nth).
-- in: case_id i64, scope i64, before i64, n i64
SELECT w.id, w.case_id, w.kind, w.nth, w.position, w.docx, w.docx_bytes, w.pdf, w.pdf_bytes, w.issued_at, c.no,
       u.name AS unit_name, i.name AS issued_unit_name, p.name AS post_name, t.nth AS docx_nth, x.nth AS pdf_nth
FROM writ AS w
JOIN case_reach AS r ON r.case_id = w.case_id AND r.reach = $scope
JOIN cases AS c ON c.id = w.case_id
JOIN unit AS u ON u.id = w.unit_id
LEFT JOIN unit AS i ON i.id = w.issued_unit
LEFT JOIN post AS p ON p.id = w.issued_post
LEFT JOIN template AS t ON t.id = w.docx_by
LEFT JOIN template AS x ON x.id = w.pdf_by
WHERE w.case_id = $case_id AND w.id < $before
ORDER BY w.id DESC
LIMIT $n;

-- writ_all: many
-- Papers within reach, the newest first. Called by writ.list. Index: primary keys.
-- in: scope i64, before i64, n i64
SELECT w.id, w.case_id, w.kind, w.nth, w.position, w.docx, w.docx_bytes, w.pdf, w.pdf_bytes, w.issued_at, c.no,
       u.name AS unit_name, i.name AS issued_unit_name, p.name AS post_name, t.nth AS docx_nth, x.nth AS pdf_nth
FROM writ AS w
JOIN case_reach AS r ON r.case_id = w.case_id AND r.reach = $scope
JOIN cases AS c ON c.id = w.case_id
JOIN unit AS u ON u.id = w.unit_id
LEFT JOIN unit AS i ON i.id = w.issued_unit
LEFT JOIN post AS p ON p.id = w.issued_post
LEFT JOIN template AS t ON t.id = w.docx_by
LEFT JOIN template AS x ON x.id = w.pdf_by
WHERE w.id < $before
ORDER BY w.id DESC
LIMIT $n;

-- writ_ledger: each
-- All cases within reach, or those that are open, the earliest first. Called for the ledger. Index: primary key of case_reach.
-- in: scope i64, least i64
SELECT c.no, c.state, c.open, c.class_id, c.place_id, c.unit_id, c.address, c.overdue, c.due_at, c.reported_at, c.ended_at,
       c.rework, c.came_back
FROM case_reach AS r
JOIN cases AS c ON c.id = r.case_id
WHERE r.reach = $scope AND c.open >= $least
ORDER BY r.case_id;

-- writ_named: one
-- Does any paper or template name this file? Called by the sweep. Index: writ_docx, writ_pdf, template_file.
-- unscoped: the sweep asks for every file
-- in: digest str
-- out: n i64
SELECT (SELECT count(*) FROM writ AS a WHERE a.docx = $digest)
     + (SELECT count(*) FROM writ AS b WHERE b.pdf = $digest)
     + (SELECT count(*) FROM template AS c WHERE c.file = $digest) AS n;

-- writ_kept: many
-- Which files there must be. Called by the check of files. Index: primary key.
-- unscoped: the check asks for every file
-- in: after i64, n i64
SELECT w.id, w.kind, w.nth, w.docx, w.pdf, c.no
FROM writ AS w
JOIN cases AS c ON c.id = w.case_id
WHERE w.id > $after
ORDER BY w.id
LIMIT $n;

-- template_kept: many
-- The files of templates that there must be. Called by the check of files. Index: primary key.
-- in: after i64, n i64
SELECT t.id, t.kind, t.form, t.nth, t.file FROM template AS t WHERE t.id > $after ORDER BY t.id LIMIT $n;

-- template_last: one
-- How many versions there are of a kind and form. Called by template.add. Index: UNIQUE (kind, form, nth).
-- in: kind str, form str
-- out: nth i64?
SELECT max(t.nth) AS nth FROM template AS t WHERE t.kind = $kind AND t.form = $form;

-- template_same: one
-- The newest version with these bytes. Called by template.add. Index: template_file.
-- in: kind str, form str, file str
-- out: nth i64?
SELECT max(t.nth) AS nth FROM template AS t WHERE t.file = $file AND t.kind = $kind AND t.form = $form;

-- template_add: one
-- A version is kept; nothing uses it yet. Called by template.add.
-- in: kind str, form str, nth i64, file str, bytes i64, name str, note str, added_at i64, added_post i64?
INSERT INTO template (rev, kind, form, nth, file, bytes, name, note, added_at, added_post, tried, tried_with)
VALUES (1, $kind, $form, $nth, $file, $bytes, $name, $note, $added_at, $added_post, '', '')
RETURNING id;

-- template_set: exec
-- Taken into use, or ended. Called by template.use and template.end. Index: primary key.
-- in: id i64, rev i64, tried str, tried_with str, used_at i64?, used_post i64?, ended_at i64?, ended_post i64?
UPDATE template
SET rev = $rev, tried = $tried, tried_with = $tried_with, used_at = $used_at, used_post = $used_post,
    ended_at = $ended_at, ended_post = $ended_post
WHERE id = $id;

-- template_fold: many
-- Whole rows for their events and `duban verify`; one of them for changing it. Index: primary key.
-- in: after i64, n i64
SELECT t.id, t.rev, t.kind, t.form, t.nth, t.file, t.bytes, t.name, t.note, t.added_at, t.added_post, t.tried, t.tried_with,
       t.used_at, t.used_post, t.ended_at, t.ended_post
FROM template AS t
WHERE t.id > $after
ORDER BY t.id
LIMIT $n;

-- template_in_force: one
-- The version of a kind and form that is in force. Called by whoever fills a paper. Index: UNIQUE (kind, form, nth).
-- in: kind str, form str
SELECT t.id, t.nth, t.file FROM template AS t
WHERE t.kind = $kind AND t.form = $form AND t.used_at IS NOT NULL AND t.ended_at IS NULL
ORDER BY t.nth DESC LIMIT 1;

-- template_list: many
-- Versions, the newest first: of one kind, or ('' for kind) those in force. Called by template.list. Index: UNIQUE (kind, form, nth).
-- in: kind str, n i64
SELECT t.id, t.kind, t.form, t.nth, t.file, t.bytes, t.name, t.note, t.added_at, t.tried, t.tried_with, t.used_at, t.ended_at,
       a.name AS added_name, b.name AS used_name, c.name AS ended_name
FROM template AS t
LEFT JOIN post AS a ON a.id = t.added_post
LEFT JOIN post AS b ON b.id = t.used_post
LEFT JOIN post AS c ON c.id = t.ended_post
WHERE t.kind = $kind OR ($kind = '' AND t.used_at IS NOT NULL AND t.ended_at IS NULL)
ORDER BY t.kind, t.form, t.nth DESC
LIMIT $n;

-- template_get: one
-- One version. Called by template.get, its files and its trial. Index: primary key.
-- in: id i64
SELECT t.id, t.kind, t.form, t.nth, t.file, t.bytes, t.name, t.note, t.added_at, t.tried, t.tried_with, t.used_at, t.ended_at,
       a.name AS added_name, b.name AS used_name, c.name AS ended_name
FROM template AS t
LEFT JOIN post AS a ON a.id = t.added_post
LEFT JOIN post AS b ON b.id = t.used_post
LEFT JOIN post AS c ON c.id = t.ended_post
WHERE t.id = $id;
