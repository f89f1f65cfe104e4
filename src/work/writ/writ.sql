-- writ_count: one
-- How many papers of a kind a case has. Called by writ.issue. Index: UNIQUE (case_id, kind, nth).
-- unscoped: of a case that its caller has read within its reach
-- in: case_id i64, kind str
-- out: n i64, last i64?
SELECT count(*) AS n, max(w.issued_at) AS last FROM writ AS w WHERE w.case_id = $case_id AND w.kind = $kind;

-- writ_add: one
-- A paper is issued. Called by writ.issue.
-- in: case_id i64, kind str, nth i64, unit_id i64, position i64, docx str, docx_bytes i64, pdf str, pdf_bytes i64, issued_by i64, issued_post i64?, issued_unit i64?, issued_at i64
INSERT INTO writ (rev, case_id, kind, nth, unit_id, position, docx, docx_bytes, pdf, pdf_bytes, issued_by, issued_post,
	issued_unit, issued_at)
VALUES (1, $case_id, $kind, $nth, $unit_id, $position, $docx, $docx_bytes, $pdf, $pdf_bytes, $issued_by, $issued_post,
	$issued_unit, $issued_at)
RETURNING id;

-- writ_fold: many
-- Whole rows for their events and `duban verify`. Index: primary key.
-- unscoped: the verifier looks at every row
-- in: after i64, n i64
SELECT w.id, w.rev, w.case_id, w.kind, w.nth, w.unit_id, w.position, w.docx, w.docx_bytes, w.pdf, w.pdf_bytes,
       w.issued_by, w.issued_post, w.issued_unit, w.issued_at
FROM writ AS w
WHERE w.id > $after
ORDER BY w.id
LIMIT $n;

-- writ_get: one
-- One paper within reach. Called by writ.get and its files. Index: primary keys.
-- in: id i64, scope i64
SELECT w.id, w.case_id, w.kind, w.nth, w.position, w.docx, w.docx_bytes, w.pdf, w.pdf_bytes, w.issued_at, c.no,
       u.name AS unit_name, i.name AS issued_unit_name, p.name AS post_name
FROM writ AS w
JOIN case_reach AS r ON r.case_id = w.case_id AND r.reach = $scope
JOIN cases AS c ON c.id = w.case_id
JOIN unit AS u ON u.id = w.unit_id
LEFT JOIN unit AS i ON i.id = w.issued_unit
LEFT JOIN post AS p ON p.id = w.issued_post
WHERE w.id = $id;

-- writ_of_case: many
-- Papers of one case within reach, the newest first. Called by writ.list. Index: UNIQUE (case_id, kind, nth).
-- in: case_id i64, scope i64, before i64, n i64
SELECT w.id, w.case_id, w.kind, w.nth, w.position, w.docx, w.docx_bytes, w.pdf, w.pdf_bytes, w.issued_at, c.no,
       u.name AS unit_name, i.name AS issued_unit_name, p.name AS post_name
FROM writ AS w
JOIN case_reach AS r ON r.case_id = w.case_id AND r.reach = $scope
JOIN cases AS c ON c.id = w.case_id
JOIN unit AS u ON u.id = w.unit_id
LEFT JOIN unit AS i ON i.id = w.issued_unit
LEFT JOIN post AS p ON p.id = w.issued_post
WHERE w.case_id = $case_id AND w.id < $before
ORDER BY w.id DESC
LIMIT $n;

-- writ_all: many
-- Papers within reach, the newest first. Called by writ.list. Index: primary keys.
-- in: scope i64, before i64, n i64
SELECT w.id, w.case_id, w.kind, w.nth, w.position, w.docx, w.docx_bytes, w.pdf, w.pdf_bytes, w.issued_at, c.no,
       u.name AS unit_name, i.name AS issued_unit_name, p.name AS post_name
FROM writ AS w
JOIN case_reach AS r ON r.case_id = w.case_id AND r.reach = $scope
JOIN cases AS c ON c.id = w.case_id
JOIN unit AS u ON u.id = w.unit_id
LEFT JOIN unit AS i ON i.id = w.issued_unit
LEFT JOIN post AS p ON p.id = w.issued_post
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
-- Does any paper name this file? Called by the sweep. Index: writ_docx, writ_pdf.
-- unscoped: the sweep asks for every file
-- in: digest str
-- out: n i64
SELECT (SELECT count(*) FROM writ AS a WHERE a.docx = $digest)
     + (SELECT count(*) FROM writ AS b WHERE b.pdf = $digest) AS n;

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
