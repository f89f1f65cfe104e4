-- step 1

-- A paper to a unit about a case, as it was issued: its files lie by digest outside the store, and the seal covers
-- the digests.  Never changed; another one of the same kind is the next.
-- append only
-- scoped
CREATE TABLE writ (
	id          ID,
	rev         I64  NOT NULL, -- always 1
	case_id     I64  NOT NULL REFERENCES cases(id),
	kind        TEXT NOT NULL, -- 'order', 'urge': struct writ_form
	nth         I64  NOT NULL, -- 1, 2, 3 … of its kind and case
	unit_id     I64  NOT NULL REFERENCES unit(id), -- to whom
	position    I64  NOT NULL, -- of the seal that was known when its facts were gathered
	docx        TEXT NOT NULL, -- SHA-256 of the file, 64 hexadecimal digits
	docx_bytes  I64  NOT NULL,
	pdf         TEXT NOT NULL,
	pdf_bytes   I64  NOT NULL,
	issued_by   I64  NOT NULL, -- login
	issued_post I64  REFERENCES post(id),
	issued_unit I64  REFERENCES unit(id),
	issued_at   TIME NOT NULL,
	UNIQUE (case_id, kind, nth)
);
CREATE INDEX writ_docx ON writ (docx);
CREATE INDEX writ_pdf ON writ (pdf);
