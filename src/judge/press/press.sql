-- press_last: one
-- How many editions there are, and when the last was issued. Called by press.issue. Index: UNIQUE (kind, place_id, period, nth).
-- in: kind str, place_id i64, period str
-- out: n i64, last i64?
SELECT count(*) AS n, max(p.issued_at) AS last FROM paper AS p
WHERE p.kind = $kind AND p.place_id = $place_id AND p.period = $period;

-- press_add: one
-- An edition is issued. Called by press.issue.
-- in: kind str, place_id i64, period str, nth i64, position i64, docx str, docx_bytes i64, pdf str, pdf_bytes i64, xlsx str, xlsx_bytes i64
-- in: issued_by i64, issued_post i64?, issued_unit i64?, issued_at i64
INSERT INTO paper (rev, kind, place_id, period, nth, position, docx, docx_bytes, pdf, pdf_bytes, xlsx, xlsx_bytes, issued_by, issued_post,
	issued_unit, issued_at)
VALUES (1, $kind, $place_id, $period, $nth, $position, $docx, $docx_bytes, $pdf, $pdf_bytes, $xlsx, $xlsx_bytes, $issued_by, $issued_post,
	$issued_unit, $issued_at)
RETURNING id;

-- press_list: many
-- Editions of a place and what lies below it, the newest first; of who stands for a unit (top 0) what is published to all; figures 0:
-- without those of the bulletin. Called by press.list and press.get (id). Index: primary key, place_above.
-- in: id i64, kind str, top i64, figures bool, before i64, n i64
SELECT p.id, p.kind, p.place_id, l.name AS place_name, p.period, p.nth, p.position, p.docx, p.docx_bytes, p.pdf, p.pdf_bytes, p.xlsx,
       p.xlsx_bytes, p.issued_at, o.name AS post_name, u.name AS unit_name
FROM paper AS p
JOIN place AS l ON l.id = p.place_id
LEFT JOIN post AS o ON o.id = p.issued_post
LEFT JOIN unit AS u ON u.id = p.issued_unit
WHERE p.id < $before AND ($id = 0 OR p.id = $id) AND ($kind = '' OR p.kind = $kind)
  AND ($figures = 1 OR p.kind <> 'monthly')
  AND (p.kind = 'duties' OR EXISTS (SELECT 1 FROM place_above AS a WHERE a.above_id = $top AND a.place_id = p.place_id))
ORDER BY p.id DESC
LIMIT $n;

-- press_fold: many
-- Whole rows for their events and `duban verify`. Index: primary key.
-- in: after i64, n i64
SELECT p.id, p.rev, p.kind, p.place_id, p.period, p.nth, p.position, p.docx, p.docx_bytes, p.pdf, p.pdf_bytes, p.xlsx, p.xlsx_bytes,
       p.issued_by, p.issued_post, p.issued_unit, p.issued_at
FROM paper AS p WHERE p.id > $after ORDER BY p.id LIMIT $n;

-- press_named: one
-- Does any edition name this file? Called by the sweep of papers. Index: paper_docx, paper_pdf, paper_xlsx.
-- in: digest str
-- out: n i64
SELECT (SELECT count(*) FROM paper AS a WHERE a.docx = $digest)
     + (SELECT count(*) FROM paper AS b WHERE b.pdf = $digest)
     + (SELECT count(*) FROM paper AS c WHERE c.xlsx = $digest) AS n;

-- press_cases: many
-- Open cases of a place, the earliest first. Called for the ledger. Index: case_reach_due.
-- in: scope i64, n i64
SELECT c.no, c.state, c.class_id, c.place_id, c.unit_id, c.address, c.overdue, c.due_at, c.reported_at, c.rework, c.came_back
FROM case_reach AS r
JOIN cases AS c ON c.id = r.case_id
WHERE r.reach = $scope AND r.open = 1
ORDER BY c.id
LIMIT $n;

-- press_duties: many
-- What is answered for at a place, above it and below it on a day, every class first. Called for 责任公示. Index: duty_order.
-- in: place_id i64, day str, n i64
-- out: class_name str?, big_name str?
SELECT d.id, d.class_key, p.name AS place_name, d.unit_id, u.name AS unit_name, d.basis,
       (SELECT max(c.name) FROM class AS c WHERE c.key = d.class_key) AS class_name,
       (SELECT max(c.big_name) FROM class AS c WHERE substr(c.key, 1, 3) = d.class_key) AS big_name
FROM duty AS d
JOIN place AS p ON p.id = d.place_id
JOIN unit AS u ON u.id = d.unit_id
WHERE d.valid_from <= $day AND (d.valid_to IS NULL OR d.valid_to > $day)
  AND (EXISTS (SELECT 1 FROM place_above AS a WHERE a.place_id = $place_id AND a.above_id = d.place_id)
       OR EXISTS (SELECT 1 FROM place_above AS b WHERE b.place_id = d.place_id AND b.above_id = $place_id))
ORDER BY d.class_key, d.id
LIMIT $n;

-- press_helpers: many
-- Units that help with duties, by duty. Called for 责任公示. Index: primary key.
-- in: from_id i64, upto_id i64, n i64
SELECT h.duty_id, u.name AS unit_name FROM duty_helper AS h JOIN unit AS u ON u.id = h.unit_id
WHERE h.duty_id >= $from_id AND h.duty_id <= $upto_id
ORDER BY h.duty_id, u.code LIMIT $n;

-- press_posts: many
-- The posts of units that handle cases on a day, by unit; nobody's name. Called for 责任公示. Index: post_unit.
-- in: day str, n i64
SELECT p.unit_id, p.name FROM post AS p
WHERE p.role = 'handler' AND p.valid_from <= $day AND (p.valid_to IS NULL OR p.valid_to > $day)
ORDER BY p.unit_id, p.code LIMIT $n;

-- press_territories: many
-- Units whose territory lies in a place or below it on a day: who answers where no row speaks (A08). Called for 责任公示. Index:
-- place_above, unit_place.
-- in: place_id i64, day str, n i64
SELECT u.id, u.name, p.name AS place_name
FROM place_above AS a
JOIN unit AS u ON u.place_id = a.place_id
JOIN place AS p ON p.id = a.place_id
WHERE a.above_id = $place_id AND u.valid_from <= $day AND (u.valid_to IS NULL OR u.valid_to > $day)
ORDER BY p.code, u.id
LIMIT $n;
